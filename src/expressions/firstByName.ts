/** What has a name, found by it: exactly, or whatever the letter case. Of equal names the first counts. */
export interface ByName<Named> {
  readonly exact: ReadonlyMap<string, Named>;
  /** By the name in lower case. */
  readonly lower: ReadonlyMap<string, Named>;
}

interface Remembered {
  readonly count: number;
  readonly byName: ByName<unknown>;
}

const remembered = new WeakMap<readonly unknown[], Remembered>();

/**
 * The definitions of a list by name. They are remembered with the list as long as it has as many entries, because checking a
 * schema asks as often as it has mappings and filters, and searching the list each time would take the product of both.
 */
export function firstByName<Named extends { readonly name: string }>(list: readonly Named[]): ByName<Named> {
  const known = remembered.get(list);
  if (known?.count === list.length) return known.byName as ByName<Named>;
  const exact = new Map<string, Named>();
  const lower = new Map<string, Named>();
  for (const each of list) {
    if (!exact.has(each.name)) exact.set(each.name, each);
    const key = each.name.toLowerCase();
    if (!lower.has(key)) lower.set(key, each);
  }
  const byName = { exact, lower };
  remembered.set(list, { count: list.length, byName });
  return byName;
}
