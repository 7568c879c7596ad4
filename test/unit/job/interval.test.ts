import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInterval } from '../../../src/job/interval.ts';
import { english } from '../../../src/protocol/text.ts';

function problemOf(text: string): string {
  const reading = readInterval(text);
  assert.ok('problem' in reading, `${text} was accepted`);
  return english(reading.problem);
}

test('an interval is an ISO 8601 duration of days, hours, minutes and seconds', () => {
  const minutes = { PT5M: 5, PT40M: 40, PT1H30M: 90, PT90M: 90, P1D: 1440, P1DT12H: 2160, PT300S: 5, P7D: 10_080 };
  for (const [text, expected] of Object.entries(minutes))
    assert.deepEqual(readInterval(text), { minutes: expected }, text);
});

test('what is no duration is answered with one', () => {
  for (const text of ['', 'P', 'PT', 'P1DT', '40', '40M', 'PT40', 'pt40m', 'PT-5M', 'PT40M ', '00:40:00', 'PT1.5H']) {
    assert.match(problemOf(text), /is not an interval: write .*"PT40M"/, text);
  }
});

test('years, months and weeks are answered with days', () => {
  for (const text of ['P1W', 'P1M', 'P1Y', 'P1Y2M', 'P1MT1H', 'P40M']) {
    assert.match(problemOf(text), /counts years, months or weeks: write days, hours or minutes, such as "P7D"/, text);
  }
});

test('an interval is not shorter than five minutes and not longer than Graph remembers', () => {
  for (const text of ['PT0M', 'PT4M', 'PT299S', 'P0D']) assert.match(problemOf(text), /at least "PT5M"/, text);
  for (const text of ['P8D', 'PT10081M', 'P99999999999999999999D'])
    assert.match(problemOf(text), /at most "P7D"/, text);
});
