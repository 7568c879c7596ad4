import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextCycle, type ScheduleFacts } from '../../../src/schedule/nextCycle.ts';

const minute = 60_000;
const now = Date.parse('2026-11-01T10:00:00Z');
const facts: ScheduleFacts = {
  status: 'on',
  intervalMinutes: 40,
  lastStarted: null,
  cutShort: false,
  quarantine: null,
};
const minutesFromNow = (changes: Partial<ScheduleFacts>): number | null => {
  const next = nextCycle({ ...facts, ...changes }, now);
  return next === null ? null : (next.getTime() - now) / minute;
};

describe('the next cycle', () => {
  it('is due at once when there has been none', () => {
    assert.equal(minutesFromNow({}), 0);
  });

  it('is due an interval after the last one began', () => {
    assert.equal(minutesFromNow({ lastStarted: now - 10 * minute }), 30);
    assert.equal(minutesFromNow({ lastStarted: now }), 40);
    assert.equal(minutesFromNow({ lastStarted: now - 1000 * minute }), -960, 'one, however long it is overdue');
  });

  it('comes soon after one that was cut short, but not at once', () => {
    assert.equal(minutesFromNow({ lastStarted: now - 2 * minute, cutShort: true }), 3);
    assert.equal(minutesFromNow({ lastStarted: now - 20 * minute, cutShort: true }), -15);
  });

  it('is due now when the clock was set back', () => {
    assert.equal(minutesFromNow({ lastStarted: now + 1 }), 0);
    const quarantine = { nextAttempt: now + 9000 * minute, off: false };
    assert.equal(minutesFromNow({ lastStarted: now + 1, quarantine }), 0);
  });

  it('is never while provisioning is off, or off by a quarantine that has lasted too long', () => {
    assert.equal(minutesFromNow({ status: 'off' }), null);
    assert.equal(minutesFromNow({ lastStarted: now, quarantine: { nextAttempt: null, off: true } }), null);
  });

  it('is no sooner than an interval after the last one began, whatever a quarantine says', () => {
    const quarantine = { nextAttempt: now - minute, off: false };
    assert.equal(minutesFromNow({ lastStarted: now - minute, quarantine }), 39);
  });

  it('follows a quarantine’s own time', () => {
    const lastStarted = now - minute;
    assert.equal(minutesFromNow({ lastStarted, quarantine: { nextAttempt: now + 360 * minute, off: false } }), 360);
    assert.equal(minutesFromNow({ lastStarted, quarantine: { nextAttempt: null, off: false } }), 39);
  });
});
