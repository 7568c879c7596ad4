import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import {
  notFound,
  refusal,
  startOddRun,
  startOddTarget,
  withMembers,
  type OddRequest,
  type OddRun,
} from './engineOddTarget.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** A 404 is no proof that an account is gone: nobody keeps access, or gets a second account, because of one. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const startRun = (test: TestContext): Promise<OddRun> => startOddRun(test, { fill: smallTenant(people) });

const reads = (id: string) => (request: OddRequest) =>
  request.does === 'read' && request.mentions(id) ? notFound : null;

describe('who has left is disabled although', () => {
  it('the target responds 404 to the account’s address for a while', async (test) => {
    const run = await startRun(test);
    unassign(run, run.user('ada.lovelace'));
    run.be({ instead: reads(run.idOf('ada.lovelace')) });
    await run.cycle();
    run.be({});
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
  });

  it('the target responds 404 to everything for a cycle', async (test) => {
    const run = await startRun(test);
    unassign(run, run.user('ada.lovelace'));
    run.be({ instead: (request) => (request.does === 'prove' ? null : notFound) });
    await run.cycle().catch(() => undefined);
    run.be({});
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
    assert.equal(run.targetStore.all('User').length, people.length);
  });

  it('the account was made again under another id', async (test) => {
    const run = await startRun(test);
    const former = run.targetUser('ada.lovelace');
    assert.ok(former);
    run.targetStore.put({ ...former, id: 'made-again' });
    await run.deleteFromTarget('Users', former.id);
    unassign(run, run.user('ada.lovelace'));
    await run.cycle();
    assert.deepEqual(
      [run.targetUser('ada.lovelace')?.attributes['active'], run.idOf('ada.lovelace')],
      [false, 'made-again'],
    );
  });

  itOnlyOver(
    'scim',
    'a creation that responds with a resource is SCIM’s',
    'the response to its creation carried a wrong id',
    async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant([]) });
      const job = await startOddTarget(test, run, {
        bend: (response, request) =>
          request.method === 'POST' && response.status === 201
            ? withMembers({ ...response, headers: {} }, { id: 'a-wrong-id' })
            : response,
      });
      smallTenantLater(run);
      await run.sync({ job });
      await run.acceptInvitations();
      unassign(run, run.user('ada.lovelace'));
      await run.sync({ job });
      await run.sync({ job });
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
    },
  );

  it('the first change of it is refused with 404', async (test) => {
    const run = await startRun(test);
    unassign(run, run.user('ada.lovelace'));
    let left = 1;
    run.be({ instead: (request) => (request.does === 'update' && left-- > 0 ? notFound : null) });
    await run.cycle();
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
  });
});

it('a deletion that is refused with 404 is not taken for done while the account is there', async (test) => {
  const run = await startRun(test);
  const ada = run.user('ada.lovelace');
  run.directory.deleteObject(ada);
  run.directory.purgeObject(ada);
  run.be({ instead: ({ does }) => (does === 'delete' ? notFound : null) });
  const { summary } = await run.cycle();
  assert.equal(summary.counts.delete, 0);
  run.be({});
  await run.cycle();
  assert.equal(run.targetUser('ada.lovelace'), undefined);
});

it('a group gets no second one although it can’t be found right after it was made, and no filter is taken', async (test) => {
  const run = await startOddRun(test, { fill: smallTenant(people, { Readers: people }) }, false);
  let denied = 0;
  run.be({
    instead: ({ does, type }) => {
      if (does === 'find') return refusal(400);
      return type === 'Group' && ['read', 'update'].includes(does) && denied++ < 8 ? notFound : null;
    },
  });
  await run.cycle();
  run.be({});
  await run.cycle();
  assert.equal(run.targetStore.all('Group').length, 1);
  assert.deepEqual(run.membersOf('Readers'), [...people].sort());
});

describe('an account of the target’s own, which has the name that somebody had before', () => {
  for (const [how, change] of [
    [
      'leaves',
      (run: OddRun): void => {
        unassign(run, run.user('ada.lovelace'));
      },
    ],
    ['stays', (): void => undefined],
  ] as const)
    it(`is left as it is when that person’s account has gone, and the person ${how}`, async (test) => {
      const run = await startRun(test);
      const former = run.targetUser('ada.lovelace');
      assert.ok(former);
      await run.deleteFromTarget('Users', former.id);
      const own = { ...former, id: 'own', attributes: { ...former.attributes, externalId: 'HR-7' } };
      run.targetStore.put(own);
      const names = { userPrincipalName: 'ada.king@contoso.com', mail: 'ada.king@contoso.com' };
      run.directory.updateObject(run.user('ada.lovelace'), names);
      change(run);
      for (let count = 0; count < 4; count++) await run.cycle();
      assert.deepEqual(run.targetStore.get('User', 'own')?.attributes, own.attributes);
    });
});

describe('who is in scope gets no second account although', () => {
  it('their account cannot be found for a cycle', async (test) => {
    const run = await startRun(test);
    const hidden = run.idOf('ada.lovelace');
    run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
    run.be({
      instead: (request) =>
        reads(hidden)(request) ?? (request.does === 'update' && request.mentions(hidden) ? notFound : null),
    });
    await run.cycle();
    run.be({});
    await run.cycle();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.deepEqual(run.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
  });

  it('they are renamed while their account responds 404', async (test) => {
    const run = await startRun(test);
    const hidden = run.idOf('ada.lovelace');
    run.directory.updateObject(run.user('ada.lovelace'), { userPrincipalName: 'ada.king@contoso.com' });
    run.be({ instead: (request) => (request.mentions(hidden) ? notFound : null) });
    await run.cycle();
    run.be({});
    await run.cycle();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.equal(run.idOf('ada.king'), hidden);
  });
});

it('who is gone for real and is out of scope is looked for in vain, and then let go', async (test) => {
  const run = await startRun(test);
  await run.deleteFromTarget('Users', run.idOf('ada.lovelace'));
  const before = run.target.asked('delete');
  unassign(run, run.user('ada.lovelace'));
  for (let cycle = 0; cycle < 4; cycle++) await run.cycle();
  const { summary } = await run.cycle();
  assert.deepEqual([summary.counts.failure, summary.requests.targetWrites], [0, 0]);
  assert.equal(run.target.asked('delete'), before);
  assign(run.directory, run.user('ada.lovelace'), roles.user);
  await run.cycle();
  assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
});

/** Fills the tenant of a run that began without people. */
function smallTenantLater(run: EngineTest): void {
  for (const name of people) assign(run.directory, addUser(run.directory, name), roles.user);
}
