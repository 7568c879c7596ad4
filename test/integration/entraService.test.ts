import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobSession } from '../../src/engine/session.ts';
import type { ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import { serviceJob, serviceJobId } from '../support/scriptedService.ts';
import { failing, logEntry, startServiceTest } from './entraServiceSetup.ts';
import { english } from '../../src/protocol/text.ts';

const { signal } = new AbortController();
const quiet = (): void => undefined;

describe('a job that Entra’s service runs', () => {
  const refused: readonly [string, (session: JobSession) => Promise<unknown>][] = [
    [
      'a sync',
      (session) => session.sync({ signal, allowDeletes: false, restart: false, onEvent: quiet, onProgress: quiet }),
    ],
    ['a cycle that is due', (session) => session.syncWhenDue({ signal, onEvent: quiet, onProgress: quiet })],
    ['a release by name', (session) => session.decideHolds(['Ada'], 'released', quiet)],
    ['a test notification', (session) => session.sendTestNotification(signal)],
  ];
  for (const [name, act] of refused) {
    it(`is refused ${name}, by name and with what to do, before any request`, async (test) => {
      const house = await startServiceTest(test);
      await house.withSession(async (session) => {
        await assert.rejects(act(session), failing('notSupported', /./));
      }, house.job);
      assert.equal(house.target.writes(), 0);
      assert.deepEqual(house.service.requests, []);
    });
  }

  it('tells its status with progress, counts and quarantine, and the request-id', async (test) => {
    const house = await startServiceTest(test);
    house.service.jobs = [
      serviceJob({
        status: {
          code: 'Quarantine',
          quarantine: {
            reason: 'EncounteredQuarantineException',
            error: {
              code: 'SystemForCrossDomainIdentityManagementInvalidCredentials',
              message: 'Expired.',
              tenantActionable: true,
            },
            currentBegan: '2026-11-28T10:00:00Z',
            seriesBegan: '2026-11-28T10:00:00Z',
            seriesCount: 3,
            nextAttempt: '2026-11-30T10:00:00Z',
          },
          progress: [
            { completedUnits: 3, totalUnits: 12, units: 'pages', progressObservationDateTime: '2026-11-28T10:00:00Z' },
          ],
          synchronizedEntryCountByType: [{ key: 'User to urn:ietf:params:scim:schemas:core:2.0:User', value: 41 }],
          lastExecution: {
            activityIdentifier: 'activity',
            state: 'Failed',
            timeBegan: '2026-11-28T09:00:00Z',
            timeEnded: '2026-11-28T09:10:00Z',
            countEscrowed: 4,
          },
        },
      }),
    ];
    const status = await house.withSession((session) => session.follow({ signal, onEvent: quiet }), house.job);
    assert.equal(status.code, 'Quarantine');
    assert.match(
      english(status.quarantine?.message ?? ''),
      /InvalidCredentials: Expired\. \(request-id request-of-the-test\)/,
    );
    assert.equal(status.quarantine?.nextAttempt, '2026-11-30T10:00:00.000Z');
    assert.deepEqual(status.service?.progress, [{ completed: 3, total: 12, units: 'pages' }]);
    assert.equal(status.linked.User, 41);
    assert.equal(status.escrowed, 4);
    // What was read stays when nothing is asked.
    assert.deepEqual(await house.withSession((session) => Promise.resolve(session.status()), house.job), status);
  });

  it('is paused, not run yet, or not there, as Entra says', async (test) => {
    const house = await startServiceTest(test);
    const code = async (): Promise<string> =>
      (await house.withSession((session) => session.follow({ signal, onEvent: quiet }), house.job)).code;
    house.service.jobs = [serviceJob({ schedule: { state: 'Paused' } })];
    assert.equal(await code(), 'Paused');
    house.service.jobs = [
      serviceJob({
        status: { code: 'NotConfigured' },
        schedule: { state: 'Disabled', interval: 'P10675199DT2H48M5.4775807S' },
      }),
    ];
    assert.equal(await code(), 'NotRun');
    house.service.jobs = [];
    assert.equal(await code(), 'NotRun');
  });

  it('has its log followed into ours, each event once, and into the states of the tree', async (test) => {
    const house = await startServiceTest(test);
    await house.withSession((session) => session.refreshSource(signal, quiet), house.job);
    const follow = async (): Promise<readonly ProvisioningEvent[]> => {
      const events: ProvisioningEvent[] = [];
      await house.withSession(
        (session) => session.follow({ signal, onEvent: (event) => events.push(event) }),
        house.job,
      );
      return events;
    };
    house.service.log = [logEntry(house, 'ada.lovelace', serviceJobId)];
    assert.deepEqual(
      (await follow()).map(({ action, source }) => `${action} ${source.displayName}`),
      ['create ada.lovelace'],
    );
    assert.deepEqual(await follow(), []);
    const failure = {
      status: 'failure',
      errorInformation: { errorCode: 'Conflict', reason: 'Taken.', recommendedAction: 'Rename.' },
    };
    house.service.log.push(
      logEntry(house, 'bob.builder', serviceJobId, { provisioningStatusInfo: failure }),
      logEntry(house, 'ada.lovelace', 'another job'),
    );
    assert.equal((await follow()).length, 1);
    const { objects } = await house.withSession(
      (session) =>
        Promise.resolve(session.listAssigned({ filter: '', groupId: null, type: 'User', offset: 0, limit: 10 })),
      house.job,
    );
    const states = objects.map(({ displayName, state, targetId, reason }) => [
      displayName,
      state,
      targetId,
      reason?.code,
    ]);
    assert.deepEqual(states, [
      ['Ada Lovelace', 'provisioned', 'dbmid:ada.lovelace', 'EntryCreate'],
      ['Bob Builder', 'failed', null, 'Conflict'],
    ]);
  });

  it('lists as staged what Entra holds back, until it’s done', async (test) => {
    const house = await startServiceTest(test);
    const follow = (): Promise<number> =>
      house.withSession(async (session) => (await session.follow({ signal, onEvent: quiet })).staged.length, house.job);
    house.service.log = [
      logEntry(house, 'ada.lovelace', serviceJobId, {
        provisioningAction: 'stagedDelete',
        activityDateTime: '2026-11-28T10:00:00Z',
      }),
    ];
    house.service.log[0] = { ...house.service.log[0], activityDateTime: new Date(Date.now() - 60_000).toISOString() };
    assert.equal(await follow(), 1);
    const detail = await house.withSession((session) => {
      const [staged] = session.status().staged;
      return Promise.resolve(session.readHold(staged?.key ?? ''));
    }, house.job);
    assert.deepEqual([detail?.action.action, detail?.after], ['delete', null]);
    house.service.log.push(
      logEntry(house, 'ada.lovelace', serviceJobId, { id: 'done', changeId: 'done', provisioningAction: 'delete' }),
    );
    assert.equal(await follow(), 0);
  });

  it('says which permission is missing', async (test) => {
    const house = await startServiceTest(test);
    house.service.refuse = ({ path }) =>
      path.startsWith('/auditLogs')
        ? { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' }
        : null;
    await house.withSession(async (session) => {
      await assert.rejects(
        session.follow({ signal, onEvent: quiet }),
        failing(
          'connection',
          /Insufficient privileges\. \(request-id request-of-the-test\) .*ProvisioningLog\.Read\.All/,
        ),
      );
      assert.equal(session.status().service?.code, 'Active');
    }, house.job);
  });
});
