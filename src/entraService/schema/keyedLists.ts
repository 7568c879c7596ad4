import { toRecord } from '../wire.ts';

/** What tells the items of a schema’s lists apart, in the order in which it’s tried, by the member that holds the list. */
const keyedLists: Readonly<Record<string, readonly string[]>> = {
  synchronizationRules: ['id', 'name'],
  objectMappings: ['name'],
  attributeMappings: ['targetAttributeName'],
  directories: ['id', 'name'],
  objects: ['name'],
  attributes: ['name'],
};

/** What people call an item of a list. */
const kinds: Readonly<Record<string, string>> = {
  synchronizationRules: 'rule',
  objectMappings: 'object mapping',
  attributeMappings: 'attribute mapping',
  directories: 'directory',
  objects: 'object',
  attributes: 'attribute',
};

/** A list taken apart by what tells its items apart; null for one whose items nothing tells apart. */
export function keyedItems(member: string, list: unknown): ReadonlyMap<string, unknown> | null {
  if (!Array.isArray(list)) return null;
  for (const key of keyedLists[member] ?? []) {
    const entries = list.map((item: unknown) => [toRecord(item)?.[key], item] as const);
    const names = new Set(entries.map(([name]) => name));
    if (names.size === list.length && entries.every(([name]) => typeof name === 'string'))
      return new Map(entries as [string, unknown][]);
  }
  return null;
}

/** `attribute mapping userName`; rules and directories go by their name, which people know better than their id. */
export function itemTitle(member: string, key: string, item: unknown): string {
  const name = toRecord(item)?.['name'];
  return `${kinds[member] ?? member} ${typeof name === 'string' && name !== '' ? name : key}`;
}
