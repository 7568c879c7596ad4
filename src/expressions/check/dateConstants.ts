import { findInterval } from '../dates/dateArithmetic.ts';
import { type FormatPart, parseDateFormat } from '../dates/dateFormat.ts';
import { dateTimeStyleNames, parseDateTimeStyles } from '../dates/dateParsing.ts';
import type { Finding } from '../finding.ts';
import { quoteString } from '../syntax/printer.ts';
import type { CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import { finding, replaceBy } from './findings.ts';
import { text } from '../../protocol/text.ts';

/** The interval of DateAdd and DateDiff. */
export function checkInterval(argument: ExpressionNode | undefined): readonly Finding[] {
  if (argument?.kind !== 'string' || findInterval(argument.value) !== null) return [];
  const meant = (
    {
      y: 'yyyy',
      yy: 'yyyy',
      year: 'yyyy',
      years: 'yyyy',
      month: 'm',
      months: 'm',
      mm: 'm',
      day: 'd',
      days: 'd',
      dd: 'd',
      week: 'ww',
      weeks: 'ww',
      w: 'ww',
      hour: 'h',
      hours: 'h',
      hh: 'h',
      minute: 'n',
      minutes: 'n',
      mi: 'n',
      second: 's',
      seconds: 's',
      ss: 's',
    } as Readonly<Record<string, string>>
  )[argument.value.toLowerCase()];
  const fix = meant === undefined ? undefined : replaceBy(text`Change to "${meant}"`, argument, `"${meant}"`);
  return [
    finding(
      'error',
      'intervalUnknown',
      argument,
      text`The interval must be yyyy (years), m (months), d (days), ww (weeks), h (hours), n (minutes) or s (seconds).`,
      fix,
    ),
  ];
}

/** The styles and formats of FormatDateTime. */
export function checkDateFormats({ arguments: given }: CallNode): readonly Finding[] {
  const hasStyles = given.length > 3;
  const styles = hasStyles ? checkStyles(given[1]) : [];
  return [...styles, ...given.slice(hasStyles ? 2 : 1).flatMap(checkDateFormat)];
}

function checkStyles(argument: ExpressionNode | undefined): readonly Finding[] {
  if (argument?.kind !== 'string' || parseDateTimeStyles(argument.value) !== null) return [];
  const message = text`The dateTimeStyles are ${dateTimeStyleNames.join(', ')}, with commas between them; or leave them blank.`;
  return [finding('error', 'dateTimeStyles', argument, message)];
}

function checkDateFormat(argument: ExpressionNode): readonly Finding[] {
  if (argument.kind !== 'string' || argument.value === '') return [];
  const parsed = parseDateFormat(argument.value);
  if (!parsed.ok) {
    return [finding('error', 'dateFormat', argument, text`This isn’t a .NET date format: ${parsed.message}.`)];
  }
  const meant = meantFormat(argument.value, parsed.parts);
  if (meant === null) return [];
  const message = text`In .NET’s date formats yyyy is the year, MM the month, dd the day and mm the minute, and other letters stand for themselves; did you mean ${meant}?`;
  const fix = replaceBy(text`Change to ${meant}`, argument, quoteString(meant));
  return [finding('warning', 'dateFormatLetters', argument, message, fix)];
}

/** The format that was meant by one with letters of other languages (`YYYY`, `DD`) or with minutes for months; null for none. */
function meantFormat(format: string, parts: readonly FormatPart[]): string | null {
  const hasLetter = (letters: string): boolean =>
    parts.some((part) => part.kind === 'specifier' && letters.includes(part.letter));
  const isForeign = /Y{2,}|D{2,}/u.test(format) && !/['"\\]/u.test(format);
  const isMinutesForMonths =
    /m{2}/u.test(format) && !hasLetter('M') && !hasLetter('Hhs') && /[yY]{2}|[dD]{2}/u.test(format);
  if (!isForeign && !isMinutesForMonths) return null;
  const years = format
    .replaceAll(/Y{2,}/gu, (run) => run.toLowerCase())
    .replaceAll(/D{2,}/gu, (run) => run.toLowerCase());
  return isMinutesForMonths ? years.replaceAll('mm', 'MM') : years;
}
