/** Tells whether a value from the other side of a border has the shape that its message promises. */
export type Guard<Value> = (value: unknown) => value is Value;

/** What a guard lets pass. */
export type Guarded<Check> = Check extends Guard<infer Value> ? Value : never;

type Shape = Readonly<Record<string, Guard<unknown>>>;
type OptionalNames<Fields extends Shape> = {
  [Name in keyof Fields]: undefined extends Guarded<Fields[Name]> ? Name : never;
}[keyof Fields];
type Shaped<Fields extends Shape> = {
  readonly [Name in Exclude<keyof Fields, OptionalNames<Fields>>]: Guarded<Fields[Name]>;
} & {
  readonly [Name in OptionalNames<Fields>]?: Exclude<Guarded<Fields[Name]>, undefined>;
};

/** Texts and lists longer than this are refused: no job file that people keep has them. */
const longestText = 64 * 1024 * 1024;
const longestList = 2_000_000;

export const isText: Guard<string> = (value): value is string =>
  typeof value === 'string' && value.length <= longestText;

export const isBoolean: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';

/** A count or an index: a whole number that is not negative. */
export const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** One of a few words. */
export function isOneOf<const Word extends string>(...words: readonly Word[]): Guard<Word> {
  return (value): value is Word => words.some((word) => word === value);
}

export function isNullOr<Value>(guard: Guard<Value>): Guard<Value | null> {
  return (value): value is Value | null => value === null || guard(value);
}

/** A member that may be missing. */
export function isOptional<Value>(guard: Guard<Value>): Guard<Value | undefined> {
  return (value): value is Value | undefined => value === undefined || guard(value);
}

export function isListOf<Value>(guard: Guard<Value>): Guard<readonly Value[]> {
  return (value): value is readonly Value[] =>
    Array.isArray(value) && value.length <= longestList && value.every((item) => guard(item));
}

/** An object with these members as its own, and no others: a message says what it means and nothing more. */
export function isShape<const Fields extends Shape>(fields: Fields): Guard<Shaped<Fields>> {
  return (value): value is Shaped<Fields> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const members = new Map<string, unknown>(Object.entries(value));
    const known = Object.entries(fields).every(([name, guard]) => guard(members.get(name)));
    return known && [...members.keys()].every((name) => Object.hasOwn(fields, name));
  };
}

/** A value that one of the guards lets pass. */
export function isEither<const Guards extends readonly Guard<unknown>[]>(
  ...guards: Guards
): Guard<Guarded<Guards[number]>> {
  return (value): value is Guarded<Guards[number]> => guards.some((guard) => guard(value));
}

/** Any object with names of its own, as a sample's attributes are. */
export const isRecord: Guard<Readonly<Record<string, unknown>>> = (value): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
