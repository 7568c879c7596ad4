import type { PatternReader } from './patternReader.ts';
import type { UnitSet } from './regexTree.ts';
import { complement, digits, foldCase, namedSet, unionOf, unitSet, whiteSpace, wordUnits } from './unitSets.ts';
import { text } from '../../protocol/text.ts';

const notDigits = complement(digits);
const notWordUnits = complement(wordUnits);
const notWhiteSpace = complement(whiteSpace);

const controlEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['e', 27],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/**
 * The set of an escape such as `\d` or `\p{Lu}`, after its backslash; null when the escape is none of these.
 */
export function readSetEscape(reader: PatternReader): UnitSet | null {
  switch (reader.peek()) {
    case 'd':
      reader.next();
      return digits;
    case 'D':
      reader.next();
      return notDigits;
    case 'w':
      reader.next();
      return wordUnits;
    case 'W':
      reader.next();
      return notWordUnits;
    case 's':
      reader.next();
      return whiteSpace;
    case 'S':
      reader.next();
      return notWhiteSpace;
    case 'p':
    case 'P':
      return readNamedSet(reader);
    default:
      return null;
  }
}

function readNamedSet(reader: PatternReader): UnitSet {
  const start = reader.offset - 1;
  const negated = reader.next() === 'P';
  const name = reader.match(/\{([\w-]+)\}/uy)?.[1];
  if (name === undefined) throw reader.error(text`\\p must name a category or block in braces, as \\p{Lu}`, start);
  const set = namedSet(name);
  if (set === null) throw reader.error(text`there is no Unicode category or block ${name}`, start);
  return negated ? complement(set) : set;
}

/** The code of an escaped single unit, after its backslash, as `\n`, `\x41`, `\u0041`, `\cA`, `\101` or `\.`. */
export function readUnitEscape(reader: PatternReader): number {
  const start = reader.offset - 1;
  if (reader.done) throw reader.error(text`the pattern ends with a backslash`, start);
  const octal = reader.match(/[0-3]?[0-7]{1,2}/uy);
  if (octal !== null) return Number.parseInt(octal[0], 8);
  const letter = reader.next();
  const control = controlEscapes.get(letter);
  if (control !== undefined) return control;
  if (letter === 'x') return readHexadecimal(reader, /[\dA-Fa-f]{2}/uy, start);
  if (letter === 'u') return readHexadecimal(reader, /[\dA-Fa-f]{4}/uy, start);
  if (letter === 'c') {
    const found = reader.match(/[A-Za-z@[\\\]^_]/uy);
    if (found === null) throw reader.error(text`\\c must stand before a letter`, start);
    return found[0].toUpperCase().charCodeAt(0) - 64;
  }
  if (wordUnits(letter.charCodeAt(0))) throw reader.error(text`there is no escape \\${letter}`, start);
  return letter.charCodeAt(0);
}

function readHexadecimal(reader: PatternReader, pattern: RegExp, start: number): number {
  const found = reader.match(pattern);
  if (found === null) throw reader.error(text`a hexadecimal escape is incomplete; write \\x41 or \\u0041`, start);
  return Number.parseInt(found[0], 16);
}

/** Classes may be subtracted from each other this deep. */
const maximumDepth = 50;

/**
 * A character class after its opening bracket (".NET character classes in regular expressions"): ranges, escapes, negation, and subtraction as in `[a-z-[aeiou]]`.
 */
export function readClass(reader: PatternReader, ignoreCase: boolean, depth = 1): UnitSet {
  const start = reader.offset - 1;
  if (depth > maximumDepth)
    throw reader.error(text`character classes are nested more than ${maximumDepth} deep`, start);
  const negated = reader.accept('^');
  const ranges: (readonly [number, number])[] = [];
  const sets: UnitSet[] = [];
  let subtracted: UnitSet | null = null;
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    if (reader.done) throw reader.error(text`a character class has no closing bracket`, start);
    if (!first && reader.accept('-[')) {
      subtracted = readClass(reader, ignoreCase, depth + 1);
      if (reader.peek() !== ']')
        throw reader.error(text`a subtraction must be the last thing in a character class`, start);
      break;
    }
    const member = readMember(reader);
    if (typeof member === 'function') sets.push(member);
    else ranges.push(member);
  }
  reader.next();
  const union = unionOf(ranges, sets);
  const folded = ignoreCase ? foldCase(union) : union;
  const excluded = subtracted ?? (() => false);
  return unitSet((unit) => folded(unit) !== negated && !excluded(unit));
}

/** One unit or range, or one escape of a class. */
function readMember(reader: PatternReader): readonly [first: number, last: number] | UnitSet {
  const start = reader.offset;
  const first = readClassUnit(reader);
  if (typeof first !== 'number') return first;
  if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '[' || reader.peek(1) === '') {
    return [first, first];
  }
  reader.next();
  const last = readClassUnit(reader);
  if (typeof last !== 'number') throw reader.error(text`a range in a character class cannot end with a set`, start);
  if (last < first) throw reader.error(text`a range in a character class is in reverse order`, start);
  return [first, last];
}

function readClassUnit(reader: PatternReader): number | UnitSet {
  const unit = reader.next();
  if (unit !== '\\') return unit.charCodeAt(0);
  if (reader.accept('b')) return 8;
  return readSetEscape(reader) ?? readUnitEscape(reader);
}
