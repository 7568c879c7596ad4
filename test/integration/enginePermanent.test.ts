import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { PermanentLosses } from '../../src/protocol/engineParams.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** Nobody's account goes permanently before the person who runs it was asked, with number and names. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dell', 'emil.ende', 'fay.fox', 'gus.gray'];

/** Two of the invited have left. */
async function startLeaving(test: TestContext): Promise<EngineTest> {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  for (const name of ['cleo.carter', 'ben.baker']) unassign(house, house.user(name));
  return house;
}

const named = (...names: readonly string[]): PermanentLosses => ({
  ...{ disable: names.length, delete: 0, permanent: names.length },
  names,
});

describe('whoever is invited and leaves', () => {
  it('stays when the person who syncs says no, and nothing else is written either', async (test) => {
    const house = await startLeaving(test);
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    const asked: PermanentLosses[] = [];
    const before = house.target.asked('update') + house.target.asked('delete');
    const { summary } = await house.sync({
      confirm: (losses) => {
        asked.push(losses);
        return Promise.resolve(false);
      },
    });
    assert.deepEqual(asked, [named('Ben Baker', 'Cleo Carter')]);
    assert.deepEqual([summary.outcome, summary.counts.disable, summary.requests.targetWrites], ['cancelled', 0, 0]);
    assert.equal(house.target.asked('update') + house.target.asked('delete'), before);
    const done = await house.sync({ confirm: () => Promise.resolve(true) });
    assert.deepEqual([done.summary.counts.disable, done.summary.permanent, done.summary.counts.update], [2, 2, 1]);
  });

  it('is asked about by Provision on Demand, too, and by it only for themselves', async (test) => {
    const house = await startLeaving(test);
    const asked: PermanentLosses[] = [];
    const provision = (response: boolean): Promise<unknown> =>
      house.withSession((session) =>
        session.provisionOnDemand('ben.baker@contoso.com', new AbortController().signal, (losses) => {
          asked.push(losses);
          return Promise.resolve(response);
        }),
      );
    await assert.rejects(
      provision(false),
      (error) => error instanceof ProvisioningFailure && error.kind === 'cancelled',
    );
    assert.ok(house.targetUser('ben.baker'));
    await provision(true);
    assert.equal(house.targetUser('ben.baker'), undefined);
    assert.deepEqual(asked, [named('Ben Baker'), named('Ben Baker')]);
  });

  it('ends with the run when that is cancelled while it waits', async (test) => {
    const house = await startLeaving(test);
    const cancel = new AbortController();
    const { summary } = await house.sync({
      signal: cancel.signal,
      confirm: () => {
        cancel.abort();
        return new Promise(() => undefined);
      },
    });
    assert.equal(summary.outcome, 'cancelled');
    assert.ok(house.targetUser('ben.baker'));
  });
});

it('nobody is asked about who keeps an account, is held back, or was just released by name', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  const confirm = (): Promise<boolean> => Promise.reject(new Error('asked'));
  for (const name of people) unassign(house, house.user(name));
  assert.equal((await house.sync({ confirm })).summary.staged, people.length);
  assert.equal((await house.sync({ confirm, allowDeletes: true })).summary.permanent, people.length);

  const kept = await startEngineTest(test, { fill: smallTenant(people) });
  await kept.sync();
  await kept.acceptInvitations();
  unassign(kept, kept.user('ben.baker'));
  assert.equal((await kept.sync({ confirm })).summary.counts.disable, 1);
});
