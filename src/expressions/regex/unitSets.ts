import type { UnitSet } from './regexTree.ts';
import { namedBlocks } from './namedBlocks.ts';

/** A set that answers for ASCII from a table, and asks the rule about each other unit once. */
export function unitSet(rule: (unit: number) => boolean): UnitSet {
  const table = Array.from({ length: 128 }, (_, unit) => rule(unit));
  const others = new Map<number, boolean>();
  return (unit) => {
    const known = table[unit] ?? others.get(unit);
    if (known !== undefined) return known;
    const answer = rule(unit);
    others.set(unit, answer);
    return answer;
  };
}

function matching(pattern: RegExp): UnitSet {
  return unitSet((unit) => pattern.test(String.fromCharCode(unit)));
}

/** `\d`, `\w` and `\s` are Unicode-wide in .NET. */
export const digits = matching(/\p{Nd}/u);
export const wordUnits = matching(/[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u);
export const whiteSpace = matching(/[\f\n\r\t\v\u0085\p{Z}]/u);
export const exceptNewline = unitSet((unit) => unit !== 10);
export const anyUnit = unitSet(() => true);

/** What `\b` takes for a part of a word: `\w` and the two zero-width joiners. */
export const boundaryUnits = unitSet((unit) => wordUnits(unit) || unit === 0x200c || unit === 0x200d);

export function complement(set: UnitSet): UnitSet {
  return unitSet((unit) => !set(unit));
}

/** A single unit, in any letter case if asked. */
export function literalUnit(code: number, ignoreCase: boolean): UnitSet {
  if (!ignoreCase) return (unit) => unit === code;
  const lower = lowerUnit(code);
  return unitSet((unit) => lowerUnit(unit) === lower);
}

/** The set together with the other letter case of each of its units. */
export function foldCase(set: UnitSet): UnitSet {
  return unitSet((unit) => set(unit) || set(lowerUnit(unit)) || set(upperUnit(unit)));
}

/** The lower case of one unit, where it is one unit as well. */
export function lowerUnit(unit: number): number {
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}

function upperUnit(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  return upper.length === 1 ? upper.charCodeAt(0) : unit;
}

const categories = new Set(
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn'.split(' '),
);

const namedSets = new Map<string, UnitSet>();

/** The set of `\p{name}`: a general category such as `Lu`, or a named block such as `IsGreek`; null for another name. */
export function namedSet(name: string): UnitSet | null {
  const known = namedSets.get(name);
  if (known !== undefined) return known;
  const made = makeNamedSet(name);
  if (made !== null) namedSets.set(name, made);
  return made;
}

function makeNamedSet(name: string): UnitSet | null {
  if (categories.has(name)) return matching(new RegExp(`\\p{${name}}`, 'u'));
  const block = namedBlocks.get(name);
  return block === undefined ? null : (unit) => unit >= block[0] && unit <= block[1];
}

/** The units of ranges, which may overlap, and of other sets. */
export function unionOf(ranges: readonly (readonly [first: number, last: number])[], sets: Iterable<UnitSet>): UnitSet {
  const bounds = mergedBounds(ranges);
  const others = [...new Set(sets)];
  return (unit) => isWithin(bounds, unit) || others.some((set) => set(unit));
}

/** First and last unit of each range in turn, in order and without overlaps. */
function mergedBounds(ranges: readonly (readonly [first: number, last: number])[]): readonly number[] {
  const bounds: number[] = [];
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    const end = bounds.length - 1;
    const latest = bounds[end];
    if (latest !== undefined && first <= latest) bounds[end] = Math.max(latest, last);
    else bounds.push(first, last);
  }
  return bounds;
}

function isWithin(bounds: readonly number[], unit: number): boolean {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) < unit) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1 || bounds[low] === unit;
}
