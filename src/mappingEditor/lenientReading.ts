/**
 * Reading members of a JSON value that may have any shape: what is missing or of another type gets a default, so that a
 * file with errors can still be shown, beside what is wrong with it.
 */

export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

export function textIn(value: unknown, name: string, fallback = ''): string {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : fallback;
}

export function flagIn(value: unknown, name: string, fallback = false): boolean {
  const member = memberOf(value, name);
  return typeof member === 'boolean' ? member : fallback;
}

export function countIn(value: unknown, name: string, fallback = 0): number {
  const member = memberOf(value, name);
  return typeof member === 'number' && Number.isSafeInteger(member) && member >= 0 ? member : fallback;
}

export function listIn(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name);
  return Array.isArray(member) ? (member as readonly unknown[]) : [];
}

export function wordIn<const Word extends string>(
  value: unknown,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const member = memberOf(value, name);
  return words.find((word) => word === member) ?? fallback;
}
