import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failing, startServiceTest } from './entraServiceSetup.ts';

const { signal } = new AbortController();
const quiet = (): void => undefined;

it('a job that moves to Entra and back never has two executors, and reads anew what Entra may have written', async (test) => {
  const house = await startServiceTest(test);
  await house.sync();
  await house.withSession((session) => session.follow({ signal, onEvent: quiet }), house.job);
  // Entra's service is on: our engine writes nothing, whatever the file says.
  const writes = house.target.writes();
  await assert.rejects(house.sync(), failing('notSupported', /still ran the cycles .*pause/));
  assert.equal(house.target.writes(), writes);

  await house.withSession((session) => session.pause(signal), house.job);
  const account = house.targetUser('ada.lovelace');
  assert.ok(account);
  // What Entra wrote meanwhile isn't what our engine remembers.
  house.targetStore.put({
    ...account,
    attributes: { ...account.attributes, name: { givenName: 'Augusta', familyName: 'Lovelace' } },
  });
  const later = 60_000;
  assert.equal((await house.preview({}, later)).summary.counts.update, 1);
  const { summary } = await house.sync({ later });
  assert.deepEqual([summary.cycle, summary.counts.update], ['initial', 1]);
  assert.equal((await house.sync({ later: 2 * later })).summary.cycle, 'incremental');
});
