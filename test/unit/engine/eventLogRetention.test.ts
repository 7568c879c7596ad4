import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../../../src/engine/store/database.ts';
import { eventLog, type EventLog } from '../../../src/engine/store/eventLog.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T12:00:00Z');

function openLog(test: TestContext): EventLog {
  const directory = mkdtempSync(join(tmpdir(), 'dropbox-provisioning-log-'));
  const database = openDatabase(directory);
  test.after(() => {
    database.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return eventLog(database);
}

/** An event of each of these days, all of one object. */
function log(events: EventLog, ...days: readonly number[]): void {
  for (const each of days)
    events.append({
      cycleId: `cycle ${each}`,
      activityDateTime: new Date(start + each * day).toISOString(),
      source: { type: 'User', id: 'same', displayName: 'Same' },
      action: 'update',
      status: 'success',
      jobId: 'job',
      targetId: null,
      reason: { code: 'None', message: 'None.', recommendedAction: null },
      steps: [],
      modifiedProperties: [],
      durationMs: 0,
      exchange: null,
    });
}

const kept = (events: EventLog): number =>
  events.list({ sourceId: null, cycleId: null, before: null, limit: 1000 }).length;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('the provisioning log', () => {
  for (const ahead of [31, 400, 40_000])
    it(`loses nothing to a clock that is ${ahead} days ahead, for one cycle or for several`, (test) => {
      const events = openLog(test);
      log(events, ...range(20));
      for (let cycle = 0; cycle < 5; cycle++) {
        log(events, 20 + ahead);
        events.prune(start + (20 + ahead) * day, 30);
      }
      assert.equal(kept(events), 25);
      log(events, 21);
      events.prune(start + 21 * day, 30);
      assert.equal(kept(events), 26, 'nor when the clock is set right again');
    });

  it('keeps 30 days on which anything was logged, and no more', (test) => {
    const events = openLog(test);
    log(events, ...range(100));
    events.prune(start + 99 * day, 30);
    assert.equal(kept(events), 31, 'today and the 30 days before it, by the hour');
  });

  it('keeps the newest event of each object', (test) => {
    const events = openLog(test);
    log(events, 0);
    events.prune(start + 1000 * day, 30);
    assert.equal(kept(events), 1);
  });

  it('loses nothing to a clock that is behind', (test) => {
    const events = openLog(test);
    log(events, ...range(20));
    events.prune(start - 400 * day, 30);
    assert.equal(kept(events), 20);
  });
});
