import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { JobSession } from '../../src/engine/session.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import { it } from '../support/targets/eachTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean', 'eve.ellis'];

async function fails(attempt: Promise<unknown>): Promise<void> {
  await assert.rejects(attempt, ProvisioningFailure);
}

/** A cycle that a person cancels while the source is read. */
async function cancelled(house: EngineTest, later: number): Promise<void> {
  const stop = new AbortController();
  const sync = (session: JobSession): Promise<CycleSummary> =>
    session.sync({
      signal: stop.signal,
      allowDeletes: false,
      restart: false,
      onEvent: () => undefined,
      onProgress: () => {
        stop.abort(new Error('Cancelled.'));
      },
    });
  assert.equal((await house.withSession(sync, {}, later)).outcome, 'cancelled');
}

describe('a server that fails as a whole', () => {
  it('puts the job in quarantine, with the exchange that says why, and success ends it', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    house.target.fail({ kind: 'unauthorized' });
    await fails(house.sync());
    const { quarantine, code } = await house.status();
    assert.deepEqual([code, quarantine?.reason], ['Quarantine', 'EncounteredQuarantineException']);
    assert.equal(quarantine?.exchange?.response?.status, 401);
    assert.doesNotMatch(JSON.stringify(quarantine), /target-token-of-the-tests/);
    house.target.recover();
    await house.sync();
    assert.equal((await house.status()).quarantine, null);
  });

  it('is tried less and less often, and not at all after four weeks, but whenever a person asks for it', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    house.directoryServer.faults.set({ kind: 'forbidden' });
    await fails(house.sync());
    const began = (await house.status()).quarantine?.since;
    for (const [later, next] of [
      [41 * minute, 6 * hour],
      [6 * hour + minute, 12 * hour],
      [13 * hour, 24 * hour],
    ] as const) {
      await fails(house.sync({ later }));
      const { quarantine } = await house.status();
      assert.equal(Date.parse(quarantine?.nextAttempt ?? '') - Date.parse(began ?? ''), next);
      assert.equal(quarantine?.since, began);
    }
    await fails(house.sync({ later: 29 * day }));
    const { quarantine } = await house.status();
    assert.deepEqual([quarantine?.off, quarantine?.nextAttempt, quarantine?.seriesCount], [true, null, 5]);
    house.directoryServer.faults.clear();
    await house.sync({ later: 30 * day });
    assert.equal((await house.status()).quarantine, null);
  });

  it('has its next cycle when the quarantine says so, also after one that was cancelled', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'on' } });
    await house.sync();
    house.target.fail({ kind: 'unauthorized' });
    for (const later of [0, 41 * minute]) await fails(house.sync({ later }));
    const next = async (later: number): Promise<string | null> => (await house.status(later)).schedule.nextCycle;
    assert.equal(await next(hour), (await house.status()).quarantine?.nextAttempt);
    house.target.recover();
    await cancelled(house, 7 * hour);
    house.target.fail({ kind: 'unauthorized' });
    assert.ok(Date.parse((await next(7 * hour)) ?? '') > Date.now() + 7 * hour + 39 * minute);
    await fails(house.sync({ later: 29 * day }));
    assert.equal(await next(29 * day), null);
  });

  it('is not blamed for what was cancelled or refused before the first request', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await fails(house.sync({ job: { text: '{}' } }));
    await cancelled(house, 0);
    assert.equal((await house.status()).quarantine, null);
  });
});

describe('what a cycle needs before it begins', () => {
  const domainRead = schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: mapping.attributeMappings.map((each) =>
      each.targetAttributeName === 'name.givenName' ? { ...each, source: { expression: 'DefaultDomain()' } } : each,
    ),
  }));

  it('puts the job in quarantine when a server doesn’t give it, and attempts become rarer', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people), schema: domainRead });
    house.directoryServer.faults.set({ kind: 'forbidden', path: '^/organization' });
    for (const later of [0, 41 * minute]) await fails(house.sync({ later }));
    const { quarantine } = await house.status();
    assert.deepEqual([quarantine?.reason, quarantine?.seriesCount], ['EncounteredQuarantineException', 2]);
    assert.match(quarantine?.exchange?.request.url ?? '', /organization/);
    assert.notEqual(quarantine?.nextAttempt, null);
    house.directoryServer.faults.clear();
    await house.sync({ later: hour });
    assert.equal((await house.status()).quarantine, null);
  });

  it('does so when this machine lacks it, but nothing is sent, so it’s tried as often as ever', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'on' } });
    await house.sync();
    const elsewhere = { sourceCredential: { token: 't', origin: 'https://graph.microsoft.com' } };
    for (const job of [{ withoutTokens: 'There is no token for the source.' }, elsewhere]) {
      const before = house.directoryServer.requestCounts()['GET'];
      await fails(house.sync({ job, later: 40 * day }));
      assert.equal(house.directoryServer.requestCounts()['GET'], before);
    }
    const { quarantine, schedule } = await house.status(40 * day);
    assert.deepEqual(
      [quarantine?.reason, quarantine?.nextAttempt, quarantine?.off, quarantine?.exchange],
      ['EncounteredQuarantineException', null, false, null],
    );
    assert.ok(Date.parse(schedule.nextCycle ?? '') < Date.now() + 40 * day + 41 * minute);
    house.target.fail({ kind: 'unauthorized' });
    await fails(house.sync({ later: 80 * day }));
    assert.equal((await house.status()).quarantine?.off, false, 'a server that fails then is a series of its own');
  });
});

describe('too many failures', () => {
  const quarantine = { minimumFailures: 3, failurePercentage: 40 };
  const refuse = (house: EngineTest): void => {
    house.target.fail({ kind: 'forbidden', does: 'createUser' });
  };

  it('let the initial cycle come to its end, and are decided again as a whole', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(people, { Readers: [] }),
      provisioning: { quarantine },
    });
    refuse(house);
    const { summary } = await house.sync();
    assert.deepEqual([summary.cycle, summary.outcome, summary.counts.failure], ['initial', 'quarantined', 5]);
    assert.equal(house.targetGroup('Readers')?.attributes['displayName'], 'Readers');
    const status = await house.status();
    assert.deepEqual(
      [status.quarantine?.reason, status.quarantine?.escrowsPruned, status.escrowed, status.pending],
      ['EncounteredEscrowProportionThreshold', true, 0, 5],
    );
    assert.equal(status.quarantine?.exchange?.response?.status, 403);
    house.target.recover();
    assert.equal((await house.sync({ later: hour })).summary.counts.create, 5);
    assert.equal((await house.status()).quarantine, null);
  });

  it('are all tried in each attempt, so that the next success shows', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['zoe.young']), provisioning: { quarantine } });
    await house.sync();
    for (const name of people) assign(house.directory, addUser(house.directory, name), roles.user);
    refuse(house);
    for (const later of [0, hour, 2 * hour, 3 * hour]) {
      const { summary } = await house.sync({ later });
      assert.deepEqual([summary.outcome, summary.counts.failure], ['quarantined', 5], String(later));
    }
    house.target.recover();
    assert.equal((await house.sync({ later: 4 * hour })).summary.counts.create, 5);
    assert.equal((await house.status()).quarantine, null);
  });

  it('are forgotten by a restart, with the quarantine', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people), provisioning: { quarantine } });
    refuse(house);
    await house.sync();
    house.target.recover();
    const { summary } = await house.sync({ restart: true });
    assert.deepEqual([summary.cycle, summary.quarantine, summary.counts.create], ['initial', null, 5]);
  });
});

it('what is held back keeps its beginning, and makes attempts no rarer', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  await house.acceptInvitations();
  for (const name of people) unassign(house, house.user(name));
  const { summary } = await house.sync();
  const again = (await house.sync({ later: day })).summary.quarantine;
  assert.equal(again?.reason, 'TooManyDeletes');
  assert.deepEqual([again.since, again.nextAttempt, again.off], [summary.quarantine?.since, null, false]);
});
