import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { refusal, startOddRun, withMembers, type OddAnswer, type OddRun } from './engineOddTarget.ts';
import { smallTenant, unassign } from './engineSetup.ts';

/** An account counts as disabled when that was shown, and no longer than until it may have access again. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const start = (test: TestContext): Promise<OddRun> =>
  startOddRun(test, { fill: smallTenant(people), profile: 'rfc7644' });

/** Responds to changes of Ada's account without making them: as before, or that they are only accepted. */
function idleResponses(run: OddRun): Readonly<Record<'as before' | 'accepted', OddAnswer>> {
  const { id = '', attributes = {} } = run.targetUser('ada.lovelace') ?? {};
  return { 'as before': { status: 200, body: { id, ...attributes } }, accepted: { status: 202, body: null } };
}

function deleteForGood(run: OddRun): void {
  const ada = run.user('ada.lovelace');
  run.directory.deleteObject(ada);
  run.directory.purgeObject(ada);
}

const activeOf = (run: OddRun): unknown => run.targetUser('ada.lovelace')?.attributes['active'];

describe('who leaves the scope and is deleted for good afterwards loses the account', () => {
  for (const told of ['as before', 'accepted'] as const)
    for (const times of [1, 2])
      it(`when the disabling had no effect, and the response is "${told}", ${times} times`, async (test) => {
        const run = await start(test);
        const response = idleResponses(run)[told];
        unassign(run, run.user('ada.lovelace'));
        run.be({ instead: ({ method }) => (method === 'PATCH' ? response : null) });
        for (let cycle = 0; cycle < times; cycle++) await run.cycle();
        assert.equal(activeOf(run), true);
        run.be({});
        deleteForGood(run);
        await run.cycle({ retryFailures: true });
        assert.equal(run.targetUser('ada.lovelace'), undefined);
      });

  it('when they were back in scope meanwhile, and the response to that was lost', async (test) => {
    const run = await start(test);
    unassign(run, run.user('ada.lovelace'));
    await run.cycle();
    assign(run.directory, run.user('ada.lovelace'), roles.user);
    run.be({ bend: (response, { method }) => (method === 'PATCH' ? refusal(500) : response) });
    await run.cycle();
    assert.equal(activeOf(run), true);
    run.be({});
    deleteForGood(run);
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace'), undefined);
  });

  it('but not when it was disabled after all: it isn’t managed any more', async (test) => {
    const run = await start(test);
    unassign(run, run.user('ada.lovelace'));
    run.be({
      bend: (response, { method }) => (method === 'PATCH' ? withMembers(response, { active: true }) : response),
    });
    await run.cycle();
    run.be({});
    await run.cycle();
    deleteForGood(run);
    const { events } = await run.cycle();
    assert.deepEqual([activeOf(run), events[0]?.reason.code], [false, 'NoLongerManaged']);
  });
});

it('an account isn’t told to be disabled before that was shown', async (test) => {
  const run = await start(test);
  const response = idleResponses(run)['as before'];
  unassign(run, run.user('ada.lovelace'));
  const told = async (): Promise<unknown> => {
    await run.cycle();
    const query = { filter: 'ada', groupId: null, type: 'User', offset: 0, limit: 1 } as const;
    const page = await run.withSession((session) => Promise.resolve(session.listAssigned(query)), run.job);
    return page.objects[0]?.state;
  };
  run.be({ instead: ({ method }) => (method === 'PATCH' ? response : null) });
  assert.equal(await told(), 'provisioned');
  run.be({});
  assert.equal(await told(), 'disabled');
});

it('a release lasts until it’s shown that it was carried out', async (test) => {
  const run = await start(test);
  for (const name of people) unassign(run, run.user(name));
  assert.equal((await run.cycle()).summary.staged, people.length);
  await run.withSession(
    (session) => session.decideHolds(['ada.lovelace@contoso.com'], 'released', () => undefined),
    run.job,
  );
  const response = idleResponses(run)['as before'];
  run.be({ instead: ({ method }) => (method === 'PATCH' ? response : null) });
  await run.cycle();
  run.be({});
  const { summary } = await run.cycle();
  assert.deepEqual([activeOf(run), summary.counts.disable, summary.staged], [false, 1, people.length - 1]);
  assert.equal((await run.cycle()).summary.staged, people.length - 1);
});

it('neither of two accounts stays active when the disabling of the later one had no effect', async (test) => {
  const run = await start(test);
  const former = run.targetUser('ada.lovelace') ?? assert.fail();
  run.targetStore.delete('User', former.id);
  run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
  await run.cycle();
  const later = run.targetUser('ada.lovelace') ?? assert.fail();
  unassign(run, run.user('ada.lovelace'));
  const response = idleResponses(run)['as before'];
  run.be({ instead: ({ method }) => (method === 'PATCH' ? response : null) });
  await run.cycle();
  run.be({});
  run.targetStore.put({ ...former, attributes: { ...former.attributes, userName: 'ada.l@contoso.com' } });
  for (let cycle = 0; cycle < 3; cycle++) await run.cycle();
  const active = [former, later].map(({ id }) => run.targetStore.get('User', id)?.attributes['active']);
  assert.deepEqual(active, [false, false]);
});

it('who comes back after a disabling that wasn’t shown is in the groups again that the target took them out of', async (test) => {
  const fill = smallTenant(people, { Readers: people.slice(0, 2) });
  const run = await startOddRun(test, { fill, profile: 'rfc7644' });
  const { id } = run.targetUser('ada.lovelace') ?? assert.fail();
  run.directory.updateObject(run.user('ada.lovelace'), { accountEnabled: false });
  run.be({
    bend: (response, { method, path }) =>
      method === 'PATCH' && path.startsWith('/Users') ? withMembers(response, { active: true }) : response,
  });
  await run.cycle();
  const readers = run.targetGroup('Readers') ?? assert.fail();
  const members = (readers.attributes['members'] as readonly { readonly value: string }[]).filter(
    ({ value }) => value !== id,
  );
  run.targetStore.put({ ...readers, attributes: { ...readers.attributes, members } });
  run.be({});
  run.directory.updateObject(run.user('ada.lovelace'), { accountEnabled: true });
  await run.cycle();
  assert.deepEqual([activeOf(run), run.membersOf('Readers')], [true, ['ada.lovelace', 'ben.baker']]);
});
