import type { DateTimeValue } from '../value.ts';

/** Ticks of 100 nanoseconds in a millisecond, .NET's and Active Directory's unit of time. */
export const ticksPerMillisecond = 10_000;

/** Milliseconds since 1970 of 0001-01-01T00:00Z and of 9999-12-31T23:59:59.999Z: the range of a .NET DateTime. */
const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/** Milliseconds from 1601-01-01, where FILETIME begins, to 1970-01-01. */
const fileTimeEpoch = 11_644_473_600_000n;

/** The parts of a date as people write them: month and day from 1, ticks of 100 nanoseconds within the second. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 9,999,999. */
  readonly ticks: number;
}

/** An instant from milliseconds since 1970 and the ticks (0 to 9,999) beyond them. */
export function dateTime(epochMilliseconds: number, ticks = 0): DateTimeValue {
  return ticks === 0
    ? { kind: 'dateTime', epochMilliseconds }
    : { kind: 'dateTime', epochMilliseconds, subMillisecondTicks: ticks };
}

/** Whether milliseconds since 1970 lie in the years 1 to 9999, which .NET can represent. */
export function isInRange(epochMilliseconds: number): boolean {
  return epochMilliseconds >= earliest && epochMilliseconds <= latest;
}

/** The instant of some parts in UTC, less an offset in minutes; null for a date that does not exist. */
export function fromParts(parts: DateParts, offsetMinutes = 0): DateTimeValue | null {
  const { year, month, day, hour, minute, second, ticks } = parts;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = Math.floor(ticks / ticksPerMillisecond);
  const epoch = dayStart(year, month, day) + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + milliseconds;
  return isInRange(epoch) ? dateTime(epoch, ticks % ticksPerMillisecond) : null;
}

/** The parts of an instant in UTC. */
export function toParts({ epochMilliseconds, subMillisecondTicks = 0 }: DateTimeValue): DateParts {
  const date = new Date(epochMilliseconds);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ticks: date.getUTCMilliseconds() * ticksPerMillisecond + subMillisecondTicks,
  };
}

/** The days of a month in the proleptic Gregorian calendar; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The text form of a date, `M/d/yyyy h:mm:ss tt` in UTC, as `7/2/2021 3:33:38 PM`. */
export function dateTimeText(value: DateTimeValue): string {
  const { year, month, day, hour, minute, second } = toParts(value);
  const time = `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute, 2)}:${pad(second, 2)} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${month}/${day}/${pad(year, 4)} ${time}`;
}

/** FILETIME, the 100-nanosecond ticks since 1601-01-01 UTC in which Active Directory keeps dates; negative before 1601. */
export function toFileTime({ epochMilliseconds, subMillisecondTicks = 0 }: DateTimeValue): bigint {
  return (BigInt(epochMilliseconds) + fileTimeEpoch) * BigInt(ticksPerMillisecond) + BigInt(subMillisecondTicks);
}

/** The instant of a FILETIME; null when it is negative or beyond the year 9999, as the never-expires constant is. */
export function fromFileTime(fileTime: bigint): DateTimeValue | null {
  const epoch = Number(fileTime / BigInt(ticksPerMillisecond) - fileTimeEpoch);
  if (fileTime < 0n || !isInRange(epoch)) return null;
  return dateTime(epoch, Number(fileTime % BigInt(ticksPerMillisecond)));
}

/** Digits with zeros in front up to a width. */
export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function dayStart(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}
