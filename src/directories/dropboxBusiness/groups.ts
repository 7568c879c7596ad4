import type { WriteReceipt } from '../../decision/knowledge.ts';
import { folded } from '../../decision/sameToTarget.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import {
  TargetError,
  type CreationReceipt,
  type DeletionReceipt,
  type TargetChange,
  type TargetObject,
  type TargetPage,
  type TargetValues,
} from '../targetDirectory.ts';
import { deletionReceipt } from './deletionReceipt.ts';
import type { BusinessConnection } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field, idField, tagOf, textField } from './fields.ts';
import { groupNameProblem, refusedBefore } from './limits.ts';
import { largestPage, pagesOf } from './pages.ts';
import { textOf } from './wanted.ts';

/** A group as Dropbox tells of one (Dropbox API specification, `team_common.GroupSummary`). */
interface Group {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  /** Dropbox manages a few groups itself, such as that of everyone; nobody can change them. */
  readonly isSystems: boolean;
}

/** Which group a request means (Dropbox API specification, `team.GroupSelector`). */
export function byGroupId(id: string): { readonly '.tag': 'group_id'; readonly group_id: string } {
  return { '.tag': 'group_id', group_id: id };
}

function readGroup(value: unknown): Group | null {
  const id = idField(value, 'group_id');
  const name = textField(value, 'group_name');
  if (id === null || name === null) return null;
  const isSystems = tagOf(field(value, 'group_management_type')) === 'system_managed';
  return { id, name, externalId: textField(value, 'group_external_id'), isSystems };
}

function valueOf(group: Group, attribute: string): AttributeJson {
  if (attribute === 'displayName') return group.name;
  return attribute === 'externalId' ? group.externalId : null;
}

function valuesOf(group: Group, attributes: readonly string[]): TargetValues {
  return Object.fromEntries(attributes.map((attribute) => [attribute, valueOf(group, attribute)]));
}

function toTargetGroup(group: Group, attributes: readonly string[]): TargetObject {
  return { id: group.id, values: valuesOf(group, attributes), lifeCycle: null };
}

const groups = {
  first: 'team/groups/list',
  next: 'team/groups/list/continue',
  argument: { limit: largestPage },
  items: 'groups',
  refused: text`Listing the groups was refused`,
};

/** Every group but those that Dropbox manages, in one page: nothing tells beforehand how many there are. */
export async function* listGroups(
  connection: BusinessConnection,
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<TargetPage> {
  const { found, unreadable: unread } = await allGroups(connection, signal);
  const objects = found.map((group) => toTargetGroup(group, attributes));
  yield { objects, totalResults: objects.length + unread, unreadable: unread };
}

async function allGroups(
  connection: BusinessConnection,
  signal: AbortSignal,
): Promise<{ readonly found: readonly Group[]; readonly unreadable: number }> {
  const found = new Map<string, Group>();
  let unread = 0;
  for await (const { items } of pagesOf(connection, groups, signal))
    for (const item of items) {
      const group = readGroup(item);
      if (group === null) unread++;
      else if (!group.isSystems) found.set(group.id, group);
    }
  return { found: [...found.values()], unreadable: unread };
}

/** Groups whose attribute equals a value. Dropbox finds by external id; for a name the list is read. @throws TargetError */
export async function queryGroups(
  connection: BusinessConnection,
  attribute: string,
  value: string,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<readonly TargetObject[]> {
  if (attribute === 'externalId') {
    const selector = { '.tag': 'group_external_ids', group_external_ids: [value] } as const;
    const group = value === '' ? null : await findGroup(connection, selector, signal);
    return group === null ? [] : [toTargetGroup(group, attributes)];
  }
  if (attribute !== 'displayName')
    throw new TargetError('notImplemented', text`Dropbox finds no group by ${attribute}.`, null, {
      advice: text`Match groups by displayName or externalId.`,
    });
  const { found, unreadable: unread } = await allGroups(connection, signal);
  const hits = found.filter(({ name }) => folded(name) === folded(value));
  if (hits.length === 0 && unread > 0)
    throw new TargetError('unreadable', text`Dropbox’s list of groups holds one that cannot be read.`, null);
  return hits.map((group) => toTargetGroup(group, attributes));
}

/** A group by its id; null when there is none. */
export async function readGroupById(
  connection: BusinessConnection,
  id: string,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<TargetObject | null> {
  const group = await findGroup(connection, { '.tag': 'group_ids', group_ids: [id] }, signal);
  return group === null ? null : toTargetGroup(group, attributes);
}

type GroupsSelector =
  | { readonly '.tag': 'group_ids'; readonly group_ids: readonly [string] }
  | { readonly '.tag': 'group_external_ids'; readonly group_external_ids: readonly [string] };

async function findGroup(
  connection: BusinessConnection,
  selector: GroupsSelector,
  signal: AbortSignal,
): Promise<Group | null> {
  const refused = text`Reading the group was refused`;
  const call = { route: 'team/groups/get_info', argument: selector, does: 'read', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const { value, answer } = response;
  const [info, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (others.length === 0 && tagOf(info) === 'id_not_found') return null;
  const group = others.length === 0 ? readGroup(info) : null;
  if (group === null) throw unreadable(answer, text`Dropbox’s response tells of no group, and not that there is none.`);
  const isMeant =
    selector['.tag'] === 'group_ids'
      ? group.id === selector.group_ids[0]
      : group.externalId === selector.group_external_ids[0];
  if (!isMeant)
    throw unreadable(answer, text`Dropbox was asked for a group, and responded with ${group.id}, another one.`);
  return group;
}

interface WantedGroup {
  readonly name?: string;
  readonly externalId?: string;
}

/** @throws TargetError of kind `rejected`, before anything is sent. */
/** Checks the values of a group as Dropbox does. @throws TargetError of kind `rejected`, when Dropbox would refuse them. */
export function wantedGroup(values: TargetValues): WantedGroup {
  const wanted: { -readonly [Name in keyof WantedGroup]: WantedGroup[Name] } = {};
  for (const [attribute, value] of Object.entries(values)) {
    if (attribute === 'displayName') {
      const name = textOf(value);
      const problem = groupNameProblem(attribute, name);
      if (problem !== null) throw refusedBefore(attribute, problem);
      wanted.name = name;
    } else if (attribute === 'externalId') wanted.externalId = textOf(value);
    else throw refusedBefore(attribute, text`${attribute} is nothing that can be written to a Dropbox group`);
  }
  return wanted;
}

/** Creates a group that only admins edit, since the source says who is in it. @throws TargetError */
export async function createGroup(
  connection: BusinessConnection,
  values: TargetValues,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<CreationReceipt> {
  const { name, externalId = '' } = wantedGroup(values);
  if (name === undefined) throw refusedBefore('displayName', text`displayName is missing, and a group needs a name`);
  const refused = text`The creation was refused`;
  const argument = {
    group_name: name,
    group_management_type: { '.tag': 'company_managed' },
    ...(externalId === '' ? {} : { group_external_id: externalId }),
  };
  const call = { route: 'team/groups/create', argument, does: 'writeOnce', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const group = readGroup(response.value);
  if (group === null)
    throw unreadable(response.answer, text`Dropbox’s response to the creation does not show the group.`, true);
  return { id: group.id, queued: false, told: valuesOf(group, attributes), settled: true };
}

/** Changes a group's name and external id. @throws TargetError */
export async function updateGroup(
  connection: BusinessConnection,
  id: string,
  changes: readonly TargetChange[],
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const { name, externalId } = wantedGroup(Object.fromEntries(changes.map((change) => [change.attribute, change.new])));
  const refused = text`The change was refused`;
  const argument = {
    group: byGroupId(id),
    return_members: false,
    ...(name === undefined ? {} : { new_group_name: name }),
    // An empty one clears it.
    ...(externalId === undefined ? {} : { new_group_external_id: externalId }),
  };
  const response = await connection.call({ route: 'team/groups/update', argument, does: 'write', refused }, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const group = readGroup(response.value);
  if (group?.id !== id)
    throw unreadable(response.answer, text`Dropbox’s response to the change does not show the group.`, true);
  const written = changes.map(({ attribute }) => attribute);
  return { told: valuesOf(group, written), settled: true };
}

/** Deletes a group; its members stay in the team. @throws TargetError */
export async function deleteGroup(
  connection: BusinessConnection,
  id: string,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  const refused = text`The deletion was refused`;
  const call = { route: 'team/groups/delete', argument: byGroupId(id), does: 'write', refused } as const;
  const response = await connection.call(call, signal);
  return deletionReceipt(connection, response, refused, 'team/groups/job_status/get', signal);
}
