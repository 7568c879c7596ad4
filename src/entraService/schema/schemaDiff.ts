import type { SchemaChange } from '../../protocol/service.ts';
import { toRecord } from '../wire.ts';
import { itemTitle, keyedItems } from './keyedLists.ts';

/** Members that Graph sets itself: they say nothing of what is provisioned. */
const ownMembers: ReadonlySet<string> = new Set([
  'version',
  '@odata.context',
  'provisioningTaskIdentifier',
  'discoveryDateTime',
]);

/** Whether a member of the value at a place is Graph's own; the id of the schema itself is. */
export function isOwnMember(name: string, place: readonly string[]): boolean {
  return ownMembers.has(name) || (name === 'id' && place.length === 0);
}

/** What makes one schema of the other, place by place. Order within lists whose items have names makes no difference. */
export function schemaDiff(old: unknown, now: unknown): readonly SchemaChange[] {
  return [...changesIn(old, now, [], '')];
}

function* changesIn(old: unknown, now: unknown, place: readonly string[], member: string): Generator<SchemaChange> {
  if (sameJson(old, now)) return;
  const [before, after] = [toRecord(old), toRecord(now)];
  if (before !== null && after !== null) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (!isOwnMember(name, place)) yield* changesIn(before[name], after[name], [...place, name], name);
    return;
  }
  const [left, right] = [keyedItems(member, old ?? []), keyedItems(member, now ?? [])];
  if (left !== null && right !== null && (Array.isArray(old) || Array.isArray(now))) {
    // The item's title says of which list it is.
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      const title = itemTitle(member, key, right.get(key) ?? left.get(key));
      yield* changesIn(left.get(key), right.get(key), [...place.slice(0, -1), title], '');
    }
    return;
  }
  yield { place: placeText(place), old: shown(old), new: shown(now) };
}

/** A place in a schema for people. */
export function placeText(place: readonly string[]): string {
  return place.length === 0 ? 'schema' : place.join(' › ');
}

/** A value for people; null where there is none. */
export function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether two values say the same: what is absent, null or an empty list is the same to Graph, which fills them in. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  const [before, after] = [toRecord(left), toRecord(right)];
  if (before === null || after === null) return left === right;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every(
    (name) => ownMembers.has(name) || sameJson(before[name], after[name]),
  );
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
