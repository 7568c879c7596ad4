import type { DeltaPosition, DeltaState } from './deltaTokens.ts';
import type { Directory } from './directory.ts';
import { badRequest } from './graphError.ts';
import type { DirectoryChange, DirectoryObject, Json, ObjectType } from './model.ts';
import type { FilterNode } from './odata/filterSyntax.ts';
import { readable } from './paging.ts';
import type { Resource } from './projection.ts';
import { odataType } from './projection.ts';
import { entityProperties, isKnownProperty, isRelationship } from './properties.ts';
import type { GraphRequest } from './router.ts';

const defaultPageSize = 200;
const largestPage = 999;
const mostFilteredIds = 50;
/** A page ends early when it has taken up this many memberships or log entries for each object it may hold. */
const entriesPerObject = 10;

/**
 * Answers `/users/delta` and `/groups/delta`: objects page by page, then a deltaLink that yields what changed since.
 * Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", "user: delta", "group: delta".
 */
export function answerDelta(request: GraphRequest, type: ObjectType): Record<string, Json> {
  const state = readState(request, type);
  const isMinimal = preference(request, 'return') === 'minimal';
  const { value, next, isLast } =
    state.position.phase === 'initial'
      ? initialPage(request.directory, state, state.position)
      : changesPage(request.directory, state, state.position.since, isMinimal);
  const token = request.deltaTokens.seal({ ...state, position: next });
  const address = `${request.baseAddress}/${type}s/delta`;
  return isLast
    ? { '@odata.deltaLink': `${address}?$deltatoken=${token}`, value }
    : { '@odata.nextLink': `${address}?$skiptoken=${token}`, value };
}

interface DeltaPage {
  readonly value: readonly Resource[];
  readonly next: DeltaPosition;
  readonly isLast: boolean;
}

function readState(request: GraphRequest, type: ObjectType): DeltaState {
  const { options } = request;
  const pageSize = readPageSize(request);
  const token = options.skipToken ?? options.deltaToken;
  if (token !== null && token !== '' && token !== 'latest') {
    const state = request.deltaTokens.open(token, type, restartAddress(request));
    return { ...state, pageSize: pageSize ?? state.pageSize };
  }
  if (options.expand.length > 0 || options.top !== null || options.orderBy !== null || options.search !== null) {
    throw badRequest('$expand, $top, $orderby and $search are not supported in a delta query.');
  }
  const unknown = options.select?.find((name) => !isKnownProperty(type, name) && !isRelationship(type, name));
  if (unknown !== undefined)
    throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.${type}'.`);
  const since = request.directory.log.last;
  return {
    type,
    select: options.select,
    ids: options.filter === null ? null : readFilteredIds(options.filter),
    pageSize: pageSize ?? defaultPageSize,
    position: token === 'latest' ? { phase: 'changes', since } : { phase: 'initial', object: 0, member: 0, since },
  };
}

function readFilteredIds(filter: FilterNode): readonly string[] {
  const ids = idsOf(filter);
  if (ids === null) throw badRequest("The $filter of a delta query supports only 'id eq' clauses joined by 'or'.");
  if (ids.length > mostFilteredIds)
    throw badRequest(`The $filter of a delta query supports at most ${mostFilteredIds} ids.`);
  return ids;
}

function idsOf(filter: FilterNode): readonly string[] | null {
  if (filter.kind === 'or') {
    const [left, right] = [idsOf(filter.left), idsOf(filter.right)];
    return left === null || right === null ? null : [...left, ...right];
  }
  const isId = filter.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === 'id';
  return isId && typeof filter.value === 'string' ? [filter.value] : null;
}

function readPageSize(request: GraphRequest): number | null {
  const size = Number(preference(request, 'odata.maxpagesize') ?? preference(request, 'maxpagesize'));
  return Number.isInteger(size) && size > 0 ? Math.min(size, largestPage) : null;
}

/** The value of one preference of the `Prefer` header (RFC 7240). */
function preference(request: GraphRequest, name: string): string | null {
  for (const part of (request.header('prefer') ?? '').split(',')) {
    const [key = '', value = ''] = part.split('=');
    if (key.trim().toLowerCase() === name) return value.trim().replaceAll('"', '').toLowerCase();
  }
  return null;
}

/** The request's address with an empty token: where a reader whose token is gone starts over. */
function restartAddress(request: GraphRequest): string {
  const url = new URL(request.url);
  url.search = '';
  url.searchParams.set('$deltatoken', '');
  return readable(url);
}

function initialPage(directory: Directory, state: DeltaState, start: DeltaPosition & { phase: 'initial' }): DeltaPage {
  const value: Resource[] = [];
  let entries = 0;
  let memberStart = start.member;
  for (const [position, object] of objectsFrom(directory, state, start.object)) {
    if (object.deletedDateTime !== null) continue;
    if (value.length >= state.pageSize || entries >= state.pageSize * entriesPerObject) {
      return { value, next: { ...start, object: position, member: 0 }, isLast: false };
    }
    const slice = memberSlice(directory, object, tracks(state, 'members') ? state.pageSize : 0, memberStart);
    memberStart = 0;
    value.push({ ...known(object, state), ...managerNow(object, state), ...slice.property });
    entries += slice.count;
    if (slice.next !== null) {
      return { value, next: { ...start, object: position, member: slice.next }, isLast: false };
    }
  }
  return { value, next: { phase: 'changes', since: start.since }, isLast: true };
}

function* objectsFrom(
  directory: Directory,
  { type, ids }: DeltaState,
  start: number,
): Generator<readonly [number, DirectoryObject]> {
  const collection = directory.collection(type);
  if (ids === null) yield* collection.order.from(start);
  for (const [position, id] of (ids ?? []).entries()) {
    const object = collection.get(id);
    if (position >= start && object !== undefined) yield [position, object];
  }
}

function memberSlice(directory: Directory, group: DirectoryObject, size: number, start: number): MemberSlice {
  const members: Resource[] = [];
  if (size === 0) return { property: {}, count: 0, next: null };
  for (const [position, id] of directory.memberships.membersOf(group.id).from(start)) {
    if (members.length === size) return { property: { 'members@delta': members }, count: size, next: position };
    members.push(reference(directory, id));
  }
  return { property: members.length === 0 ? {} : { 'members@delta': members }, count: members.length, next: null };
}

interface MemberSlice {
  readonly property: Resource;
  readonly count: number;
  /** Position of the next member when the slice ended before the group did. */
  readonly next: number | null;
}

function managerNow(object: DirectoryObject, state: DeltaState): Resource {
  if (!tracks(state, 'manager') || object.managerId === null) return {};
  return { 'manager@delta': [{ '@odata.type': odataType('user'), id: object.managerId }] };
}

/** What became of one object in a stretch of the log. */
interface Fate {
  readonly id: string;
  /** Created or restored: shown whole. */
  isNew: boolean;
  readonly properties: Set<string>;
  readonly memberIds: Set<string>;
  readonly formerManagerIds: Set<string>;
}

function changesPage(directory: Directory, state: DeltaState, since: number, isMinimal: boolean): DeltaPage {
  const fates = new Map<string, Fate>();
  let entries = 0;
  let last = since;
  const page = (isLast: boolean): DeltaPage => ({
    value: [...fates.values()].map((fate) => showFate(directory, state, fate, isMinimal)),
    next: { phase: 'changes', since: isLast ? directory.log.last : last },
    isLast,
  });
  for (const change of directory.log.after(since, state.type)) {
    if (isTracked(change, state)) {
      const isFull = !fates.has(change.id) && fates.size >= state.pageSize;
      if (isFull || entries >= state.pageSize * entriesPerObject) return page(false);
      takeUp(fates, change);
      entries += 1;
    }
    last = change.sequence;
  }
  return page(true);
}

function isTracked(change: DirectoryChange, state: DeltaState): boolean {
  if (state.ids !== null && !state.ids.includes(change.id)) return false;
  return change.event !== 'updated' || (change.properties ?? []).some((name) => tracks(state, name));
}

function tracks({ type, select }: DeltaState, name: string): boolean {
  if (select !== null) return select.includes(name);
  return name === 'members' || entityProperties[type].defaults.includes(name);
}

function takeUp(fates: Map<string, Fate>, change: DirectoryChange): void {
  const fate = fates.get(change.id) ?? {
    id: change.id,
    isNew: false,
    properties: new Set(),
    memberIds: new Set(),
    formerManagerIds: new Set(),
  };
  fates.set(change.id, fate);
  if (change.event === 'created' || change.event === 'restored') fate.isNew = true;
  for (const name of change.properties ?? []) fate.properties.add(name);
  if (change.memberId !== undefined) fate.memberIds.add(change.memberId);
  if (typeof change.formerManagerId === 'string') fate.formerManagerIds.add(change.formerManagerId);
}

function showFate(directory: Directory, state: DeltaState, fate: Fate, isMinimal: boolean): Resource {
  const object = directory.collection(state.type).get(fate.id);
  if (object === undefined) return { id: fate.id, '@removed': { reason: 'deleted' } };
  if (object.deletedDateTime !== null) return { id: fate.id, '@removed': { reason: 'changed' } };
  const shown = known(object, state, isMinimal && !fate.isNew ? fate.properties : null);
  return { ...shown, ...managerChange(object, state, fate), ...memberChange(directory, object, state, fate) };
}

function managerChange(object: DirectoryObject, state: DeltaState, fate: Fate): Resource {
  if (fate.isNew) return managerNow(object, state);
  if (!tracks(state, 'manager') || !fate.properties.has('manager')) return {};
  const removed = [...fate.formerManagerIds]
    .filter((id) => id !== object.managerId)
    .map((id) => ({ '@odata.type': odataType('user'), id, '@removed': { reason: 'deleted' } }));
  return {
    'manager@delta': [...removed, ...([managerNow(object, state)['manager@delta'] ?? []].flat() as Resource[])],
  };
}

function memberChange(directory: Directory, group: DirectoryObject, state: DeltaState, fate: Fate): Resource {
  if (!tracks(state, 'members')) return {};
  const members = directory.memberships.membersOf(group.id);
  const ids = fate.isNew ? new Set([...members.keys(), ...fate.memberIds]) : fate.memberIds;
  if (ids.size === 0) return {};
  return {
    'members@delta': [...ids].map((id) => {
      const member = reference(directory, id);
      return members.has(id) ? member : { ...member, '@removed': { reason: 'deleted' } };
    }),
  };
}

function reference(directory: Directory, id: string): Resource {
  return { '@odata.type': odataType(directory.findDeletedToo(id)?.type ?? 'user'), id };
}

/** The id and the selected properties that were ever set (only those in `changed` when given). */
function known(object: DirectoryObject, state: DeltaState, changed: ReadonlySet<string> | null = null): Resource {
  const resource: Resource = {};
  for (const name of state.select ?? entityProperties[state.type].defaults) {
    const value = object.properties[name];
    if (value !== undefined && (changed === null || changed.has(name))) resource[name] = value;
  }
  resource['id'] = object.id;
  return resource;
}
