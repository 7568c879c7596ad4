import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JobSituation, statusBarContent, statusRows } from '../../../src/extension/status/statusPresentation.ts';
import { shortDateTime } from '../../../src/extension/documents/words.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { quarantine as quarantineOf, status, summary } from './samples.ts';

const situation: JobSituation = {
  jobName: 'Dropbox',
  provisioning: 'on',
  intervalMinutes: 40,
  status: null,
  running: null,
  runsHere: false,
  obstacle: null,
  connection: null,
  removal: null,
  valid: true,
};
const lastCycle = { ...summary(), finishedAt: '2026-11-01T10:00:00.000Z' };
const quarantine = quarantineOf();
const bar = (traits: Partial<JobSituation>): ReturnType<typeof statusBarContent> =>
  statusBarContent({ ...situation, ...traits }, inEnglish);

describe('the status bar', () => {
  it('says what runs, what blocks, and when the last sync was', () => {
    assert.equal(bar({}).text, '$(cloud) Dropbox');
    assert.equal(bar({ running: 'syncing, 3 created' }).text, '$(sync~spin) Dropbox: syncing, 3 created');
    assert.equal(bar({ status: status() }).text, '$(cloud) Dropbox: never synced');
    assert.match(bar({ status: status({ lastCycle }) }).text, /^\$\(cloud\) Dropbox: synced /);
    assert.equal(bar({ valid: false }).text, '$(cloud) Dropbox: job file has errors');
  });

  it('is alarming only when provisioning is blocked', () => {
    assert.equal(bar({ status: status({ escrowed: 3 }) }).blocked, false);
    assert.equal(bar({ status: status({ quarantine }) }).blocked, true);
    assert.equal(bar({ connection: 'failed' }).blocked, true);
    assert.equal(bar({ connection: 'failed', running: 'testing' }).blocked, false);
  });

  it('says when the next cycle is due, while provisioning is on', () => {
    const schedule = { nextCycle: '2026-11-01T10:40:00.000Z', lastAttempt: null };
    const next = `, next ${shortDateTime(schedule.nextCycle)}`;
    assert.ok(bar({ status: status({ lastCycle, schedule }) }).text.endsWith(next));
    assert.ok(!bar({ provisioning: 'off', status: status({ lastCycle, schedule }) }).text.includes('next'));
  });

  it('says what runs elsewhere, and nothing of what nobody has asked for', () => {
    const running = {
      who: 'window',
      what: 'sync',
      background: false,
      pid: 7,
      host: 'host',
      since: '2026-11-01T10:40:00.000Z',
    } as const;
    assert.match(
      bar({ status: status({ running }) }).text,
      /^\$\(sync~spin\) Dropbox: a sync in another window since /,
    );
    assert.match(bar({ status: status({ running: { ...running, background: true } }) }).text, /^\$\(cloud\)/);
    assert.match(bar({ running: 'syncing', status: status({ running }) }).text, /: syncing$/);
  });

  it('warns when cycles that should run by themselves do not', () => {
    const lastAttempt = {
      startedAt: '2026-11-01T10:00:00.000Z',
      finishedAt: '2026-11-01T10:00:01.000Z',
      failure: { kind: 'connection', message: 'The target could not be read.' },
    };
    const failed = status({ schedule: { nextCycle: '2026-11-01T10:40:00.000Z', lastAttempt } });
    assert.equal(bar({ status: failed }).text, '$(warning) Dropbox: cycles do not run');
    assert.equal(bar({ obstacle: 'There is no token.' }).text, '$(warning) Dropbox: cycles do not run');
    assert.equal(bar({ provisioning: 'off', obstacle: 'There is no token.' }).text, '$(cloud) Dropbox');
  });

  it('names the job once in its tooltip', () => {
    const { tooltip } = bar({ status: status({ lastCycle }) });
    assert.equal(tooltip.split('Dropbox').length - 1, 2, 'the job, and the row In Dropbox');
  });

  it('draws no icon that is written in the name of a job', () => {
    assert.ok(!bar({ jobName: '$(bug) Job' }).text.includes('$(bug)'));
  });
});

describe('the view of the status', () => {
  const rows = (traits: Partial<JobSituation>): Map<string, string> =>
    new Map(statusRows({ ...situation, ...traits }, inEnglish).map(({ id, value }) => [id, value]));

  it('say what runs cycles, or that nothing does by itself', () => {
    assert.equal(rows({}).get('state'), 'Provisioning is on. Cycles run by themselves.');
    assert.equal(
      rows({ provisioning: 'off' }).get('state'),
      'Provisioning is off. Cycles run when you choose Sync Now.',
    );
    const obstacle = 'There is no token.';
    assert.equal(rows({ obstacle }).get('state'), 'Provisioning is on, but cycles wait: There is no token.');
  });

  it('tell whether members may be removed, where a team admin was asked', () => {
    assert.equal(rows({}).get('removal'), undefined);
    assert.equal(rows({ removal: 'allowed' }).get('removal'), 'allowed');
    assert.equal(rows({ removal: 'notAllowed' }).get('removal'), 'not allowed');
  });

  it('counts staged deletes by what was decided, and asks only about the others', () => {
    const action = {
      key: 'k',
      source: { id: 'u', type: 'User', displayName: 'Ada' },
      targetId: 't',
      action: 'disable',
    } as const;
    const reason = { code: 'Disable', message: 'Not assigned.', recommendedAction: null };
    const open = { ...action, permanent: false, members: null, reason, since: '2026-11-01T10:00:00Z', decision: null };
    const rejected = { ...open, decision: { verdict: 'rejected', at: '2026-11-01T10:00:00Z', by: null } } as const;
    assert.equal(rows({ status: status({ staged: [open, rejected] }) }).get('staged'), '1 to decide, 1 rejected');
    assert.match(bar({ status: status({ staged: [rejected] }) }).text, /^\$\(cloud\)/);
    assert.match(bar({ status: status({ staged: [open] }) }).text, /^\$\(warning\)/);
  });

  it('shows the quarantine and what waits', () => {
    const shown = rows({ status: status({ quarantine, escrowed: 2, pending: 5 }) });
    assert.equal(shown.get('quarantine'), 'Too many.');
    assert.equal(shown.get('escrowed'), '2');
    assert.equal(shown.get('pending'), '5 for the next cycle');
  });

  it('says when failures are tried again', () => {
    const next = '2026-11-01T16:40:00.000Z';
    const given = { escrowed: 4, retries: { waiting: 3, next, givenUp: 1 } };
    assert.equal(rows({ status: status(given) }).get('escrowed'), `4, from ${shortDateTime(next)} on`);
    const some = { escrowed: 9, retries: { waiting: 3, next, givenUp: 1 } };
    const row = statusRows({ ...situation, status: status(some) }, inEnglish).find(({ id }) => id === 'escrowed');
    assert.equal(row?.value, '9');
    assert.equal(row.context, 'failures');
    assert.match(
      row.detail ?? '',
      /^5 with the next cycle\. 3 later, the first at .+\. 1 only when they change, or with Retry Now\.$/,
    );
  });

  it('says in quarantine when the next attempt is, and that none comes by itself any more', () => {
    const detail = (traits: Parameters<typeof quarantineOf>[0]): string =>
      statusRows({ ...situation, status: status({ quarantine: quarantineOf(traits) }) }, inEnglish).find(
        ({ id }) => id === 'quarantine',
      )?.detail ?? '';
    assert.match(detail({ nextAttempt: '2026-11-01T16:40:00.000Z' }), /The next attempt is due at /);
    assert.match(detail({ off: true, seriesCount: 31 }), /No cycle runs by itself any more, after 31 attempts/);
  });

  it('says when the next cycle is due', () => {
    const next = (nextCycle: string | null): string | undefined =>
      rows({ status: status({ lastCycle, schedule: { nextCycle, lastAttempt: null } }) }).get('nextCycle');
    assert.equal(next('2999-11-01T10:40:00.000Z'), shortDateTime('2999-11-01T10:40:00.000Z'));
    assert.equal(next('2026-11-01T10:40:00.000Z'), 'due now');
    assert.equal(next(null), 'none');
    assert.equal(rows({}).get('nextCycle'), 'not known yet');
    assert.equal(rows({ provisioning: 'off' }).get('nextCycle'), 'with Sync Now');
    assert.equal(rows({ obstacle: 'There is no token.' }).get('nextCycle'), 'waiting: There is no token.');
  });

  it('says why the last cycle stopped as a whole', () => {
    const startedAt = '2026-11-01T10:00:00.000Z';
    const failure = { kind: 'source', message: 'The source could not be read.' };
    const schedule = { nextCycle: null, lastAttempt: { startedAt, finishedAt: startedAt, failure } };
    assert.equal(
      rows({ status: status({ schedule }) }).get('lastAttempt'),
      `failed ${shortDateTime(startedAt)}: The source could not be read.`,
    );
    assert.equal(rows({ status: status() }).get('lastAttempt'), undefined);
  });

  it('says first what the last cycle did, then when', () => {
    assert.match(rows({ status: status({ lastCycle }) }).get('lastCycle') ?? '', /^\D*\d+ created, .* · /);
  });
});
