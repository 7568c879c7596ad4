import { permanentlyTold, permanentShareTold } from '../protocol/permanently.ts';
import type { ObjectIdentity, ObjectType } from '../protocol/provisioning.ts';
import { joined, text, type Text } from '../protocol/text.ts';

/** One thing that a cycle would do and that takes access away. */
export type AccessLoss = AccountLoss | MembersLoss;

/** An account that is disabled, deleted, or whose invitation is withdrawn. */
export interface AccountLoss {
  readonly kind: 'account';
  readonly source: ObjectIdentity;
  readonly targetId: string;
  readonly action: 'disable' | 'delete';
  /** True when the account can't be given back: a delete, or an invitation that is withdrawn. */
  readonly permanent: boolean;
  /** How many members a group has that goes with them; 0 for a user. */
  readonly members: number;
  /** The target id of who gets the files; absent when nobody does. */
  readonly filesTo?: string;
}

/** A group that loses members. */
export interface MembersLoss {
  readonly kind: 'members';
  readonly source: ObjectIdentity;
  readonly targetId: string;
  readonly lost: number;
  /** Target ids of those who are lost. */
  readonly ids: readonly string[];
  /** How many members the group has before. */
  readonly of: number;
}

/** Accidental-deletion prevention, as the job file has it. */
export interface GuardSettings {
  readonly enabled: boolean;
  /** The number of disables and deletes, of users and groups together, that a cycle may make. */
  readonly threshold: number;
  /** The share of the provisioned objects of a type, in percent, that a cycle may disable or delete. */
  readonly percentage: number;
  /** This many disables and deletes of a type are never too large a share. */
  readonly minimum: number;
  /** The share of its members, in percent, that a group may lose in a cycle. */
  readonly groupPercentage: number;
  /** Groups of fewer members than this aren't guarded. */
  readonly groupMinimum: number;
}

/** How many objects of each type the job has provisioned. */
export interface ProvisionedCounts {
  readonly linked: Readonly<Record<ObjectType, number>>;
  /** Those of them that have access. */
  readonly withAccess: Readonly<Record<ObjectType, number>>;
}

export interface GuardVerdict {
  /** The losses that are held back, in the order in which they were given; rejected ones are among them. */
  readonly held: readonly AccessLoss[];
  /** Why; null when none is held back but what a person has rejected. */
  readonly message: Text | null;
}

/** Every team of at least so many counts as everybody. */
const everybodyFrom = 3;

/** What is known beside the losses themselves. */
export interface GuardCircumstances {
  /** Whether a person has released a loss by name: all of it. */
  readonly isReleased: (loss: AccessLoss) => boolean;
  /** Whether a person has rejected a loss by name, and what causes it is the same as then. */
  readonly isRejected: (loss: AccessLoss) => boolean;
  /** Whose loss was held back before (`holdKey`): it waits to be released, whatever else has changed. */
  readonly waiting: ReadonlySet<string>;
  /** What the source has suddenly stopped to tell of, in a sentence; null when it has not. */
  readonly silence: Text | null;
}

/**
 * Decides whether what a cycle would take away is too much. It counts outcomes, whatever causes them: each kind (users,
 * groups, members of groups) is held back as a whole when it's too much by itself, and all of them when the disables and
 * deletes together exceed the threshold, or the source has fallen silent. What a person has released by name is counted,
 * but not held back; what a person has rejected is held back whatever the settings are, and counts against nobody else.
 */
export function judgeLosses(
  all: readonly AccessLoss[],
  provisioned: ProvisionedCounts,
  settings: GuardSettings,
  circumstances: GuardCircumstances,
): GuardVerdict {
  const rejected = new Set(all.filter(circumstances.isRejected));
  const open = all.filter((loss) => !rejected.has(loss));
  const { held, message } = judgeOpen(open, provisioned, settings, circumstances);
  return { held: all.filter((loss) => rejected.has(loss) || held.has(loss)), message };
}

interface OpenVerdict {
  readonly held: ReadonlySet<AccessLoss>;
  readonly message: Text | null;
}

function judgeOpen(
  losses: readonly AccessLoss[],
  provisioned: ProvisionedCounts,
  settings: GuardSettings,
  { isReleased, waiting, silence }: GuardCircumstances,
): OpenVerdict {
  if (!settings.enabled) return { held: new Set(), message: null };
  const accounts = losses.filter((loss) => loss.kind === 'account');
  const members = losses.filter((loss) => loss.kind === 'members').filter((loss) => isLargeLoss(loss, settings));
  const causes: { readonly held: readonly AccessLoss[]; readonly because: Text }[] = [];
  if (silence !== null && accounts.length > 0 && provisioned.linked.User + provisioned.linked.Group > 1)
    causes.push({ held: [...accounts, ...members], because: joined([silence, told(accounts)], ' ') });
  if (accounts.length > settings.threshold)
    causes.push({
      held: [...accounts, ...members],
      because: text`${told(accounts)}. That is more than the threshold of ${settings.threshold}`,
    });
  for (const type of ['User', 'Group'] as const) {
    const ofType = accounts.filter(({ source }) => source.type === type);
    const because = tooManyOf(type, ofType, provisioned, settings);
    if (because !== null) causes.push({ held: ofType, because });
  }
  if (members.length > 0) causes.push({ held: members, because: groupsTold(members) });
  const peopled = accounts.filter((loss) => isLargeLoss({ lost: loss.members, of: loss.members }, settings));
  if (peopled.length > 0) causes.push({ held: peopled, because: peopledTold(peopled) });
  const before = losses.filter((loss) => waiting.has(holdKey(loss)));
  if (before.length > 0) causes.push({ held: before, because: toldOfWaiting(before) });
  const held = new Set(causes.flatMap((cause) => cause.held).filter((loss) => !isReleased(loss)));
  const cause = causes.find((each) => each.held.some((loss) => held.has(loss)));
  return {
    held,
    message: cause === undefined ? null : text`${cause.because}. Accidental-deletion prevention holds this back.`,
  };
}

/**
 * Names a loss: the same object, account and act. A deletion isn't released by releasing a disable, nor one by which somebody else
 * gets the files.
 */
export function lossKey(loss: AccessLoss): string {
  const act = loss.kind === 'members' ? 'members' : loss.permanent ? `${loss.action} permanently` : loss.action;
  const heir = loss.kind === 'account' && loss.filesTo !== undefined ? `, files to ${loss.filesTo}` : '';
  return `${loss.source.type} ${loss.source.id} ${loss.targetId} ${act}${heir}`;
}

/** Names whose loss it is, whatever the act: what is held back waits as long as anything would be taken away. */
export function holdKey({ source, kind }: Pick<AccessLoss, 'source' | 'kind'>): string {
  return `${source.type} ${source.id} ${kind}`;
}

/** Whether a group loses so many of its members that it's guarded. */
export function isLargeLoss(
  { lost, of }: Pick<MembersLoss, 'lost' | 'of'>,
  { enabled, groupMinimum, groupPercentage }: GuardSettings,
): boolean {
  return enabled && of >= groupMinimum && lost > (of * groupPercentage) / 100;
}

function tooManyOf(
  type: ObjectType,
  losses: readonly AccountLoss[],
  { linked, withAccess }: ProvisionedCounts,
  { minimum, percentage }: GuardSettings,
): Text | null {
  if (losses.length > Math.max(minimum, (linked[type] * percentage) / 100))
    return losses.length > minimum && linked[type] > 0 && minimum < (linked[type] * percentage) / 100
      ? moreThanShare(type, told(losses), percentage, linked[type])
      : moreThanMinimum(type, told(losses), minimum, linked[type]);
  if (losses.length >= everybodyFrom && losses.length >= withAccess[type])
    return type === 'User'
      ? text`${told(losses)}. These are all users who have access`
      : text`${told(losses)}. These are all groups who have access`;
  return null;
}

function moreThanShare(type: ObjectType, losses: Text, percentage: number, linked: number): Text {
  return type === 'User'
    ? text`${losses}. That is more than ${percentage} % of the ${linked} provisioned users`
    : text`${losses}. That is more than ${percentage} % of the ${linked} provisioned groups`;
}

function moreThanMinimum(type: ObjectType, losses: Text, minimum: number, linked: number): Text {
  return type === 'User'
    ? text`${losses}. That is more than the ${minimum} that a small team may lose at once (${linked} users are provisioned)`
    : text`${losses}. That is more than the ${minimum} that a small team may lose at once (${linked} groups are provisioned)`;
}

/** `3 objects would be disabled, 2 of them permanently: their invitations haven't been accepted` */
function told(losses: readonly AccountLoss[]): Text {
  const count = losses.length;
  const permanent = losses.filter((loss) => loss.permanent).length;
  // Whoever is deleted is gone whatever became of an invitation.
  return losses.some(({ action }) => action === 'delete')
    ? permanentShareTold(disabledOrDeleted(count), count, permanent)
    : permanentlyTold(disabled(count), count, permanent);
}

function disabled(count: number): Text {
  return count === 1 ? text`1 object would be disabled` : text`${count} objects would be disabled`;
}

function disabledOrDeleted(count: number): Text {
  return count === 1
    ? text`1 object would be disabled or deleted`
    : text`${count} objects would be disabled or deleted`;
}

function toldOfWaiting(losses: readonly AccessLoss[]): Text {
  const accounts = losses.filter((loss) => loss.kind === 'account');
  const what = accounts.length > 0 ? told(accounts) : groupsTold(losses.filter((loss) => loss.kind === 'members'));
  return text`${what}. An earlier cycle would have done the same, and nobody has released it`;
}

function peopledTold(groups: readonly AccountLoss[]): Text {
  const [first] = groups;
  if (first !== undefined && groups.length === 1)
    return text`The group ${first.source.displayName} would be deleted with its ${first.members} members`;
  return text`${groups.length} groups would be deleted with all their members`;
}

function groupsTold(members: readonly MembersLoss[]): Text {
  const [first] = members;
  if (first !== undefined && members.length === 1)
    return text`The group ${first.source.displayName} would lose ${first.lost} of its ${first.of} members`;
  return text`${members.length} groups would lose most of their members`;
}
