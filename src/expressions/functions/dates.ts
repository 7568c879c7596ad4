import { addInterval, countIntervals, findInterval, type Interval, intervals } from '../dates/dateArithmetic.ts';
import { dateTimeStyleNames, parseDateTimeStyles, parseExactDate } from '../dates/dateParsing.ts';
import { dateTime, fromFileTime, toFileTime } from '../dates/dateTimes.ts';
import { formatDate } from '../dates/datePrinting.ts';
import { type Evaluator, failure, type Frame, quoted } from '../evaluation.ts';
import { parseFreeDate } from '../dates/freeDates.ts';
import type { DateTimeValue, Value } from '../value.ts';
import { isEmpty, toText } from '../valueText.ts';
import { argument, longInteger, singleText } from './arguments.ts';
import { type BoundCall, type FunctionDefinition, isLeftOut, type Parameter } from './definition.ts';
import { optional, required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

const interval: Parameter = required(
  'interval',
  'String',
  text`yyyy years, m months, d days, ww weeks, h hours, n minutes, s seconds.`,
  { choices: intervals },
);
const restriction = text`A DateTime is not an attribute type of its own: use it inside date functions, or print it with FormatDateTime.`;

const now: FunctionDefinition = {
  name: 'Now',
  dialect: 'provisioning',
  parameters: [],
  returns: 'DateTime',
  meaning: text`Yields the current time in UTC, as text in the form M/d/yyyy h:mm:ss tt.`,
  example: { expression: 'Now()', result: '7/2/2021 3:33:38 PM' },
  bind:
    () =>
    ({ context }) =>
      dateTime(context.now),
};

const cDate: FunctionDefinition = {
  name: 'CDate',
  dialect: 'provisioning',
  parameters: [
    required('expression', 'String', text`A date as text, such as 2020-03-16-07:00 or 6/15/2009 1:45:30 AM.`),
  ],
  returns: 'DateTime',
  meaning: text`Reads a date, with time and offset if it has them, and yields it in UTC. Without an offset it counts as UTC. Null and empty give null.`,
  example: { expression: 'CDate("2020-03-16-07:00")', result: '3/16/2020 7:00:00 AM' },
  restrictions: [restriction],
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => readDate(source(frame), call, frame);
  },
};

const dateAdd: FunctionDefinition = {
  name: 'DateAdd',
  dialect: 'provisioning',
  parameters: [
    interval,
    required('value', 'Number', text`How many; negative to go back.`),
    required('dateTime', 'DateTime', text`The date to start from.`),
  ],
  returns: 'DateTime',
  meaning: text`Adds a time to a date. Months and years keep the day of the month, or take the last day of a shorter month.`,
  example: {
    expression: 'DateAdd("d", 7, CDate([StatusHireDate]))',
    result: text`3/23/2012 7:00:00 AM for 2012-03-16-07:00`,
  },
  bind: (call) => {
    const [unit, amount, date] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    return (frame) => {
      const count = Math.trunc(Number(decimalText(amount(frame), call, frame)));
      const start = presentDate(date(frame), call, frame);
      const end = addInterval(intervalOf(unit(frame), call, frame), count, start);
      if (end === null)
        throw failure(
          call.node.start,
          'dateRange',
          text`DateAdd would leave the years 1 to 9999; use a smaller value.`,
        );
      return end;
    };
  },
};

const dateDiff: FunctionDefinition = {
  name: 'DateDiff',
  dialect: 'provisioning',
  parameters: [
    interval,
    required('date1', 'DateTime', text`The date to count from.`),
    required('date2', 'DateTime', text`The date to count to.`),
  ],
  returns: 'Integer',
  meaning: text`Yields date2 minus date1, positive when date2 is later. Years and months count calendar boundaries, weeks count Sundays, the others whole elapsed units.`,
  example: {
    expression: 'DateDiff("d", Now(), CDate([StatusHireDate]))',
    result: text`the days until the hire date; negative after it`,
  },
  bind: (call) => {
    const [unit, from, to] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    return (frame) => {
      const start = presentDate(from(frame), call, frame);
      return countIntervals(intervalOf(unit(frame), call, frame), start, presentDate(to(frame), call, frame));
    };
  },
};

const dateFromNum: FunctionDefinition = {
  name: 'DateFromNum',
  dialect: 'provisioning',
  parameters: [
    required(
      'value',
      'Number',
      text`A date as Active Directory keeps it: ticks of 100 nanoseconds since 1601-01-01 UTC.`,
      {
        graphKey: 'source',
      },
    ),
  ],
  returns: 'DateTime',
  meaning: text`Reads a date of Active Directory. Null and empty give null.`,
  example: { expression: 'DateFromNum(129699324000000000)', result: '1/1/2012 11:00:00 PM' },
  restrictions: [restriction],
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      const value = source(frame);
      if (isEmpty(value)) return null;
      const date = fromFileTime(longInteger(value, 'value', call, frame));
      if (date === null)
        throw failure(
          call.node.start,
          'dateRange',
          text`DateFromNum cannot read ${quoted(value, frame)}: it lies outside the years 1601 to 9999 (9223372036854775807 means never).`,
        );
      return date;
    };
  },
};

const numFromDate: FunctionDefinition = {
  name: 'NumFromDate',
  dialect: 'provisioning',
  parameters: [
    required(
      'value',
      'String',
      text`A date in ISO 8601 form with its offset, such as 2020-12-31T23:59:59-08:00; T may be a space.`,
    ),
  ],
  returns: 'String',
  meaning: text`Yields a date as Active Directory keeps it: ticks of 100 nanoseconds since 1601-01-01 UTC, as text because the number is long. Null and empty give null.`,
  example: { expression: 'NumFromDate("2012-01-01T23:00:00Z")', result: '129699324000000000' },
  restrictions: [text`Meant for accountExpires in mappings from HR to Active Directory.`],
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      const date = readDate(source(frame), call, frame);
      return date === null ? null : toFileTime(date).toString();
    };
  },
};

const formatDateTime: FunctionDefinition = {
  name: 'FormatDateTime',
  dialect: 'provisioning',
  parameters: [
    required('source', 'String', text`A date as text, or a DateTime.`),
    optional('dateTimeStyles', 'String', text`.NET DateTimeStyles, usually blank.`, { choices: dateTimeStyleNames }),
    optional(
      'inputFormat',
      'String',
      text`The .NET format that the text has, such as yyyy-MM-dd; blank for a DateTime.`,
    ),
    optional('outputFormat', 'String', text`The .NET format to print, such as yyyyMMddHHmmss.fZ.`),
  ],
  returns: 'String',
  meaning: text`Reads a date in one .NET format and prints it in another, in UTC. With three arguments these are source, inputFormat and outputFormat. Null and empty give null.`,
  example: {
    expression: 'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
    result: '2015-01-23 for 20150123105347.1Z',
  },
  problemOf: (node) =>
    node.arguments.length >= 3 && !isLeftOut(node, node.arguments.length - 1)
      ? null
      : {
          code: 'argumentMissing',
          message: text`FormatDateTime needs the format to print as its last argument: FormatDateTime(source, , "inputFormat", "outputFormat").`,
        },
  bind: bindFormat,
};

function bindFormat(call: BoundCall): Evaluator {
  const short = call.node.arguments.length === 3;
  const source = argument(call, 0);
  const stylesArgument: Evaluator = short ? () => null : argument(call, 1);
  const [input, output] = [argument(call, short ? 1 : 2), argument(call, short ? 2 : 3)];
  return (frame) => {
    const value = source(frame);
    if (isEmpty(value)) return null;
    const inputFormat = singleText(input(frame), call) ?? '';
    const styles = parseDateTimeStyles(toText(stylesArgument(frame)) ?? '');
    if (styles === null)
      throw failure(
        call.node.start,
        'dateTimeStyles',
        text`FormatDateTime knows these dateTimeStyles: ${dateTimeStyleNames.join(', ')}; or leave the argument blank.`,
      );
    const parsed = isDateTime(value)
      ? ({ ok: true, value, kind: 'utc' } as const)
      : inputFormat === ''
        ? freeDate(value, call, frame)
        : parseExactDate(singleText(value, call) ?? '', inputFormat, frame.context.now, styles);
    if (!parsed.ok)
      throw failure(
        call.node.start,
        'dateExpected',
        text`FormatDateTime cannot read ${quoted(value, frame)}: ${parsed.message}. Write the inputFormat that the value has.`,
      );
    const printed = formatDate(parsed.value, singleText(output(frame), call) ?? '', parsed.kind);
    if (!printed.ok)
      throw failure(
        call.node.start,
        'dateFormat',
        text`FormatDateTime cannot print with this outputFormat: ${printed.message}.`,
      );
    return printed.text;
  };
}

function freeDate(value: Value, call: BoundCall, frame: Frame): { ok: true; value: DateTimeValue; kind: 'utc' } {
  return { ok: true, value: presentDate(value, call, frame), kind: 'utc' };
}

function isDateTime(value: Value): value is DateTimeValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dateTime';
}

/** A date from a DateTime or its text; null for nothing; fails for a text that is no date. */
function readDate(value: Value, call: BoundCall, frame: Frame): DateTimeValue | null {
  if (isDateTime(value)) return value;
  const written = singleText(value, call);
  if (written === null || written.trim() === '') return null;
  const date = parseFreeDate(written);
  if (date !== null) return date;
  const { name, start } = call.node;
  throw failure(
    start,
    'dateExpected',
    text`${name} cannot read ${quoted(value, frame)} as a date; it needs a form such as 2020-12-31 or 2020-12-31T23:59:59-08:00.`,
  );
}

/** A date that must be there: counting from or to nothing has no answer that could be right. */
function presentDate(value: Value, call: BoundCall, frame: Frame): DateTimeValue {
  const date = readDate(value, call, frame);
  if (date !== null) return date;
  const { name, start } = call.node;
  throw failure(
    start,
    'dateMissing',
    text`${name} has no date to work with, its argument is empty; give one for that case: CDate(Switch([x],[x],"","9999-12-31")).`,
  );
}

function intervalOf(value: Value, call: BoundCall, frame: Frame): Interval {
  const found = findInterval(toText(value) ?? '');
  if (found !== null) return found;
  throw failure(
    call.node.start,
    'intervalUnknown',
    text`${call.node.name} does not know the interval ${quoted(value, frame)}; it is one of ${intervals.join(', ')} (n is minutes, m months).`,
  );
}

function decimalText(value: Value, call: BoundCall, frame: Frame): string {
  const written = (singleText(value, call) ?? '').trim();
  if (/^[-+]?\d{1,15}(?:\.\d+)?$/u.test(written)) return written;
  throw failure(
    call.node.start,
    'numberExpected',
    text`${call.node.name} needs a number for value, not ${quoted(value, frame)}.`,
  );
}

/** Functions on dates. */
export const dateFunctions: readonly FunctionDefinition[] = [
  now,
  cDate,
  dateAdd,
  dateDiff,
  dateFromNum,
  numFromDate,
  formatDateTime,
];
