import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import type { StoredResource } from '../../src/sandbox/target/store.ts';
import { it } from '../support/targets/eachTarget.ts';
import { refusal, startOddRun, type OddRun } from './engineOddTarget.ts';
import { smallTenant, unassign } from './engineSetup.ts';

/**
 * Nobody's account is taken away for a name that a leaver had: where their own account is gone, or was never made, another one
 * of that name is somebody's whom the target's administrator has given one.
 */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const start = (test: TestContext): Promise<OddRun> => startOddRun(test, { fill: smallTenant(people) });

/** The target's administrator makes an account with Ada's name and address, and nobody's id. */
function makeNamesake(run: OddRun, like: StoredResource): StoredResource {
  const attributes = Object.fromEntries(Object.entries(like.attributes).filter(([name]) => name !== 'externalId'));
  const name = { givenName: 'Adam', familyName: 'Lovelace' };
  const namesake = { ...like, id: 'dbmid:namesake', status: 'active', attributes: { ...attributes, name } } as const;
  run.targetStore.put(namesake);
  return namesake;
}

function adaIn(run: OddRun): StoredResource {
  return run.targetUser('ada.lovelace') ?? assert.fail();
}

function deleteForGood(run: OddRun): void {
  const ada = run.user('ada.lovelace');
  run.directory.deleteObject(ada);
  run.directory.purgeObject(ada);
}

/** Ways in which Ada leaves the scope. */
const goings: Readonly<Record<string, (run: OddRun) => void>> = {
  unassigned: (run) => {
    unassign(run, run.user('ada.lovelace'));
  },
  blocked: (run) => {
    run.directory.updateObject(run.user('ada.lovelace'), { accountEnabled: false });
  },
  'deleted for good': deleteForGood,
};

for (const [going, leave] of Object.entries(goings))
  describe(`the account with the name of somebody who is ${going} is left alone`, () => {
    it('when the leaver’s own account was deleted in the target', async (test) => {
      const run = await start(test);
      const own = adaIn(run);
      run.targetStore.delete('User', own.id);
      const namesake = makeNamesake(run, own);
      leave(run);
      await run.cycle();
      await run.cycle();
      assert.deepEqual(run.targetStore.get('User', namesake.id), namesake);
    });

    it('when the leaver’s account was made anew, and that one was disabled or deleted', async (test) => {
      const run = await start(test);
      const own = adaIn(run);
      run.targetStore.delete('User', own.id);
      run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
      await run.cycle();
      const later = adaIn(run);
      leave(run);
      await run.cycle();
      run.targetStore.delete('User', later.id);
      const namesake = makeNamesake(run, own);
      for (let cycle = 0; cycle < 4; cycle++) await run.cycle();
      assert.deepEqual(run.targetStore.get('User', namesake.id), namesake);
    });

    it('when the creation of the leaver’s account failed', async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) }, false);
      run.be({
        instead: ({ does, mentions }) => (does === 'create' && mentions('ada.lovelace') ? refusal(500) : null),
      });
      await run.cycle();
      run.be({});
      assert.equal(run.targetUser('ada.lovelace'), undefined);
      const like = run.targetUser('ben.baker') ?? assert.fail();
      const { userName, emails } = {
        userName: 'ada.lovelace@contoso.com',
        emails: [{ value: 'ada.lovelace@contoso.com', type: 'work' }],
      };
      const namesake = makeNamesake(run, { ...like, attributes: { ...like.attributes, userName, emails } });
      leave(run);
      await run.cycle({ retryFailures: true });
      await run.cycle({ retryFailures: true });
      assert.deepEqual(run.targetStore.get('User', namesake.id), namesake);
    });
  });

it('a leaver’s account is found under another id by the id that it carries', async (test) => {
  const run = await start(test);
  const own = adaIn(run);
  run.targetStore.delete('User', own.id);
  run.targetStore.put({ ...own, id: 'dbmid:moved' });
  goings['unassigned']?.(run);
  await run.cycle();
  const moved = run.targetStore.get('User', 'dbmid:moved');
  assert.notEqual(moved?.attributes['active'] ?? false, true);
});
