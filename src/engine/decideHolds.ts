import { userInfo } from 'node:os';
import { deleteReleased } from '../decision/reasons.ts';
import { nearestNames } from '../job/similarName.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { AttributeJson, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { HoldDecision, StagedAction, StagedDetail } from '../protocol/stagedActions.ts';
import { heldValue } from '../decision/knowledge.ts';
import { notDoneEvent } from './cycle/heldOutcomes.ts';
import type { Hold } from './store/holds.ts';
import type { JobStore } from './store/jobStore.ts';
import { text } from '../protocol/text.ts';

/** What deciding needs besides what is decided. */
export interface Deciding {
  readonly jobId: string;
  readonly store: JobStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told each event once it is durable. */
  readonly onEvent: (event: ProvisioningEvent) => void;
}

/**
 * Notes that staged actions are released, so that the next sync carries them out, or rejected, so that they stay held back
 * until what causes them changes. Nothing is sent. Whom it bears on is decided anew by the next cycle.
 *
 * @param names keys, object ids, user principal names or display names; null for all that nobody has decided about.
 * @returns what was decided about.
 * @throws ProvisioningFailure of kind `notFound` when a name is nobody's who is held back, or of several; nothing is decided then.
 */
export function decideHolds(
  deciding: Deciding,
  names: readonly string[] | null,
  verdict: HoldDecision['verdict'],
): readonly StagedAction[] {
  const { store, now, onEvent } = deciding;
  const chosen = names === null ? store.holds.list().filter(isOpen) : named(store, names);
  const decision: HoldDecision = { verdict, at: new Date(now()).toISOString(), by: whoDecides() };
  const events = store.database.transaction(() =>
    chosen.map((action) => {
      const { type, id } = action.source;
      store.holds.decide(action.key, decision);
      store.work.add(type, id);
      if (action.action === 'removeMembers') store.work.addReferences(type, [id]);
      return store.log.append(eventOf(deciding, action, decision));
    }),
  );
  events.forEach(onEvent);
  return chosen.map((action) => ({ ...action, decision }));
}

function isOpen({ decision }: StagedAction): boolean {
  return decision === null;
}

function eventOf(
  { store, jobId, now }: Deciding,
  action: StagedAction,
  decision: HoldDecision,
): Omit<ProvisioningEvent, 'id'> {
  const { source, targetId, reason } = action;
  const cycle = { now, job: { id: jobId }, cycleId: store.state.lastCycle()?.cycleId ?? '' };
  const changes = store.holds.find(action.key)?.changes ?? [];
  const isRejected = decision.verdict === 'rejected';
  const what = { source, targetId, reason, steps: [], action: action.action, changes };
  const event = notDoneEvent(cycle, { ...what, rejection: isRejected ? decision : null });
  return isRejected ? event : { ...event, reason: deleteReleased(reason, decision) };
}

/** The name of the operating system's account; null where it has none. */
function whoDecides(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

/** A staged action with what it would change; null when it is no longer held back. */
export function readHold(store: JobStore, key: string): StagedDetail | null {
  const hold = store.holds.find(key);
  if (hold === null) return null;
  const { source, permanent, action } = hold.action;
  const members = action === 'removeMembers' ? membersOf(store, hold) : null;
  const known = Object.entries(store.links.find(source.type, source.id)?.known ?? {});
  const before: Record<string, AttributeJson> = {};
  for (const [attribute, knowledge] of known) before[attribute] = heldValue(knowledge) ?? null;
  for (const { attribute, old } of hold.changes) before[attribute] = old;
  const after = { ...before };
  for (const change of hold.changes) after[change.attribute] = change.new;
  return { action: hold.action, before, after: permanent || action === 'delete' ? null : after, members };
}

function membersOf({ references }: JobStore, { action, ids }: Hold): NonNullable<StagedDetail['members']> {
  const leaving = new Set(ids);
  const held = [...references.known(action.source.id, 'members')];
  const sorted = (targetIds: readonly string[]): readonly string[] =>
    [...references.namesOf('User', targetIds)].sort((left, right) => left.localeCompare(right));
  return { stay: sorted(held.filter((id) => !leaving.has(id))), leave: sorted(ids) };
}

function named(store: JobStore, names: readonly string[]): readonly StagedAction[] {
  const all = store.holds.list();
  return [...new Set(names.map((name) => theOne(store, all, name)))];
}

/** Whoever has the name as a key, an id or a user principal name goes before who is displayed by it. */
function theOne(store: JobStore, all: readonly StagedAction[], name: string): StagedAction {
  const folded = name.trim().toLowerCase();
  const own = all.filter(
    ({ key, source }) => key === name || source.id.toLowerCase() === folded || upnOf(store, source) === folded,
  );
  const found = own.length > 0 ? own : all.filter(({ source }) => source.displayName.toLowerCase() === folded);
  const [only, ...others] = found;
  if (only === undefined) throw notHeld(all, name);
  if (others.length > 0) throw ambiguous(store, found, name);
  return only;
}

function upnOf({ database }: JobStore, { type, id }: StagedAction['source']): string | null {
  const row = database.prepare('SELECT user_principal_name AS upn FROM object WHERE type = ? AND id = ?').get(type, id);
  const upn = row?.['upn'];
  return typeof upn === 'string' ? upn.toLowerCase() : null;
}

const mostNamed = 10;

function notHeld(all: readonly StagedAction[], name: string): ProvisioningFailure {
  const near = nearestNames(
    name,
    all.map(({ source }) => source.displayName),
    3,
  ).map((each) => `"${each}"`);
  const suggestion = near.length === 0 ? '' : text` Did you mean ${near.join(' or ')}?`;
  return new ProvisioningFailure(
    'notFound',
    text`Nothing called "${name}" is held back.${suggestion} Nothing was decided.`,
    {
      recommendedAction: text`List the staged deletes, and give a display name, user principal name or id as it stands there.`,
    },
  );
}

function ambiguous(store: JobStore, found: readonly StagedAction[], name: string): ProvisioningFailure {
  const listed = found.slice(0, mostNamed).map((action) => {
    const { source } = action;
    const upn = upnOf(store, source);
    const facts = [...(upn === null ? [] : [upn]), `id ${source.id}`].join(', ');
    return `${source.type === 'User' ? 'user' : 'group'} ${source.displayName} (${facts})`;
  });
  const more = found.length > mostNamed ? `; and ${found.length - mostNamed} more` : '';
  return new ProvisioningFailure(
    'notFound',
    text`${found.length} staged deletes are called "${name}": ${listed.join('; ')}${more}. Nothing was decided.`,
    {
      recommendedAction: text`Give the user principal name or the id, such as ${found[0]?.source.id ?? text`the first`}.`,
    },
  );
}
