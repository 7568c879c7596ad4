import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLogEvent } from '../../../src/entraService/logEvent.ts';
import { provisionOnDemand } from '../../../src/entraService/provisionOnDemand.ts';

const now = '2026-11-29T20:00:00.000Z';

/** Shaped like the example of "List provisioningObjectSummary" (Microsoft Graph v1.0). */
const entry = {
  id: 'event-1',
  activityDateTime: '2026-11-29T19:30:00Z',
  tenantId: 'tenant',
  jobId: 'DropboxSCIMOutDelta.tenant.app',
  cycleId: 'cycle-1',
  changeId: 'change-1',
  provisioningAction: 'create',
  durationInMilliseconds: 1234,
  provisioningStatusInfo: { status: 'success', errorInformation: null },
  provisioningSteps: [
    {
      name: 'EntryImportAdd',
      provisioningStepType: 'Import',
      status: 'Success',
      description: 'Received the user.',
      details: { userName: 'ada@contoso.com' },
    },
    {
      name: 'EntryExportAdd',
      provisioningStepType: 'export',
      status: 'success',
      description: 'Created the user.',
      details: { count: 3 },
    },
  ],
  modifiedProperties: [{ displayName: 'userName', oldValue: null, newValue: '"ada@contoso.com"' }],
  sourceIdentity: { id: 'ada', displayName: 'Ada Lovelace', identityType: 'User', details: {} },
  targetIdentity: { id: 'dbmid:1', displayName: 'Ada', identityType: 'urn:ietf:params:scim:schemas:core:2.0:User' },
};

describe('an entry of Entra’s log', () => {
  it('becomes an event of ours', () => {
    const event = readLogEvent(entry, 'job', now);
    assert.deepEqual(event && { ...event, steps: event.steps.length }, {
      serviceId: 'event-1',
      changeId: 'change-1',
      activityDateTime: '2026-11-29T19:30:00.000Z',
      jobId: 'job',
      cycleId: 'cycle-1',
      action: 'create',
      status: 'success',
      source: { id: 'ada', type: 'User', displayName: 'Ada Lovelace' },
      targetId: 'dbmid:1',
      reason: { code: 'EntryCreate', message: 'Created the user.', recommendedAction: null },
      steps: 2,
      modifiedProperties: [{ attribute: 'userName', old: null, new: 'ada@contoso.com' }],
      durationMs: 1234,
      exchange: null,
    });
    assert.deepEqual(event?.steps[1]?.details, { name: 'EntryExportAdd', count: '3' });
    assert.equal(event.steps[0]?.type, 'import');
  });

  it('tells a failure with its code, its reason and what to do', () => {
    const errorInformation = {
      errorCode: 'DropboxEntryConflict',
      reason: 'HTTP 409',
      additionalDetails: null,
      recommendedAction: 'Rename.',
      errorCategory: 'nonServiceFailure',
    };
    const event = readLogEvent(
      { ...entry, provisioningStatusInfo: { status: 'failure', errorInformation } },
      'job',
      now,
    );
    assert.equal(event?.status, 'failure');
    assert.deepEqual(event.reason, { code: 'DropboxEntryConflict', message: 'HTTP 409', recommendedAction: 'Rename.' });
  });

  it('is no action when it was skipped, whatever it would have been', () => {
    const skipped = { status: 'skipped', errorInformation: null };
    const steps = [
      {
        name: 'EntrySynchronizationSkip',
        provisioningStepType: 'export',
        status: 'skipped',
        description: 'Skipped.',
        details: { SkipReason: 'NotEffectivelyEntitled' },
      },
    ];
    const event = readLogEvent({ ...entry, provisioningStatusInfo: skipped, provisioningSteps: steps }, 'job', now);
    assert.deepEqual([event?.action, event?.status, event?.reason.code], ['skip', 'skipped', 'NotEffectivelyEntitled']);
    const same = [{ ...steps[0], details: { SkipReason: 'RedundantExport' } }];
    const equal = readLogEvent({ ...entry, provisioningStatusInfo: skipped, provisioningSteps: same }, 'job', now);
    assert.deepEqual([equal?.action, equal?.status], ['none', 'success']);
  });

  it('is a staged delete when Entra holds it back', () => {
    assert.equal(readLogEvent({ ...entry, provisioningAction: 'StagedDelete' }, 'job', now)?.action, 'stagedDelete');
  });

  it('is nothing when it names nobody, and stays readable when next to nothing is said', () => {
    assert.equal(readLogEvent({ id: 'x' }, 'job', now), null);
    const bare = readLogEvent({ id: 'x', sourceIdentity: { id: 'ada' } }, 'job', now);
    assert.deepEqual(
      [bare?.activityDateTime, bare?.action, bare?.status, bare?.source.displayName],
      [now, 'none', 'warning', 'ada'],
    );
  });
});

describe('provisioning on demand', () => {
  const job = { serviceJobId: 'service', jobId: 'job', ruleId: 'rule', now: () => Date.parse(now) };
  const { signal } = new AbortController();

  it('parses both texts, whose names differ from those of the log', async () => {
    const value = {
      action: 'update',
      changeId: 'change-2',
      startTime: '2026-11-29T19:30:00Z',
      endTime: '2026-11-29T19:30:02Z',
      modifiedProperties: [],
      provisioningSteps: [
        { name: 'EntryImport', type: 'Import', status: 'Success', description: 'Retrieved.', details: {} },
      ],
      statusInfo: { status: 'success', errorCode: null },
      sourceIdentity: { id: 'ada', type: 'User', displayName: 'Ada Lovelace' },
      targetIdentity: { id: 'dbmid:1', type: 'User' },
    };
    const client = {
      provisionOnDemand: () =>
        Promise.resolve({ key: '{"result":"Success","details":{}}', value: JSON.stringify(value) }),
    };
    const subject = { type: 'User', id: 'ada', displayName: 'Ada', members: [] } as const;
    const [event] = await provisionOnDemand(client, job, subject, signal);
    assert.deepEqual(
      [event?.action, event?.status, event?.targetId, event?.durationMs, event?.steps[0]?.type],
      ['update', 'success', 'dbmid:1', 2000, 'import'],
    );
  });

  it('sends the members of a group five at a time, and takes the verdict where the event is empty', async () => {
    const sent: unknown[] = [];
    const client = {
      provisionOnDemand(_id: string, parameters: unknown) {
        sent.push(parameters);
        return Promise.resolve({
          key: '{"result":"Failure","details":{"errorCode":"Conflict","errorMessage":"The name is taken."}}',
          value: '{}',
        });
      },
    };
    const members = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const group = { type: 'Group', id: 'sales', displayName: 'Sales', members } as const;
    const events = await provisionOnDemand(client, job, group, signal);
    const sizes = (sent as { parameters: { subjects: { links: { members: unknown[] } }[] }[] }[]).map(
      ({ parameters }) => parameters[0]?.subjects[0]?.links.members.length,
    );
    assert.deepEqual(sizes, [5, 2]);
    const [first] = events;
    assert.ok(first);
    assert.deepEqual(first.source, { type: 'Group', id: 'sales', displayName: 'Sales' });
    assert.deepEqual(
      [first.status, first.reason.code, first.reason.message],
      ['failure', 'Conflict', 'The name is taken.'],
    );
  });
});
