import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  crossedThreshold,
  imposeQuarantine,
  isByThreshold,
  type QuarantineCause,
} from '../../../src/decision/quarantine.ts';
import { defaultSettings } from '../../../src/job/completeJob.ts';
import type { Quarantine } from '../../../src/protocol/cycleSummary.ts';

const hour = 3_600_000;
const day = 24 * hour;
const { quarantine: settings, retry } = defaultSettings;
const timing = { interval: 40 * 60_000, retry, duration: settings.duration };
const began = Date.UTC(2026, 10, 2, 9);

/** A first cycle: everything that failed is stored. */
const judge = (failed: number, succeeded: number, references = 0): string | null =>
  crossedThreshold({ cycle: { failed, succeeded }, stored: { objects: failed, references } }, settings);

test('the worked cases of Microsoft’s documentation', () => {
  assert.equal(judge(4000, 0), null);
  assert.equal(judge(45_000, 1_000_000), 'EncounteredBaseEscrowThreshold');
  assert.equal(judge(30_000, 5000), 'EncounteredEscrowProportionThreshold');
  assert.equal(judge(20_000, 100_000), null);
  assert.equal(judge(40_000, 1_000_000, 21_000), 'EncounteredTotalEscrowThreshold');
});

test('each threshold has to be exceeded, and fewer than the minimum are no reason', () => {
  assert.equal(judge(40_000, 1_000_000), null);
  assert.equal(judge(40_000, 1_000_000, 20_000), null);
  assert.equal(judge(6000, 9000), null);
  assert.equal(judge(6000, 8999), 'EncounteredEscrowProportionThreshold');
  assert.equal(judge(4999, 0), null);
});

test('references alone are no large share', () => {
  assert.equal(judge(1, 0, 50_000), null);
});

test('the share is of the attempts of one cycle, the numbers are of all that is stored', () => {
  const quiet = { failed: 0, succeeded: 10 };
  assert.equal(crossedThreshold({ cycle: quiet, stored: { objects: 30_000, references: 0 } }, settings), null);
  assert.equal(
    crossedThreshold({ cycle: quiet, stored: { objects: 40_001, references: 0 } }, settings),
    'EncounteredBaseEscrowThreshold',
  );
});

const noConnection: QuarantineCause = {
  reason: 'EncounteredQuarantineException',
  message: 'The target refuses the token.',
  recommendedAction: 'Enter a new one.',
  exchange: null,
};
const tooMany: QuarantineCause = { ...noConnection, reason: 'EncounteredBaseEscrowThreshold' };
const deletes: QuarantineCause = { ...noConnection, reason: 'TooManyDeletes' };

/** Hours at which a job is tried whose every attempt fails, and the quarantine in the end. */
function attempts(until: number): { readonly hours: readonly number[]; readonly last: Quarantine } {
  const hours: number[] = [];
  let last = imposeQuarantine(null, noConnection, began, timing);
  while (last.nextAttempt !== null && Date.parse(last.nextAttempt) - began <= until) {
    const now = Date.parse(last.nextAttempt);
    hours.push((now - began) / hour);
    last = imposeQuarantine(last, noConnection, now, timing);
  }
  return { hours, last };
}

test('attempts become rarer, down to one a day, and end after four weeks', () => {
  assert.deepEqual(
    attempts(3 * day).hours.map((each) => Math.round(each * 10) / 10),
    [0.7, 6, 12, 24, 48, 72],
  );
  const { hours, last } = attempts(100 * day);
  assert.equal(hours.at(-1), 28 * 24);
  assert.equal(last.off, true);
  assert.equal(last.nextAttempt, null);
});

test('a long interval stays the shortest time between two attempts', () => {
  const weekly = { ...timing, interval: 7 * day };
  assert.equal(
    imposeQuarantine(null, noConnection, began, weekly).nextAttempt,
    new Date(began + 7 * day).toISOString(),
  );
});

test('another reason begins anew, in the same series', () => {
  const first = imposeQuarantine(null, noConnection, began, timing);
  const same = imposeQuarantine(first, noConnection, began + hour, timing);
  const other = imposeQuarantine(same, tooMany, began + 6 * hour, timing);
  assert.deepEqual([same.since, same.seriesCount], [first.since, 2]);
  assert.deepEqual(
    [other.since, other.seriesBegan, other.seriesCount],
    [new Date(began + 6 * hour).toISOString(), first.seriesBegan, 3],
  );
});

test('what is held back makes attempts no rarer, however long', () => {
  let held = imposeQuarantine(null, deletes, began, timing);
  for (let days = 1; days < 60; days += 1) held = imposeQuarantine(held, deletes, began + days * day, timing);
  assert.deepEqual([held.nextAttempt, held.off, held.since], [null, false, new Date(began).toISOString()]);
  const gone = imposeQuarantine(held, noConnection, began + 60 * day, timing);
  assert.deepEqual([gone.seriesCount, gone.off], [1, false]);
});

test('a series that began ahead of now was noted before the clock was set back', () => {
  const ahead = imposeQuarantine(null, noConnection, began + 400 * day, timing);
  const now = imposeQuarantine(ahead, noConnection, began, timing);
  assert.deepEqual([now.seriesCount, now.since], [1, new Date(began).toISOString()]);
});

test('only failures of many objects make an attempt try all of them', () => {
  assert.equal(isByThreshold(tooMany), true);
  assert.equal(isByThreshold(noConnection), false);
  assert.equal(isByThreshold(null), false);
});
