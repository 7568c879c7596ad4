import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextAttempt } from '../../../src/decision/retrySchedule.ts';
import { defaultSettings } from '../../../src/job/completeJob.ts';

const schedule = defaultSettings.retry;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const first = Date.UTC(2026, 10, 2, 9);

/** Hours after the first failure at which an object is tried, by cycles every 40 minutes of which each attempt fails. */
function attempts(until: number): readonly number[] {
  const made: number[] = [];
  let failures = 1;
  let next = nextAttempt(failures, first, first, schedule);
  for (let now = first + 40 * minute; now <= first + until; now += 40 * minute) {
    if (next === null || next > now) continue;
    made.push((now - first) / hour);
    failures += 1;
    next = nextAttempt(failures, first, now, schedule);
  }
  return made;
}

test('an object is tried with the next cycle, after 6, 12 and 24 hours, then once a day', () => {
  assert.deepEqual(
    attempts(4 * day).map((hours) => Math.round(hours * 10) / 10),
    [0.7, 6, 12, 24, 48, 72, 96],
  );
});

test('after 28 days nothing is tried any more', () => {
  assert.equal(Math.max(...attempts(60 * day)), 28 * 24);
  assert.equal(nextAttempt(32, first, first + 28 * day + minute, schedule), null);
});

test('attempts that were missed are made up for by one', () => {
  assert.equal(nextAttempt(2, first, first + 20 * hour, schedule), first + 24 * hour);
  assert.equal(nextAttempt(2, first, first + 10 * day + minute, schedule), first + 11 * day);
});

test('a first failure that is ahead of now was noted before the clock was set back: it is due', () => {
  assert.equal(nextAttempt(5, first, first - day, schedule), first - day);
});

test('without delays the interval counts from the first failure', () => {
  const daily = { delays: [], interval: day, duration: 2 * day };
  assert.equal(nextAttempt(1, first, first, daily), first + day);
  assert.equal(nextAttempt(2, first, first + day, daily), first + 2 * day);
  assert.equal(nextAttempt(3, first, first + 2 * day, daily), null);
});

test('the next attempt is never over, and never beyond the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 40 * day }), (failures, since) => {
      const next = nextAttempt(failures, first, first + since, schedule);
      return next === null || (next >= first + since && next <= first + schedule.duration);
    }),
  );
});
