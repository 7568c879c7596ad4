import { isObject } from '../target/scimObject.ts';

/** Why the argument of a route isn't one; `path` leads to the wrong part. */
export class ArgumentError extends Error {
  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.name = 'ArgumentError';
  }
}

/** Reads a value, and throws ArgumentError when it is another one; a missing one is undefined. */
export type Reader<T> = (value: unknown, path: string) => T;

type Read<F> = { readonly [K in keyof F]: F[K] extends Reader<infer T> ? T : never };

/** A struct with these fields and no others. */
export function struct<F extends Readonly<Record<string, Reader<unknown>>>>(fields: F): Reader<Read<F>> {
  return (value, path) => {
    if (!isObject(value)) throw wrong(path, 'an object', value);
    const unknown = Object.keys(value).find((name) => !(name in fields));
    if (unknown !== undefined) throw new ArgumentError(path, `unknown field '${unknown}'`);
    const read = Object.entries(fields).map(([name, reader]) => [name, reader(value[name], within(path, name))]);
    return Object.fromEntries(read) as Read<F>;
  };
}

/** A field that may be missing, or null. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : reader(value, path));
}

/** A field with a default. */
export function withDefault<T>(reader: Reader<T>, fallback: T): Reader<T> {
  return (value, path) => (value === undefined ? fallback : reader(value, path));
}

export const boolean: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrong(path, 'boolean', value);
  return value;
};

export function integer(least: number, greatest: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(path, 'integer', value);
    if (value < least || value > greatest)
      throw new ArgumentError(path, `${value} is not within range (${least} to ${greatest})`);
    return value;
  };
}

/** A string within limits: characters, a pattern that it matches, a pattern that it must not match. */
export function text(limits: { longest?: number; shortest?: number; pattern?: RegExp } = {}): Reader<string> {
  const { longest = Number.POSITIVE_INFINITY, shortest = 0, pattern } = limits;
  return (value, path) => {
    if (typeof value !== 'string') throw wrong(path, 'string', value);
    if (value.length > longest) throw new ArgumentError(path, `'${value}' is longer than ${longest} characters`);
    if (value.length < shortest) throw new ArgumentError(path, `'${value}' is shorter than ${shortest} characters`);
    if (pattern?.test(value) === false)
      throw new ArgumentError(path, `'${value}' did not match pattern '${pattern.source}'`);
    return value;
  };
}

export function list<T>(reader: Reader<T>, longest = Number.POSITIVE_INFINITY): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'list', value);
    if (value.length > longest) throw new ArgumentError(path, `list has more than ${longest} items`);
    return value.map((item: unknown, index) => reader(item, `${path}[${index}]`));
  };
}

/** A value of a union whose tags hold a value under their own name. */
export function union<T extends string, V>(tags: readonly T[], reader: Reader<V>): Reader<{ tag: T; value: V }> {
  return (value, path) => {
    if (!isObject(value)) throw wrong(path, 'an object with a ".tag"', value);
    if (value['.tag'] === undefined) throw new ArgumentError(path, `missing '.tag' key`);
    const tag = knownTag(tags, value['.tag'], path);
    return { tag, value: reader(value[tag], within(path, tag)) };
  };
}

/** A value of a union whose tags hold nothing; the tag alone stands for it, too. */
export function voidUnion<T extends string>(tags: readonly T[]): Reader<T> {
  return (value, path) => knownTag(tags, isObject(value) ? value['.tag'] : value, path);
}

/** The argument of a route that takes none. */
export const nothing: Reader<null> = (value, path) => {
  if (value !== null && value !== undefined) throw wrong(path, 'null', value);
  return null;
};

function knownTag<T extends string>(tags: readonly T[], tag: unknown, path: string): T {
  const known = tags.find((candidate) => candidate === tag);
  if (known === undefined)
    throw new ArgumentError(path, `invalid tag ${JSON.stringify(tag)}; expected one of ${tags.join(', ')}`);
  return known;
}

function wrong(path: string, expected: string, value: unknown): ArgumentError {
  if (value === undefined) return new ArgumentError(path, 'missing required field');
  return new ArgumentError(
    path,
    `expected ${expected}, got ${value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value}`,
  );
}

function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
