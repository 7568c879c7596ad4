import { dayNames, type FormatPart, monthNames, parseDateFormat } from './dateFormat.ts';
import { type DateParts, pad, toParts } from './dateTimes.ts';
import type { DateTimeValue } from '../value.ts';
import type { Text } from '../../protocol/text.ts';

/** Whether a date knows its zone (.NET's DateTimeKind); local time is UTC, as on the service's machines. */
export type DateKind = 'unspecified' | 'utc' | 'local';

export type Printed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: Text };

/**
 * Prints a date in one of .NET's formats, invariant culture (".NET custom date and time format strings"). Fails for a format that is none.
 */
export function formatDate(value: DateTimeValue, format: string, kind: DateKind = 'utc'): Printed {
  const parsed = parseDateFormat(format);
  if (!parsed.ok) return parsed;
  const parts = toParts(value);
  const weekday = new Date(value.epochMilliseconds).getUTCDay();
  const texts: string[] = [];
  for (const part of parsed.parts) {
    const text = part.kind === 'literal' ? part.text : printSpecifier(part, parts, weekday, kind);
    if (text === '' && part.kind === 'specifier' && part.letter === 'F' && texts.at(-1) === '.') texts.pop();
    texts.push(text);
  }
  return { ok: true, text: texts.join('') };
}

function printSpecifier(
  { letter, count }: Extract<FormatPart, { kind: 'specifier' }>,
  parts: DateParts,
  weekday: number,
  kind: DateKind,
): string {
  const { year, month, day, hour, minute, second, ticks } = parts;
  switch (letter) {
    case 'd':
      return count > 2 ? name(dayNames, weekday, count) : pad(day, count);
    case 'M':
      return count > 2 ? name(monthNames, month - 1, count) : pad(month, count);
    case 'y':
      return count > 2 ? pad(year, count) : pad(year % 100, count);
    case 'h':
      return pad(hour % 12 === 0 ? 12 : hour % 12, Math.min(count, 2));
    case 'H':
      return pad(hour, Math.min(count, 2));
    case 'm':
      return pad(minute, Math.min(count, 2));
    case 's':
      return pad(second, Math.min(count, 2));
    case 'f':
      return pad(ticks, 7).slice(0, count);
    case 'F':
      return pad(ticks, 7).slice(0, count).replace(/0+$/u, '');
    case 't':
      return (hour < 12 ? 'AM' : 'PM').slice(0, count);
    case 'z':
      return ['+0', '+00', '+00:00'][Math.min(count, 3) - 1] ?? '';
    case 'K':
      return kind === 'utc' ? 'Z' : kind === 'local' ? '+00:00' : '';
    case 'g':
      return 'A.D.';
    default:
      return letter.repeat(count);
  }
}

function name(names: readonly string[], index: number, count: number): string {
  const full = names[index] ?? '';
  return count === 3 ? full.slice(0, 3) : full;
}
