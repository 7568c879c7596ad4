import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSchema } from '../../src/job/defaultJob.ts';
import type { ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import { serviceJob, serviceJobId } from '../support/scriptedService.ts';
import { acts, failing, logEntry, startServiceTest } from './entraServiceSetup.ts';

const { signal } = new AbortController();

describe('steering a job in Entra', () => {
  it('starts it once, after Entra has got into the target', async (test) => {
    const house = await startServiceTest(test);
    house.service.jobs = [serviceJob({ schedule: { state: 'Paused' }, status: { code: 'Paused' } })];
    const start = (): Promise<unknown> =>
      house.withSession((session) => session.start({ signal, create: false }), house.job);
    await start();
    // A job that runs already isn't started again.
    await start();
    assert.deepEqual(acts(house), [`POST jobs/${serviceJobId}/validateCredentials`, `POST jobs/${serviceJobId}/start`]);
    assert.match(
      house.service.requests.find(({ path }) => path.endsWith('validateCredentials'))?.body ?? '',
      /"useSavedCredentials":true/,
    );
  });

  it('doesn’t start it when Entra’s credentials aren’t taken', async (test) => {
    const house = await startServiceTest(test);
    house.service.jobs = [serviceJob({ schedule: { state: 'Disabled' } })];
    house.service.refuse = ({ path }) =>
      path.endsWith('validateCredentials')
        ? { status: 400, code: 'CredentialValidationUnavailable', message: 'No.' }
        : null;
    await house.withSession(async (session) => {
      await assert.rejects(session.start({ signal, create: false }), failing('credential', /admin center/));
    }, house.job);
    assert.equal(acts(house).includes(`POST jobs/${serviceJobId}/start`), false);
  });

  it('creates it from Dropbox’s template with the schema of the job file, when asked to', async (test) => {
    const house = await startServiceTest(test);
    house.service.jobs = [];
    await house.withSession(async (session) => {
      await assert.rejects(session.start({ signal, create: false }), failing('notFound', /--create/));
      await session.start({ signal, create: true });
    }, house.job);
    assert.deepEqual(acts(house), [
      'POST jobs',
      `PUT jobs/${serviceJobId}/schema`,
      `POST jobs/${serviceJobId}/validateCredentials`,
      `POST jobs/${serviceJobId}/start`,
    ]);
  });

  it('pauses it', async (test) => {
    const house = await startServiceTest(test);
    const { code } = await house.withSession((session) => session.pause(signal), house.job);
    assert.equal(code, 'Paused');
    assert.deepEqual(acts(house), [`POST jobs/${serviceJobId}/pause`]);
  });

  it('restarts it with Graph’s empty criteria, or those that were chosen', async (test) => {
    const house = await startServiceTest(test);
    await house.withSession(async (session) => {
      await session.restart(['Watermark', 'Escrows', 'QuarantineState'], signal);
      await session.restart(['ForceDeletes', 'Escrows'], signal);
    }, house.job);
    const bodies = house.service.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as unknown);
    assert.deepEqual(bodies, [{ criteria: {} }, { criteria: { resetScope: 'ForceDeletes, Escrows' } }]);
  });

  it('takes the job of Dropbox’s SCIM integration where an old one is there, too, and asks where nothing tells', async (test) => {
    const house = await startServiceTest(test);
    const old = { ...serviceJob({ id: 'Dropbox.old' }), templateId: 'DropboxOutDelta' };
    house.service.jobs = [old, serviceJob()];
    await house.withSession((session) => session.pause(signal), house.job);
    assert.deepEqual(acts(house), [`POST jobs/${serviceJobId}/pause`]);
    house.service.jobs = [old, { ...old, id: 'Dropbox.older' }];
    await house.withSession(async (session) => {
      await assert.rejects(session.pause(signal), failing('source', /Dropbox\.old, Dropbox\.older/));
    }, house.job);
  });

  it('provisions one user on demand, and tells the steps once', async (test) => {
    const house = await startServiceTest(test);
    const { id } = house.user('ada.lovelace');
    const value = {
      action: 'create',
      changeId: 'change of ada.lovelace',
      statusInfo: { status: 'success' },
      provisioningSteps: [
        { name: 'EntryExportAdd', type: 'Export', status: 'Success', description: 'Created.', details: {} },
      ],
      sourceIdentity: { id, type: 'User', displayName: 'Ada Lovelace' },
      targetIdentity: { id: 'dbmid:ada.lovelace', type: 'User' },
    };
    house.service.onDemand = () => ({ key: '{"result":"Success","details":{}}', value: JSON.stringify(value) });
    const event = await house.withSession((session) => session.provisionOnDemand('Ada Lovelace', signal), house.job);
    assert.deepEqual([event.action, event.status, event.steps.length], ['create', 'success', 1]);
    const sent = house.service.requests.find(({ path }) => path.endsWith('provisionOnDemand'));
    const rule = defaultSchema().synchronizationRules[0]?.id;
    assert.deepEqual(JSON.parse(sent?.body ?? ''), {
      parameters: [{ ruleId: rule, subjects: [{ objectId: id, objectTypeName: 'User' }] }],
    });
    // The log tells it again under an id of its own.
    house.service.log = [logEntry(house, 'ada.lovelace', serviceJobId)];
    const again: ProvisioningEvent[] = [];
    await house.withSession((session) => session.follow({ signal, onEvent: (each) => again.push(each) }), house.job);
    assert.deepEqual(again, []);
    assert.equal(house.target.writes(), 0);
  });

  it('tests directory, job and the credentials that Entra keeps', async (test) => {
    const house = await startServiceTest(test);
    const report = await house.withSession((session) => session.testConnection(signal), house.job);
    assert.equal(report.succeeded, true);
    assert.deepEqual(
      report.steps.filter(({ side }) => side === 'target').map(({ id, status }) => `${id} ${status}`),
      ['job passed', 'credentials passed'],
    );
  });
});
