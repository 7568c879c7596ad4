import { dateTime, daysInMonth, fromParts, isInRange, toParts } from './dateTimes.ts';
import type { DateTimeValue } from '../value.ts';

/** The intervals of DateAdd and DateDiff, Visual Basic's: `n` is minutes, `m` months, `ww` weeks. */
export const intervals = ['yyyy', 'm', 'd', 'ww', 'h', 'n', 's'] as const;
export type Interval = (typeof intervals)[number];

const second = 1000;
const day = 86_400 * second;
const lengths = { d: day, ww: 7 * day, h: 3600 * second, n: 60 * second, s: second } as const;

/** The interval of a name in any letter case; null for another. */
export function findInterval(name: string): Interval | null {
  return intervals.find((interval) => interval === name.trim().toLowerCase()) ?? null;
}

/**
 * Adds intervals to a date as Visual Basic's DateAdd does: months and years keep the day, or take the month's last one. Null
 * when the result lies outside the years 1 to 9999.
 */
export function addInterval(interval: Interval, count: number, date: DateTimeValue): DateTimeValue | null {
  const ticks = date.subMillisecondTicks ?? 0;
  if (interval !== 'yyyy' && interval !== 'm') {
    const epoch = date.epochMilliseconds + count * lengths[interval];
    return isInRange(epoch) ? dateTime(epoch, ticks) : null;
  }
  const parts = toParts(date);
  const months = parts.year * 12 + parts.month - 1 + (interval === 'm' ? count : count * 12);
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  if (year < 1 || year > 9999) return null;
  return fromParts({ ...parts, year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}

/**
 * The intervals from one date to another as Visual Basic's DateDiff counts them: years and months by calendar boundaries, weeks by
 * calendar weeks that begin on Sunday, the others by elapsed time cut toward zero.
 */
export function countIntervals(interval: Interval, from: DateTimeValue, to: DateTimeValue): number {
  const [start, end] = [toParts(from), toParts(to)];
  switch (interval) {
    case 'yyyy':
      return end.year - start.year;
    case 'm':
      return (end.year - start.year) * 12 + end.month - start.month;
    case 'ww':
      return whole(whole((sundayOf(to) - sundayOf(from)) / day) / 7);
    default:
      return whole(elapsed(from, to) / lengths[interval]);
  }
}

function elapsed(from: DateTimeValue, to: DateTimeValue): number {
  const ticks = (to.subMillisecondTicks ?? 0) - (from.subMillisecondTicks ?? 0);
  return to.epochMilliseconds - from.epochMilliseconds + ticks / 10_000;
}

/** The same time of day on the Sunday before, or on the day itself. */
function sundayOf({ epochMilliseconds }: DateTimeValue): number {
  return epochMilliseconds - new Date(epochMilliseconds).getUTCDay() * day;
}

/** Cut toward zero, and never a negative zero. */
function whole(value: number): number {
  return Math.trunc(value) + 0;
}
