import type { SchemaConflict } from '../../protocol/service.ts';
import { toRecord } from '../wire.ts';
import { itemTitle, keyedItems } from './keyedLists.ts';
import { isOwnMember, placeText, sameJson, shown } from './schemaDiff.ts';

export interface Merged {
  readonly value: unknown;
  /** Places that both sides have changed differently; the merged value has there what is in Entra. */
  readonly conflicts: readonly SchemaConflict[];
}

/**
 * Merges what two sides have made of one schema. Each place that only one of them has changed gets that change; the order
 * is that of Entra, with what is new in the file behind it.
 *
 * @param base what both have begun with.
 * @param mine the job file's.
 * @param theirs Entra's.
 */
export function mergeSchemas(base: unknown, mine: unknown, theirs: unknown): Merged {
  const conflicts: SchemaConflict[] = [];
  return { value: mergeAt({ base, mine, theirs }, [], '', conflicts), conflicts };
}

interface Sides {
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

function mergeAt(sides: Sides, place: readonly string[], member: string, conflicts: SchemaConflict[]): unknown {
  const { base, mine, theirs } = sides;
  if (sameJson(mine, theirs) || sameJson(base, mine)) return theirs;
  if (sameJson(base, theirs)) return mine;
  const merged = mergeMembers(sides, place, conflicts) ?? mergeItems(sides, place, member, conflicts);
  if (merged !== null) return merged;
  conflicts.push({ place: placeText(place), base: shown(base), mine: shown(mine), theirs: shown(theirs) });
  return theirs;
}

function mergeMembers({ base, mine, theirs }: Sides, place: readonly string[], conflicts: SchemaConflict[]): unknown {
  const [left, right] = [toRecord(mine), toRecord(theirs)];
  if (left === null || right === null) return null;
  const origin = toRecord(base) ?? {};
  const names = new Set([...Object.keys(right), ...Object.keys(left)]);
  const members = [...names].flatMap((name) => {
    const sides = { base: origin[name], mine: left[name], theirs: right[name] };
    const value = isOwnMember(name, place) ? right[name] : mergeAt(sides, [...place, name], name, conflicts);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

function mergeItems(
  { base, mine, theirs }: Sides,
  place: readonly string[],
  member: string,
  conflicts: SchemaConflict[],
): unknown {
  const [origin, left, right] = [keyedItems(member, base ?? []), keyedItems(member, mine), keyedItems(member, theirs)];
  if (origin === null || left === null || right === null) return null;
  return [...new Set([...right.keys(), ...left.keys()])].flatMap((key) => {
    const sides = { base: origin.get(key), mine: left.get(key), theirs: right.get(key) };
    const title = itemTitle(member, key, sides.theirs ?? sides.mine);
    const value = mergeAt(sides, [...place.slice(0, -1), title], '', conflicts);
    return value === undefined ? [] : [value];
  });
}
