import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { serviceJobId } from '../support/scriptedService.ts';
import { smallTenant } from './engineSetup.ts';
import { acts, failing, logEntry, startServiceTest } from './entraServiceSetup.ts';
import { english } from '../../src/protocol/text.ts';

const { signal } = new AbortController();
const quiet = (): void => undefined;

describe('a preview of a job that Entra’s service runs', () => {
  it('decides on the schema and the settings in Entra, and says what it couldn’t see', async (test) => {
    const house = await startServiceTest(test, {
      fill: smallTenant(['ada.lovelace', 'bob.builder']),
      provisioning: { scope: 'assigned' },
    });
    const schema = JSON.parse(JSON.stringify(house.service.schema)) as {
      synchronizationRules: { objectMappings: { sourceObjectName: string; enabled: boolean; scope: unknown }[] }[];
    };
    const users = schema.synchronizationRules[0]?.objectMappings.find(
      ({ sourceObjectName }) => sourceObjectName === 'User',
    );
    assert.ok(users);
    users.scope = {
      groups: [
        {
          name: 'Ada',
          clauses: [{ operatorName: 'EQUALS', sourceOperandName: 'givenName', targetOperand: { values: ['Ada'] } }],
        },
      ],
    };
    house.service.schema = { ...schema };
    const { summary, decisions } = await house.preview(house.job);
    assert.equal(summary.counts.create, 1);
    assert.deepEqual(
      decisions.filter(({ action }) => action === 'create').map(({ source }) => source.displayName),
      ['Ada Lovelace'],
    );
    assert.match((summary.unseen ?? []).map(english).join(' '), /Entra’s own memory/);
    assert.equal(house.target.writes(), 0);
  });

  it('knows accounts by Entra’s log where nobody has a token for the target', async (test) => {
    const house = await startServiceTest(test);
    house.service.log = [logEntry(house, 'ada.lovelace', serviceJobId)];
    await house.withSession((session) => session.follow({ signal, onEvent: quiet }), house.blind);
    const before = house.target.requests();
    const { summary, decisions } = await house.preview(house.blind);
    assert.deepEqual(decisions.map(({ action, source }) => `${action} ${source.displayName}`).sort(), [
      'create Bob Builder',
      'update Ada Lovelace',
    ]);
    assert.match((summary.unseen ?? []).map(english).join(' '), /no token for .* here/);
    assert.equal(house.target.requests(), before);
  });

  it('that nobody has asked for decides on the file that is edited, and asks Entra nothing', async (test) => {
    const house = await startServiceTest(test);
    house.service.refuse = () => ({ status: 500, code: 'x', message: 'Nobody was to ask.' });
    const { counts } = await house.withSession(
      (session) => session.preview({ signal, onDecision: quiet, onProgress: quiet, background: true }),
      house.job,
    );
    assert.equal(counts.create, 2);
    assert.deepEqual(house.service.requests, []);
  });

  it('decides on the job file where Entra has no job yet', async (test) => {
    const house = await startServiceTest(test);
    house.service.jobs = [];
    const { summary } = await house.preview(house.job);
    assert.equal(summary.counts.create, 2);
    assert.match((summary.unseen ?? []).map(english).join(' '), /no provisioning job/);
  });

  it('is put beside Entra’s log, with the likely cause of each difference', async (test) => {
    const house = await startServiceTest(test);
    house.service.log = [logEntry(house, 'ada.lovelace', serviceJobId)];
    const causes: string[] = [];
    const comparison = await house.withSession(
      (session) =>
        session.compare({
          signal,
          onProgress: quiet,
          onDifference: ({ source, cause }) => causes.push(`${source.displayName}: ${english(cause)}`),
        }),
      house.job,
    );
    assert.deepEqual([comparison.compared, comparison.differences], [2, 2]);
    assert.match(causes.sort()[0] ?? '', /^Ada Lovelace: Entra has provisioned it, and no account is found/);
    assert.match(causes[1] ?? '', /^Bob Builder: Entra’s log tells nothing of it/);
    assert.equal(house.target.writes(), 0);
  });

  it('explains one user', async (test) => {
    const house = await startServiceTest(test);
    const decision = await house.withSession((session) => session.explain('Ada Lovelace', signal), house.job);
    assert.equal(decision.action, 'create');
  });
});

describe('the schema of a job in Entra', () => {
  it('is pulled, edited and pushed, and the version that was read is compared', async (test) => {
    const house = await startServiceTest(test);
    const pulled = await house.withSession((session) => session.pullSchema(signal), house.job);
    assert.deepEqual(pulled.changes, []);
    const text = house.jobTextInEntra.replaceAll('"Add,Update,Delete"', '"Add,Update"');
    assert.notEqual(text, house.jobTextInEntra);
    await house.withSession(
      async (session) => {
        const plan = await session.planPush(signal);
        assert.ok(plan.changes.every(({ place }) => place.endsWith('flowTypes')));
        assert.equal(plan.changedMeanwhile, false);
        house.service.schema = { ...house.service.schema, version: 'somebody else’s' };
        await assert.rejects(session.pushSchema(plan, signal), failing('source', /Somebody has changed/));
        const again = await session.planPush(signal);
        assert.equal(again.changedMeanwhile, true);
        const { version } = await session.pushSchema(again, signal);
        assert.equal(version, house.service.schema['version']);
        assert.deepEqual((await session.planPush(signal)).changes, []);
      },
      { ...house.job, text },
    );
    assert.equal(acts(house).filter((act) => act.startsWith('PUT')).length, 1);
  });

  it('isn’t pushed with errors in it', async (test) => {
    const house = await startServiceTest(test);
    await house.withSession(async (session) => {
      const { version, text } = await session.planPush(signal);
      const broken = text.replace('"sourceObjectName": "User"', '"sourceObjectName": 5');
      assert.notEqual(broken, text);
      await assert.rejects(
        session.pushSchema({ version, text: broken }, signal),
        failing('invalidJob', /nothing was written/),
      );
    }, house.job);
    assert.deepEqual(acts(house), []);
  });

  it('has settings beside it, which are written without a mask', async (test) => {
    const house = await startServiceTest(test);
    house.service.secrets = [
      { key: 'SyncAll', value: 'true' },
      { key: 'SecretToken', value: 'kept by Entra' },
    ];
    await house.withSession(async (session) => {
      const { settings } = await session.pullSchema(signal);
      assert.ok(
        settings.some(({ name, inFile, inEntra }) => name === 'scope' && inFile === 'assigned' && inEntra === 'all'),
      );
      await assert.rejects(session.pushSettings({}, signal), failing('credential', /SecretToken only masked/));
      assert.deepEqual(await session.pushSettings({ SecretToken: 'entered again' }, signal), []);
    }, house.job);
    assert.deepEqual(
      house.service.secrets.find(({ key }) => key === 'SecretToken'),
      { key: 'SecretToken', value: 'entered again' },
    );
    assert.equal(house.service.secrets.find(({ key }) => key === 'SyncAll')?.value, 'false');
  });

  it('shows no secret when writing it fails', async (test) => {
    const house = await startServiceTest(test);
    house.service.secrets = [{ key: 'SecretToken', value: 'kept by Entra' }];
    house.service.refuse = ({ method, path }) =>
      method === 'PUT' && path.endsWith('/secrets')
        ? { status: 400, code: 'BadRequest', message: 'No: "entered again".' }
        : null;
    await house.withSession(async (session) => {
      await assert.rejects(session.pushSettings({ SecretToken: 'entered again' }, signal), (error) => {
        assert.ok(error instanceof ProvisioningFailure);
        assert.doesNotMatch(JSON.stringify([error.message, error.exchange]), /entered again/);
        return true;
      });
    }, house.job);
  });
});
