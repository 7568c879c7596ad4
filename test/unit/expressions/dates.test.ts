import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExactDate, parseDateTimeStyles } from '../../../src/expressions/dates/dateParsing.ts';
import { dateTime, dateTimeText } from '../../../src/expressions/dates/dateTimes.ts';
import { formatDate } from '../../../src/expressions/dates/datePrinting.ts';
import { evaluate } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

/** "Reference for writing expressions for attribute mappings": CDate, DateAdd, DateDiff, DateFromNum, NumFromDate, Now, FormatDateTime. */
describe('date functions', () => {
  const all = (cases: readonly (readonly [expression: string, result: unknown])[]): void => {
    for (const [expression, result] of cases) assert.deepEqual(evaluate(expression), result, expression);
  };

  it('CDate reads dates with and without offset as UTC', () => {
    all([
      ['CDate("2020-03-16-07:00")', '3/16/2020 7:00:00 AM'],
      ['CDate("2021-06-30+08:00")', '6/29/2021 4:00:00 PM'],
      ['CDate("2009-06-15T01:45:30-07:00")', '6/15/2009 8:45:30 AM'],
      ['CDate("2009-06-15 01:45:30Z")', '6/15/2009 1:45:30 AM'],
      ['CDate("12/31/2025 12:00:00 AM")', '12/31/2025 12:00:00 AM'],
      ['CDate("Mon, 15 Jun 2009 20:45:30 GMT")', '6/15/2009 8:45:30 PM'],
      ['CDate("June 15, 2009")', '6/15/2009 12:00:00 AM'],
      ['CDate("9999-12-31")', '12/31/9999 12:00:00 AM'],
      ['CDate("2021-02-29")', { error: 'dateExpected' }],
      ['CDate("2021-02-28+14:01")', { error: 'dateExpected' }],
      ['CDate("2021-02-28+01:60")', { error: 'dateExpected' }],
      ['CDate("soon")', { error: 'dateExpected' }],
      ['CDate([x])', null],
      ['CDate("")', null],
    ]);
  });

  it('Now is the clock that was passed in', () => {
    all([['Now()', '8/25/2021 5:41:18 PM']]);
  });

  it('DateAdd counts as Visual Basic does, n being minutes', () => {
    all([
      ['DateAdd("yyyy", -1, CDate("2024-02-29"))', '2/28/2023 12:00:00 AM'],
      ['DateAdd("m", 1, CDate("2021-01-31"))', '2/28/2021 12:00:00 AM'],
      ['DateAdd("m", -3, CDate("2021-01-31"))', '10/31/2020 12:00:00 AM'],
      ['DateAdd("ww", 2, CDate("2012-03-16"))', '3/30/2012 12:00:00 AM'],
      ['DateAdd("h", 25, CDate("2012-03-16"))', '3/17/2012 1:00:00 AM'],
      ['DateAdd("n", 5, CDate("2012-03-16"))', '3/16/2012 12:05:00 AM'],
      ['DateAdd("s", "10", CDate("2012-03-16"))', '3/16/2012 12:00:10 AM'],
      ['DateAdd("yyyy", 9000, Now())', { error: 'dateRange' }],
      ['DateAdd("days", 1, Now())', { error: 'intervalUnknown' }],
      ['DateAdd("d", 1, [x])', { error: 'dateMissing' }],
    ]);
  });

  it('DateDiff counts calendar boundaries, Sundays, or whole elapsed units', () => {
    all([
      ['DateDiff("yyyy", CDate("2020-12-31"), CDate("2021-01-01"))', 1],
      ['DateDiff("m", CDate("2021-01-31"), CDate("2021-02-01"))', 1],
      ['DateDiff("d", CDate("2021-08-24T12:00:00Z"), CDate("2021-08-25T11:00:00Z"))', 0],
      ['DateDiff("ww", CDate("2021-08-28"), CDate("2021-08-29"))', 1],
      ['DateDiff("ww", CDate("2021-08-29"), CDate("2021-09-04"))', 0],
      ['DateDiff("ww", Now(), CDate("2012-03-16-07:00"))', -493],
      ['DateDiff("d", Now(), CDate("2012-03-16-07:00"))', -3449],
      ['DateDiff("n", CDate("2021-08-24"), CDate("2021-08-25"))', 1440],
      ['DateDiff("d", Now(), [x])', { error: 'dateMissing' }],
    ]);
  });

  it('DateFromNum and NumFromDate are exact to the tick', () => {
    all([
      ['DateFromNum(129699324000000000)', '1/1/2012 11:00:00 PM'],
      ['DateFromNum("129699324000000000")', '1/1/2012 11:00:00 PM'],
      ['DateFromNum(9223372036854775807)', { error: 'dateRange' }],
      ['NumFromDate("2012-01-01T23:00:00Z")', '129699324000000000'],
      ['NumFromDate("2020-12-31 23:59:59-08:00")', '132539615990000000'],
      ['NumFromDate("2012-01-01T23:00:00.1234567Z")', '129699324001234567'],
      ['NumFromDate(DateFromNum(129699324001234567))', '129699324001234567'],
      ['NumFromDate([x])', null],
    ]);
  });

  it('FormatDateTime takes four positions, or three without styles', () => {
    all([
      ['FormatDateTime("20150123105347.1Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', '2015-01-23'],
      ['FormatDateTime("20150123105347.1Z", "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', '2015-01-23'],
      ['FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd")', '2021-08-25'],
      ['FormatDateTime(DateFromNum(129699324000000000), , "yyyyMMddHHmmss.0Z")', '20120101230000.0Z'],
      ['FormatDateTime("2020-12-31-08:00", , "yyyy-MM-ddzzz", "yyyy-MM-dd HH:mm")', '2020-12-31 08:00'],
      ['FormatDateTime([x], , "yyyy", "yyyy")', null],
      ['FormatDateTime("31.12.2020", , "yyyy-MM-dd", "yyyy")', { error: 'dateExpected' }],
      ['FormatDateTime("2020", "Sometimes", "yyyy", "yyyy")', { error: 'dateTimeStyles' }],
      ['FormatDateTime("2020", , "yyyy", )', { error: 'argumentMissing' }],
    ]);
  });
});

/** ".NET custom date and time format strings" and "standard date and time format strings", invariant culture. */
describe('.NET date formats', () => {
  const instant = dateTime(Date.UTC(2009, 5, 5, 13, 45, 3, 7), 8900);
  const print = (format: string): string => {
    const printed = formatDate(instant, format);
    return printed.ok ? printed.text : `! ${english(printed.message)}`;
  };

  it('prints every custom specifier', () => {
    assert.equal(print('d/M/yy dd MM yyyy ddd dddd MMM MMMM'), '5/6/09 05 06 2009 Fri Friday Jun June');
    assert.equal(print('h hh H HH m mm s ss t tt'), '1 01 13 13 45 45 3 03 P PM');
    assert.equal(
      print("f fff fffffff F FFF ss.FFF K z zz zzz 'at' \\d %d"),
      '0 007 0078900  007 03.007 Z +0 +00 +00:00 at d 5',
    );
    assert.equal(print('yyyyMMddHHmmss.fZ'), '20090605134503.0Z');
  });

  it('prints the standard formats', () => {
    assert.equal(print('d'), '06/05/2009');
    assert.equal(print('s'), '2009-06-05T13:45:03');
    assert.equal(print('o'), '2009-06-05T13:45:03.0078900Z');
    assert.equal(print('R'), 'Fri, 05 Jun 2009 13:45:03 GMT');
  });

  it('says what is wrong with a format', () => {
    assert.match(print('x'), /^! x alone is not a date format/u);
    assert.match(print("yyyy 'T"), /not closed/u);
    assert.match(print('yyyy\\'), /backslash/u);
    assert.match(print('ss.ffffffff'), /at most seven f/u);
  });

  it('parses exactly what the format says', () => {
    const parse = (text: string, format: string, styles = ''): string | null => {
      const parsed = parseExactDate(text, format, Date.UTC(2021, 7, 25), parseDateTimeStyles(styles) ?? undefined);
      return parsed.ok ? dateTimeText(parsed.value) : null;
    };
    assert.equal(parse(' 6/5/2009 1:45:03 PM ', 'M/d/yyyy h:mm:ss tt'), '6/5/2009 1:45:03 PM');
    assert.equal(parse('6/5/2009 1:45:03 PM', 'M/d/yyyy hh:mm:ss tt'), null);
    assert.equal(parse('Fri 05 Jun 2009', 'ddd dd MMM yyyy'), '6/5/2009 12:00:00 AM');
    assert.equal(parse('Mon 05 Jun 2009', 'ddd dd MMM yyyy'), null);
    assert.equal(parse('49', 'y'), null, 'one letter alone is a standard format');
    assert.equal(parse('49-01', 'yy-MM'), '1/1/2049 12:00:00 AM');
    assert.equal(parse('50-01', 'yy-MM'), '1/1/1950 12:00:00 AM');
    assert.equal(parse('13:45', 'HH:mm'), '8/25/2021 1:45:00 PM');
    assert.equal(parse('13:45', 'HH:mm', 'NoCurrentDateDefault'), '1/1/0001 1:45:00 PM');
    assert.equal(parse('2009-06-05+02:00', 'yyyy-MM-ddzzz'), '6/4/2009 10:00:00 PM');
    assert.equal(parse('2009-02-30', 'yyyy-MM-dd'), null);
    assert.equal(parse('2009-06-05 x', 'yyyy-MM-dd'), null);
    assert.equal(parse(' 2009', 'yyyy', 'None'), null);
    assert.equal(parse('13:00 PM', 'hh:mm tt'), null);
    assert.equal(parse('2009-06-05T13:45:03.5Z', 'yyyy-MM-ddTHH:mm:ss.FFFK'), '6/5/2009 1:45:03 PM');
    assert.equal(parse('2009-06-05T13:45:03', 'yyyy-MM-ddTHH:mm:ss.FFFK'), '6/5/2009 1:45:03 PM');
  });
});
