import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { RunHolder } from '../../../src/protocol/jobStatus.ts';
import { cancelledSentence, clockTime, runSentence } from '../../../src/protocol/runWords.ts';

const now = new Date(2026, 10, 1, 11, 0).getTime();
const since = new Date(2026, 10, 1, 10, 40).toISOString();
const holder: RunHolder = { who: 'window', what: 'sync', background: false, pid: 123, host: 'HOST', since };
const said = (changes: Partial<RunHolder>, own = false): string =>
  runSentence({ ...holder, ...changes }, { now, own }, inEnglish);

describe('what runs on a job', () => {
  it('is said with place, time, process and machine', () => {
    assert.equal(said({}), 'A sync has been running in another window since 10:40 (process 123 on HOST).');
    assert.equal(said({}, true), 'A sync has been running in this window since 10:40 (process 123 on HOST).');
    assert.match(
      said({ who: 'commandLine', what: 'preview' }),
      /^A preview has been running on the command line since/,
    );
    assert.match(said({ who: 'watch' }), /running in dropbox-provisioning watch since/);
    assert.match(said({ what: 'provisionOnDemand' }), /^Provisioning on demand has been running/);
    assert.equal(
      cancelledSentence(holder, { now, own: false }, inEnglish),
      'Cancelled a sync in another window (process 123 on HOST, since 10:40).',
    );
  });

  it('has the date of another day', () => {
    assert.equal(clockTime(new Date(2026, 9, 31, 23, 5).toISOString(), now), '2026-10-31 23:05');
  });

  it('draws no line of its own from the name of a machine', () => {
    assert.ok(!said({ host: 'a\u001b[2Jb' }).includes('\u001b'));
  });
});
