import { TargetError, type ReferenceReceipt, type ReferenceUpdate } from '../targetDirectory.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field, listField } from './fields.ts';
import { byGroupId } from './groups.ts';
import { byMemberId } from './memberReads.ts';
import { largestPage, pagesOf } from './pages.ts';
import { readProfile } from './profile.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Dropbox names no limit for the members of one call. */
const mostAtOnce = 100;

/** The ids of a group's members. @throws TargetError, of kind `notFound` when there is no such group. */
export async function readMembers(
  connection: BusinessConnection,
  groupId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const listing = {
    first: 'team/groups/members/list',
    next: 'team/groups/members/list/continue',
    argument: { group: byGroupId(groupId), limit: largestPage },
    items: 'members',
    refused: text`Listing the group’s members was refused`,
  };
  const ids = new Set<string>();
  for await (const { items } of pagesOf(connection, listing, signal))
    for (const item of items) {
      const profile = readProfile(item);
      if (profile === null)
        throw new TargetError(
          'unreadable',
          text`Dropbox’s list of the group’s members holds one that cannot be read.`,
          null,
        );
      ids.add(profile.id);
    }
  return [...ids];
}

type Operation = 'add' | 'remove';
type Refusal = Extract<Response, { kind: 'refused' }>;

/** How far writing has come. */
interface Run {
  readonly connection: BusinessConnection;
  readonly groupId: string;
  readonly signal: AbortSignal;
  readonly refused: { readonly id: string; readonly error: TargetError }[];
  /** Who was in the group when a call said that somebody is in it already, or isn't; null before that. */
  present: ReadonlySet<string> | null;
  written: boolean;
}

/**
 * Adds members to a group and removes members. Dropbox refuses a call as a whole for one member; so whoever it names, or
 * whoever is found to be to blame, is left out, and the others are written.
 *
 * @throws TargetError, an ambiguous one when some were written.
 */
export async function updateMembers(
  connection: BusinessConnection,
  groupId: string,
  { add, remove }: ReferenceUpdate,
  signal: AbortSignal,
): Promise<ReferenceReceipt> {
  const run: Run = { connection, groupId, signal, refused: [], present: null, written: false };
  try {
    for (const [operation, ids] of [
      ['remove', remove],
      ['add', add],
    ] as const)
      for (const chunk of chunks([...new Set(ids)], mostAtOnce)) await writePart(run, operation, chunk);
  } catch (error) {
    if (!run.written || !(error instanceof TargetError)) throw error;
    const { kind, text: told, exchange, advice } = error;
    throw new TargetError(kind, told, exchange, { ambiguous: true, advice, cause: error });
  }
  return { refused: run.refused, settled: true };
}

/** What a refusal says when somebody is in the group already who is to be added, or isn't who is to be removed. */
const isSoAlready: Readonly<Record<Operation, string>> = { add: 'duplicate_user', remove: 'member_not_in_group' };
/** Refusals that are about the group. */
const aboutGroup: ReadonlySet<string> = new Set([
  'group_not_found',
  'group_not_in_team',
  'system_managed_group_disallowed',
]);

async function writePart(run: Run, operation: Operation, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const response = await send(run, operation, ids);
  if (response.kind === 'done') {
    if (field(response.value, 'group_info') === undefined)
      throw unreadable(
        response.answer,
        text`Dropbox’s response to the change of members does not show the group.`,
        true,
      );
    run.written = true;
    return;
  }
  if (aboutGroup.has(response.tag)) throw routeError(response, wordsOn(operation));
  const named = new Set([
    ...listField(response.error, 'users_not_found'),
    ...listField(response.error, 'members_not_in_team'),
  ]);
  const blamed = ids.filter((id) => named.has(id));
  if (blamed.length > 0) {
    refuse(run, operation, blamed, response);
    const rest = ids.filter((id) => !named.has(id));
    return writePart(run, operation, rest);
  }
  const left = response.tag === isSoAlready[operation] ? await stillToWrite(run, operation, ids) : ids;
  if (left.length < ids.length) return writePart(run, operation, left);
  await split(run, operation, ids, response);
}

/** Halves a call that is refused for a member whom it doesn't name. */
async function split(run: Run, operation: Operation, ids: readonly string[], response: Refusal): Promise<void> {
  if (ids.length > 1) {
    const half = Math.ceil(ids.length / 2);
    await writePart(run, operation, ids.slice(0, half));
    return writePart(run, operation, ids.slice(half));
  }
  // It is as it should be, whatever the list said.
  if (response.tag !== isSoAlready[operation]) refuse(run, operation, ids, response);
}

/** Who of these isn't yet as they are to be; the group is read once. */
async function stillToWrite(run: Run, operation: Operation, ids: readonly string[]): Promise<readonly string[]> {
  run.present ??= new Set(await readMembers(run.connection, run.groupId, run.signal));
  const { present } = run;
  return ids.filter((id) => present.has(id) === (operation === 'remove'));
}

function send({ connection, groupId, signal }: Run, operation: Operation, ids: readonly string[]): Promise<Response> {
  const shared = { group: byGroupId(groupId), return_members: false };
  const argument =
    operation === 'add'
      ? { ...shared, members: ids.map((id) => ({ user: byMemberId(id), access_type: { '.tag': 'member' } })) }
      : { ...shared, users: ids.map(byMemberId) };
  const route = `team/groups/members/${operation}`;
  return connection.call({ route, argument, does: 'write', refused: wordsOn(operation) }, signal);
}

function refuse(run: Run, operation: Operation, ids: readonly string[], response: Refusal): void {
  const error = routeError(response, wordsOn(operation));
  run.refused.push(...ids.map((id) => ({ id, error })));
}

function wordsOn(operation: Operation): Text {
  return operation === 'add' ? text`Adding the members was refused` : text`Removing the members was refused`;
}

function chunks<Item>(items: readonly Item[], count: number): Item[][] {
  const result: Item[][] = [];
  for (let start = 0; start < items.length; start += count) result.push(items.slice(start, start + count));
  return result;
}
