import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentialNeeds } from '../../../src/extension/credentials/credentialNeeds.ts';
import { changeLines, conflictLines } from '../../../src/extension/service/changeLines.ts';
import { serviceFacts } from '../../../src/extension/service/serviceRows.ts';
import { statusBarContent, statusRows } from '../../../src/extension/status/statusPresentation.ts';
import { abilities, inabilityOf } from '../../../src/protocol/executors.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { ServiceStatus } from '../../../src/protocol/service.ts';
import { status } from './samples.ts';

const service: ServiceStatus = {
  id: 'DropboxSCIMOutDelta.tenant.app',
  templateId: 'DropboxSCIMOutDelta',
  code: 'Active',
  schedule: { state: 'Active', intervalMinutes: 40 },
  progress: [{ completed: 3, total: 12, units: 'pages' }],
  counts: [{ key: 'User to urn:ietf:params:scim:schemas:core:2.0:User', value: 41 }],
  lastExecution: {
    activityId: 'activity',
    state: 'Failed',
    began: '2026-11-28T09:00:00.000Z',
    ended: '2026-11-28T09:10:00.000Z',
    error: { code: 'InvalidCredentials', message: 'Expired.' },
    entitled: 40,
    imported: 50,
    exported: 3,
    escrowed: 2,
  },
  lastExport: null,
  successiveFailures: 1,
  steadySince: null,
  troubleshootingUrl: null,
  requestId: 'request-1',
  readAt: '2026-11-28T10:00:00.000Z',
};

const situation = {
  jobName: 'Dropbox',
  provisioning: 'on',
  executor: 'entra',
  intervalMinutes: 40,
  runsHere: false,
  status: { ...status(), service },
  running: null,
  obstacle: null,
  removal: null,
  connection: null,
  valid: true,
} as const;

describe('the status of a job that Entra’s service runs', () => {
  it('has schedule, progress, the last cycle with its error, counts, and the request-id', () => {
    const facts = new Map(serviceFacts(service, inEnglish).map((fact) => [fact.id, fact]));
    assert.equal(facts.get('service')?.value, 'active, about every 40 minutes');
    assert.match(facts.get('service')?.detail ?? '', /request-id request-1/);
    assert.equal(facts.get('progress0')?.value, '3 of 12 pages');
    assert.match(
      facts.get('execution')?.detail ?? '',
      /40 in scope, 3 exported, 2 to retry\n\nInvalidCredentials: Expired\./,
    );
    assert.equal(facts.get('counts')?.value, '41 User');
  });

  it('doesn’t speak of Sync Now, nor of a cycle of ours', () => {
    const rows = new Map(statusRows(situation, inEnglish).map((row) => [row.id, row]));
    assert.equal(rows.get('state')?.value, 'Microsoft Entra’s service runs the cycles.');
    assert.equal(rows.has('lastCycle'), false);
    const off = statusRows({ ...situation, provisioning: 'off' }, inEnglish);
    assert.equal(
      off.some(({ value, detail }) => `${value} ${detail ?? ''}`.includes('Sync Now')),
      false,
    );
    assert.match(statusBarContent(situation, inEnglish).text, /Dropbox: synced by Entra/);
    assert.match(statusBarContent({ ...situation, obstacle: 'No token.' }, inEnglish).text, /Dropbox: not up to date/);
  });
});

describe('what an executor can’t do', () => {
  it('is said with a reason and what to do instead, for each ability of one of them', () => {
    for (const ability of abilities) {
      const [local, entra] = (['local', 'entra'] as const).map((each) => inabilityOf(each, ability, inEnglish));
      assert.ok((local === null) !== (entra === null), ability);
      const inability = local ?? entra;
      assert.match(inability?.why ?? '', /\.$/);
      assert.match(inability?.instead ?? '', /\.$/);
    }
  });
});

describe('the credentials of a job that Entra’s service runs', () => {
  const source = { kind: 'entra', tenantId: 'tenant', servicePrincipalId: 'application', cloud: 'global' } as const;
  const target = { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2', compatibility: 'rfc7644' } as const;

  it('are one for Graph that steers, and one for the target that commands do without', () => {
    const [graph, dropbox] = credentialNeeds({ executor: 'entra', source, target });
    assert.deepEqual([graph?.steers, graph?.optional], [true, undefined]);
    assert.deepEqual([dropbox?.steers, dropbox?.optional], [undefined, true]);
    assert.equal(
      credentialNeeds({ executor: 'local', source, target }).some(({ optional }) => optional),
      false,
    );
  });
});

describe('differences of a schema', () => {
  it('are a line each, cut to a readable length', () => {
    const changes = [
      { place: 'a', old: null, new: 'x' },
      { place: 'b', old: 'x', new: null },
      { place: 'c', old: 'x', new: 'y'.repeat(200) },
    ];
    assert.deepEqual(changeLines(changes, inEnglish), [
      'a: x is new.',
      'b: x is gone.',
      `c: x becomes ${'y'.repeat(80)}….`,
    ]);
    const conflict = { place: 'd', base: null, mine: 'm', theirs: 't' };
    assert.deepEqual(conflictLines([conflict], inEnglish), [
      'Conflict at d: m in the job file, t in Entra, which stays.',
    ]);
  });
});
