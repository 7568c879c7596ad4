import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyText, jobRoot, type JobRoot, type JobRootFacts } from '../../../src/extension/assignments/jobRoot.ts';
import type { JobSituation } from '../../../src/extension/status/statusPresentation.ts';
import { shortDateTime } from '../../../src/extension/documents/words.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { quarantine, staged, status, summary } from './samples.ts';

const situation: JobSituation = {
  jobName: 'Dropbox',
  provisioning: 'on',
  executor: 'local',
  intervalMinutes: 40,
  status: null,
  running: null,
  runsHere: false,
  obstacle: null,
  connection: null,
  removal: null,
  valid: true,
};

function root(traits: Partial<JobSituation> = {}, facts: Partial<JobRootFacts> = {}): JobRoot {
  const usual = { name: 'Dropbox', fileName: 'a.provisioning.json', isCurrent: false, isReadable: true };
  return jobRoot({ ...usual, ...facts, situation: { ...situation, ...traits } }, inEnglish);
}

describe('the root of a job', () => {
  it('says whether it is current, who runs it, whether it is on, how it is and how many it holds', () => {
    const lastCycle = { ...summary(), finishedAt: '2026-11-01T10:00:00.000Z' };
    const schedule = { nextCycle: '2026-11-01T10:40:00.000Z', lastAttempt: null };
    const known = status({ lastCycle, schedule, linked: { User: 25, Group: 4 } });
    assert.equal(
      root({ status: known }, { isCurrent: true }).description,
      `current · on · synced ${shortDateTime(lastCycle.finishedAt)}, next ${shortDateTime(schedule.nextCycle)} · users: 25, groups: 4`,
    );
    assert.equal(root({ executor: 'entra', provisioning: 'off' }).description, 'Entra · off');
    assert.equal(root({ running: 'syncing, 3 created' }).description, 'on · syncing, 3 created');
  });

  it('says the same to a screen reader, and the file in its tooltip', () => {
    const { spoken, tooltip } = root({ status: status() }, { isCurrent: true });
    assert.equal(spoken, 'Dropbox, job, current, on, never synced, users: 0, groups: 0');
    assert.match(tooltip, /a\\?\.provisioning\\?\.json, the current job/);
    assert.match(tooltip, /- Next cycle: /);
  });

  it('is seen to need a person, by icon and badge', () => {
    const inQuarantine = root({
      status: status({ quarantine: quarantine({ reason: 'EncounteredQuarantineException' }) }),
    });
    assert.deepEqual([inQuarantine.icon, inQuarantine.attention], ['error', 1]);
    assert.match(inQuarantine.description, /in quarantine/);
    const failed = root({ status: status({ escrowed: 2, staged: [staged('Ada')] }) });
    assert.deepEqual([failed.icon, failed.attention], ['warning', 3]);
    assert.deepEqual([root().icon, root().attention], ['briefcase', 0]);
  });

  it('says that its file has errors, and that nothing stands for it', () => {
    const broken = root({ valid: false }, { isReadable: false });
    assert.deepEqual([broken.icon, broken.description], ['error', 'job file has errors']);
    assert.equal(broken.contextValue, 'job.other.invalid');
    assert.equal(root({ valid: false }, { isCurrent: true }).contextValue, 'job.current.invalid.local.on');
  });

  it('tells menus what its job can do, whichever job is current', () => {
    assert.equal(root().contextValue, 'job.other.valid.local.on');
    assert.equal(root({ executor: 'entra', provisioning: 'off' }).contextValue, 'job.other.valid.entra.off');
  });

  it('cannot smuggle Markdown into its tooltip', () => {
    const { tooltip } = root({}, { name: '[x](command:evil) <img src=x>' });
    assert.ok(!tooltip.includes('[x](command:evil)') && !tooltip.includes('<img'));
  });
});

describe('a job with nobody to show', () => {
  it('offers what helps', () => {
    const helps = (['noSandbox', 'noCredentials', 'notRead', 'nothingAssigned', 'noHits', 'engineFailed'] as const).map(
      (state) => emptyText(state, inEnglish).command,
    );
    assert.deepEqual(helps, ['startSandbox', 'updateCredentials', 'refresh', 'assign', 'clearFilter', 'refresh']);
  });
});
