import { dayNames, type FormatPart, monthNames, parseDateFormat } from './dateFormat.ts';
import { dateTime, fromParts, toParts } from './dateTimes.ts';
import type { DateKind } from './datePrinting.ts';
import type { DateTimeValue } from '../value.ts';
import { type Text, text } from '../../protocol/text.ts';

export type ParsedDate =
  | { readonly ok: true; readonly value: DateTimeValue; readonly kind: DateKind }
  | { readonly ok: false; readonly message: Text };

/** .NET's DateTimeStyles, as far as they matter where local time is UTC. */
export interface DateTimeStyles {
  readonly leadingWhite: boolean;
  readonly trailingWhite: boolean;
  readonly innerWhite: boolean;
  readonly assumeZone: 'utc' | 'local' | null;
  readonly adjustToUniversal: boolean;
  readonly roundtripKind: boolean;
  readonly currentDate: boolean;
}

/** What FormatDateTime uses when its styles are blank: RoundtripKind, AllowLeadingWhite, AllowTrailingWhite. */
const defaultStyles: DateTimeStyles = {
  leadingWhite: true,
  trailingWhite: true,
  innerWhite: false,
  assumeZone: null,
  adjustToUniversal: false,
  roundtripKind: true,
  currentDate: true,
};

/** The names of DateTimeStyles, for completion and messages. */
export const dateTimeStyleNames = [
  'None',
  'AllowLeadingWhite',
  'AllowTrailingWhite',
  'AllowInnerWhite',
  'AllowWhiteSpaces',
  'NoCurrentDateDefault',
  'AdjustToUniversal',
  'AssumeLocal',
  'AssumeUniversal',
  'RoundtripKind',
] as const;

/** Reads a comma-separated list of .NET's DateTimeStyles; blank means the documented default, null an unknown name. */
export function parseDateTimeStyles(text: string): DateTimeStyles | null {
  const names = text.split(/[,\s|]+/u).filter((part) => part !== '');
  if (names.length === 0) return defaultStyles;
  const known = new Set<string>(dateTimeStyleNames.map((style) => style.toLowerCase()));
  const given = new Set(names.map((style) => style.toLowerCase()));
  if ([...given].some((style) => !known.has(style))) return null;
  const allWhite = given.has('allowwhitespaces');
  return {
    leadingWhite: allWhite || given.has('allowleadingwhite'),
    trailingWhite: allWhite || given.has('allowtrailingwhite'),
    innerWhite: allWhite || given.has('allowinnerwhite'),
    assumeZone: given.has('assumeuniversal') ? 'utc' : given.has('assumelocal') ? 'local' : null,
    adjustToUniversal: given.has('adjusttouniversal'),
    roundtripKind: given.has('roundtripkind'),
    currentDate: !given.has('nocurrentdatedefault'),
  };
}

/** What has been read of a date so far. */
interface Reading {
  readonly text: string;
  offset: number;
  year: number | null;
  month: number | null;
  day: number | null;
  weekday: number | null;
  hour: number | null;
  twelveHour: boolean;
  afternoon: boolean | null;
  minute: number;
  second: number;
  ticks: number;
  offsetMinutes: number | null;
  utc: boolean;
}

/**
 * Parses a text in exactly one .NET format (DateTime.ParseExact, invariant culture). What the format does not say is taken from the current
 * day, as .NET does.
 */
export function parseExactDate(date: string, format: string, now: number, styles = defaultStyles): ParsedDate {
  const parsed = parseDateFormat(format);
  if (!parsed.ok) return parsed;
  const reading = startReading(date, styles);
  for (let index = 0; index < parsed.parts.length; index += 1) {
    const part = parsed.parts[index];
    if (part === undefined) break;
    if (styles.innerWhite) skipWhite(reading);
    if (isOptionalPoint(part, parsed.parts[index + 1]) && reading.text.charAt(reading.offset) !== '.') {
      index += 1;
    } else if (!(part.kind === 'literal' ? readLiteral(reading, part.text) : readSpecifier(reading, part))) {
      return { ok: false, message: text`it does not have the form ${format}` };
    }
  }
  if (reading.offset < reading.text.length) return { ok: false, message: text`it does not have the form ${format}` };
  return finish(reading, now, styles) ?? { ok: false, message: text`there is no such date` };
}

function startReading(text: string, styles: DateTimeStyles): Reading {
  const start = styles.leadingWhite ? text.trimStart() : text;
  return {
    text: styles.trailingWhite ? start.trimEnd() : start,
    offset: 0,
    year: null,
    month: null,
    day: null,
    weekday: null,
    hour: null,
    twelveHour: false,
    afternoon: null,
    minute: 0,
    second: 0,
    ticks: 0,
    offsetMinutes: null,
    utc: false,
  };
}

function isOptionalPoint(part: FormatPart, next: FormatPart | undefined): boolean {
  return part.kind === 'literal' && part.text === '.' && next?.kind === 'specifier' && next.letter === 'F';
}

/** A literal matches itself; an unquoted Z stands for UTC, as the `Z` in `yyyyMMddHHmmss.fZ`. */
function readLiteral(reading: Reading, literal: string): boolean {
  if (!reading.text.startsWith(literal, reading.offset)) return false;
  reading.offset += literal.length;
  if (literal === 'Z') {
    reading.utc = true;
    reading.offsetMinutes = 0;
  }
  return true;
}

function readSpecifier(reading: Reading, { letter, count }: Extract<FormatPart, { kind: 'specifier' }>): boolean {
  switch (letter) {
    case 'y':
      return readYear(reading, count);
    case 'M':
      if (count > 2) return (reading.month = readName(reading, monthNames, count, 1)) !== null;
      return (reading.month = readDigits(reading, count)) !== null;
    case 'd':
      if (count > 2) return (reading.weekday = readName(reading, dayNames, count, 0)) !== null;
      return (reading.day = readDigits(reading, count)) !== null;
    case 'h':
    case 'H':
      reading.twelveHour = letter === 'h';
      return (reading.hour = readDigits(reading, Math.min(count, 2))) !== null;
    case 'm':
    case 's': {
      const value = readDigits(reading, Math.min(count, 2));
      if (value !== null) reading[letter === 'm' ? 'minute' : 'second'] = value;
      return value !== null;
    }
    case 'f':
    case 'F':
      return readFraction(reading, count, letter === 'f');
    case 't':
      return readHalf(reading, count);
    case 'z':
      return readOffset(reading, count > 2);
    case 'K':
      if (readLiteral(reading, 'Z')) return true;
      return !/[+-]/u.test(reading.text.charAt(reading.offset)) || readOffset(reading, true);
    default:
      return readLiteral(reading, 'A.D.') || readLiteral(reading, 'AD');
  }
}

/** Reads a number of one or two digits where the specifier stands once, else of exactly as many digits. */
function readDigits(reading: Reading, count: number): number | null {
  const most = count === 1 ? 2 : count;
  const digits = /^\d*/u.exec(reading.text.slice(reading.offset, reading.offset + most))?.[0] ?? '';
  if (digits.length < count) return null;
  reading.offset += digits.length;
  return Number(digits);
}

/** Two digits mean 1950 to 2049, the invariant calendar's window. */
function readYear(reading: Reading, count: number): boolean {
  const value = readDigits(reading, count);
  if (value === null) return false;
  reading.year = count > 2 ? value : value < 50 ? 2000 + value : 1900 + value;
  return true;
}

function readName(reading: Reading, names: readonly string[], count: number, first: number): number | null {
  const rest = reading.text.slice(reading.offset, reading.offset + 12).toLowerCase();
  for (const [index, full] of names.entries()) {
    const name = count === 3 ? full.slice(0, 3) : full;
    if (!rest.startsWith(name.toLowerCase())) continue;
    reading.offset += name.length;
    return index + first;
  }
  return null;
}

function readFraction(reading: Reading, count: number, exact: boolean): boolean {
  const digits = /^\d*/u.exec(reading.text.slice(reading.offset, reading.offset + count))?.[0] ?? '';
  if (count > 7 || (exact && digits.length < count)) return false;
  reading.offset += digits.length;
  reading.ticks = Number(digits.padEnd(7, '0'));
  return true;
}

function readHalf(reading: Reading, count: number): boolean {
  const mark = reading.text.slice(reading.offset, reading.offset + (count === 1 ? 1 : 2)).toUpperCase();
  if (!['AM', 'PM', ...(count === 1 ? ['A', 'P'] : [])].includes(mark)) return false;
  reading.offset += mark.length;
  reading.afternoon = mark.startsWith('P');
  return true;
}

function readOffset(reading: Reading, withMinutes: boolean): boolean {
  const pattern = withMinutes ? /^([+-])(\d{1,2}):?(\d{2})/u : /^([+-])(\d{1,2})/u;
  const match = pattern.exec(reading.text.slice(reading.offset));
  if (match === null) return false;
  reading.offset += match[0].length;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  reading.offsetMinutes = match[1] === '-' ? -minutes : minutes;
  return minutes <= 14 * 60 && Number(match[3] ?? 0) < 60;
}

function skipWhite(reading: Reading): void {
  while (/\s/u.test(reading.text.charAt(reading.offset))) reading.offset += 1;
}

function finish(reading: Reading, now: number, styles: DateTimeStyles): ParsedDate | null {
  const { month, day, minute, second, ticks, offsetMinutes } = reading;
  const noDate = reading.year === null && month === null && day === null;
  const today = styles.currentDate ? toParts(dateTime(now)) : { year: 1, month: 1, day: 1 };
  const hour = hourOf(reading);
  if (hour === null) return null;
  const date = {
    year: reading.year ?? today.year,
    month: month ?? (noDate ? today.month : 1),
    day: day ?? (noDate ? today.day : 1),
  };
  const value = fromParts({ ...date, hour, minute, second, ticks }, offsetMinutes ?? 0);
  if (value === null) return null;
  const written = fromParts({ ...date, hour: 0, minute: 0, second: 0, ticks: 0 });
  const weekday = new Date(written?.epochMilliseconds ?? 0).getUTCDay();
  if (reading.weekday !== null && reading.weekday !== weekday) return null;
  return { ok: true, value, kind: kindOf(reading, styles) };
}

function hourOf({ hour, twelveHour, afternoon }: Reading): number | null {
  if (hour === null) return afternoon === true ? 12 : 0;
  if (!twelveHour) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (afternoon === true ? 12 : 0);
}

function kindOf({ offsetMinutes, utc }: Reading, styles: DateTimeStyles): DateKind {
  const zoned = offsetMinutes !== null || styles.assumeZone !== null;
  if (!zoned) return 'unspecified';
  return styles.adjustToUniversal || (utc && styles.roundtripKind) ? 'utc' : 'local';
}
