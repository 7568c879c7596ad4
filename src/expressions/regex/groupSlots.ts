/**
 * The slots of a pattern's groups by name and number. Numbered groups keep their number; named ones are numbered after them. Slots are
 * dense, in the order of the numbers.
 */
export function groupSlots(groups: readonly string[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const names = [...new Set(groups)];
  const numbered = names.filter((name) => /^\d+$/u.test(name)).sort((one, other) => Number(one) - Number(other));
  const named = names.filter((name) => !/^\d+$/u.test(name));
  for (const name of [...numbered, ...named]) slots.set(name, slots.size);
  let number = 1;
  for (const name of named) {
    while (slots.has(String(number))) number += 1;
    slots.set(String(number), slots.get(name) ?? 0);
  }
  return slots;
}

/** `(?<01>…)` is group 1. */
export function normalNumber(name: string): string {
  return /^\d+$/u.test(name) ? String(Number(name)) : name;
}
