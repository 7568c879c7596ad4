import { folded } from '../../decision/sameToTarget.ts';
import { TargetError, type TargetObject, type TargetPage } from '../targetDirectory.ts';
import type { BusinessConnection } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field, listField, tagOf } from './fields.ts';
import { emailProblem, externalIdProblem } from './limits.ts';
import { largestPage, pagesOf, type Listing } from './pages.ts';
import { readProfile, toTargetUser, workEmail, type MemberProfile } from './profile.ts';
import { text } from '../../protocol/text.ts';

/** Whom a request means (Dropbox API specification, `team.UserSelectorArg`). */
export type Selector =
  | { readonly '.tag': 'team_member_id'; readonly team_member_id: string }
  | { readonly '.tag': 'external_id'; readonly external_id: string }
  | { readonly '.tag': 'email'; readonly email: string };

export function byMemberId(id: string): Selector {
  return { '.tag': 'team_member_id', team_member_id: id };
}

export function byEmail(email: string): Selector {
  return { '.tag': 'email', email };
}

export function byExternalId(externalId: string): Selector {
  return { '.tag': 'external_id', external_id: externalId };
}

/** Who is meant by a value of an attribute; null when Dropbox can have nobody with it, since it would refuse the value. */
export function selectorBy(attribute: string, value: string): Selector | null {
  switch (attribute) {
    case 'userName':
    case workEmail:
      return emailProblem(attribute, value) === null ? byEmail(value) : null;
    case 'externalId':
      return value === '' || externalIdProblem(attribute, value) !== null ? null : byExternalId(value);
    default:
      throw new TargetError('notImplemented', text`Dropbox finds nobody by ${attribute}.`, null, {
        advice: text`Match users by userName or externalId.`,
      });
  }
}

const refused = text`Reading the member was refused`;

/**
 * The member who is meant; null when there is none, also for one who was removed.
 *
 * @throws TargetError, of kind `unreadable` when the response is about somebody else.
 */
export async function findMember(
  connection: BusinessConnection,
  selector: Selector,
  signal: AbortSignal,
): Promise<MemberProfile | null> {
  const argument = { members: [selector] };
  const call = { route: 'team/members/get_info_v2', argument, does: 'read', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const { value, answer } = response;
  const infos = listField(value, 'members_info');
  const [info] = infos;
  if (infos.length === 1 && tagOf(info) === 'id_not_found') return null;
  const profile = infos.length === 1 ? readProfile(info) : null;
  if (profile === null)
    throw unreadable(answer, text`Dropbox’s response tells of no member, and not that there is none.`);
  if (profile.status === 'removed') return null;
  if (isMeant(profile, selector)) return profile;
  const { [selector['.tag']]: asked } = selector as Readonly<Record<string, string>>;
  throw unreadable(
    answer,
    text`Dropbox was asked for ${asked ?? ''}, and responded with ${profile.id} (${profile.email}).`,
  );
}

/**
 * Who of these addresses is a member, by the address in lower case, as `folded` has it.
 *
 * @param emails as many as one request may name: those of one `members/add_v2`.
 * @throws TargetError
 */
export async function findByEmails(
  connection: BusinessConnection,
  emails: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MemberProfile>> {
  const argument = { members: emails.map(byEmail) };
  const call = { route: 'team/members/get_info_v2', argument, does: 'read', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const { value, answer } = response;
  const infos = listField(value, 'members_info');
  const profiles = infos.flatMap((info) => readProfile(info) ?? []);
  const unknown = infos.filter((info) => tagOf(info) === 'id_not_found').length;
  if (profiles.length + unknown !== emails.length)
    throw unreadable(answer, text`Dropbox’s response doesn’t tell of each member whether there is one.`);
  const present = profiles.filter(({ status }) => status !== 'removed');
  return new Map(present.map((profile) => [folded(profile.email), profile]));
}

function isMeant(profile: MemberProfile, selector: Selector): boolean {
  switch (selector['.tag']) {
    case 'team_member_id':
      return profile.id === selector.team_member_id;
    case 'email':
      return folded(profile.email) === folded(selector.email);
    case 'external_id':
      return profile.externalId === selector.external_id;
  }
}

function members(includesRemoved: boolean): Listing {
  return {
    first: 'team/members/list_v2',
    next: 'team/members/list/continue_v2',
    argument: { limit: largestPage, include_removed: includesRemoved },
    items: 'members',
    refused: text`Listing the members was refused`,
  };
}

/** Every member, each once. */
export async function* listMembers(
  connection: BusinessConnection,
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<TargetPage> {
  const seen = new Set<string>();
  let told = 0;
  let total: number | null | undefined;
  for await (const { items, hasMore } of pagesOf(connection, members(false), signal)) {
    const objects: TargetObject[] = [];
    let unread = 0;
    for (const item of items) {
      const profile = readProfile(item);
      if (profile === null) unread++;
      else if (!seen.has(profile.id)) {
        seen.add(profile.id);
        const object = toTargetUser(profile, attributes);
        if (object !== null) objects.push(object);
      }
    }
    told += objects.length + unread;
    if (total === undefined && hasMore) total = await countMembers(connection, told + 1, signal);
    // A page that holds nothing new may come between two that do, and says nothing of the end.
    if (objects.length + unread > 0 || !hasMore)
      yield { objects, totalResults: hasMore ? (total ?? null) : told, unreadable: unread };
  }
}

/**
 * How many members there are at least: suspended ones aren't counted. Null where the token may not ask.
 *
 * @param listed how many there are certainly.
 */
async function countMembers(
  connection: BusinessConnection,
  listed: number,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const call = {
      route: 'team/get_info',
      argument: null,
      does: 'read',
      refused: text`Reading the team was refused`,
    } as const;
    const response = await connection.call(call, signal);
    const count = response.kind === 'done' ? field(response.value, 'num_provisioned_users') : null;
    return typeof count === 'number' ? Math.max(count, listed) : null;
  } catch (error) {
    if (error instanceof TargetError && error.kind === 'forbidden') return null;
    throw error;
  }
}

/** Who was removed from the team; whoever asks while a list is under way gets that. */
export type RemovedMembers = (signal: AbortSignal) => Promise<readonly MemberProfile[]>;

export function createRemovedMembers(connection: BusinessConnection): RemovedMembers {
  let reading: Promise<readonly MemberProfile[]> | null = null;
  const read = async (signal: AbortSignal): Promise<readonly MemberProfile[]> => {
    const removed = new Map<string, MemberProfile>();
    for await (const { items } of pagesOf(connection, members(true), signal))
      for (const profile of items.flatMap((item) => readProfile(item) ?? []))
        if (profile.status === 'removed') removed.set(profile.id, profile);
    return [...removed.values()];
  };
  return (signal) => {
    reading ??= read(signal).finally(() => {
      reading = null;
    });
    return reading;
  };
}
