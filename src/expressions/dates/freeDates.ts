import { monthNames } from './dateFormat.ts';
import { fromParts } from './dateTimes.ts';
import type { DateTimeValue } from '../value.ts';

const month = monthNames.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const time = String.raw`(?:(?:[Tt]|\s+|,\s*)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d+))?)?(?:\s*(?<half>[AaPp])\.?[Mm]\.?)?)?`;
const zone = String.raw`\s*(?<zone>Z|z|GMT|UTC|[+-]\d{1,2}(?::?\d{2})?)?`;
const weekday = String.raw`(?:(?:Sun|Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?)(?:day)?,?\s+)?`;

const patterns: readonly RegExp[] = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})(?:[-/.](?<day>\d{1,2}))?`,
  String.raw`(?<month>\d{1,2})[-/.](?<day>\d{1,2})[-/.](?<year>\d{4}|\d{2})`,
  String.raw`${weekday}(?<monthName>${month})\.?\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})`,
  String.raw`${weekday}(?<day>\d{1,2})[-\s]+(?<monthName>${month})\.?,?[-\s]+(?<year>\d{4})`,
].map((date) => new RegExp(`^\\s*${date}${time}${zone}\\s*$`, 'iu'));

/** No date is longer, and the patterns below take the square of a text's length where it is white space. */
const longestDate = 500;

/**
 * Reads a date that people or systems wrote: ISO 8601 with or without time and offset, `M/d/yyyy h:mm:ss tt`, and dates with the
 * month's English name. Without an offset it is UTC; `2020-03-16-07:00` is midnight at that offset.
 * Null when it is none of these.
 */
export function parseFreeDate(text: string): DateTimeValue | null {
  if (text.length > longestDate) return null;
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return fromGroups(groups);
  }
  return null;
}

function fromGroups(groups: Readonly<Record<string, string | undefined>>): DateTimeValue | null {
  const hour = hourOf(Number(groups['hour'] ?? 0), groups['half']);
  const offset = offsetOf(groups['zone'] ?? '');
  if (hour === null || offset === null) return null;
  const parts = {
    year: yearOf(groups['year'] ?? ''),
    month: groups['month'] === undefined ? monthOf(groups['monthName'] ?? '') : Number(groups['month']),
    day: Number(groups['day'] ?? 1),
    hour,
    minute: Number(groups['minute'] ?? 0),
    second: Number(groups['second'] ?? 0),
    ticks: Number((groups['fraction'] ?? '').slice(0, 7).padEnd(7, '0')),
  };
  return fromParts(parts, offset);
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function yearOf(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function monthOf(name: string): number {
  const start = name.slice(0, 3).toLowerCase();
  return monthNames.findIndex((full) => full.toLowerCase().startsWith(start)) + 1;
}

/** The minutes that a zone lies east of UTC; null for more than 14 hours, which no zone has. */
function offsetOf(zone: string): number | null {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/u.exec(zone);
  if (match === null) return 0;
  const [hours, rest] = [Number(match[2]), Number(match[3] ?? 0)];
  const minutes = hours * 60 + rest;
  if (rest > 59 || minutes > 14 * 60) return null;
  return match[1] === '-' ? -minutes : minutes;
}
