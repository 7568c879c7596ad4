import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startFakeScim, type Behaviour, type FakeScimServer, type Json } from '../support/fakeScimServer.ts';
import { withManager } from './engineRichSchema.ts';
import { smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';

/** Targets without PATCH, whose objects are written whole although they don't tell all that is in them. */

const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

async function start(
  test: TestContext,
  behaviour: Behaviour,
): Promise<{ readonly target: FakeScimServer; readonly run: EngineTest }> {
  const target = await startFakeScim(test, { refusesPatch: 501, ...behaviour });
  const names = ['ada.lovelace', 'ben.baker', 'cy.cole'];
  const run = await startEngineTest(test, {
    fill: smallTenant(names, { Readers: ['ada.lovelace', 'ben.baker'] }),
    target,
  });
  return { target, run };
}

describe('a group whose members the target never tells', () => {
  it('keeps those that the job has put there when it gets another name, and when others come and go', async (test) => {
    const { target, run } = await start(test, { tellsMembers: 'never' });
    assert.equal((await run.sync()).summary.counts.failure, 0);
    const [id = ''] = target.groups.keys();
    assert.equal(target.membersOf(id).length, 2);
    run.directory.updateObject(run.group('Readers'), { displayName: 'Bookworms' });
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.equal(target.groups.get(id)?.['displayName'], 'Bookworms');
    assert.equal(target.membersOf(id).length, 2);
  });

  it('is left alone where it was there before: nobody knows who is in it', async (test) => {
    const { target, run } = await start(test, { tellsMembers: 'never' });
    target.addGroup('g', ['77']);
    for (let cycle = 0; cycle < 2; cycle++) {
      assert.notEqual((await run.sync()).summary.counts.failure, 0);
      assert.deepEqual(target.membersOf('g'), ['77']);
    }
  });
});

it('a group of which the target shows only one member keeps the others that the job has put there', async (test) => {
  const { target, run } = await start(test, {
    bend: (response, { method }) => {
      const { body } = response;
      if (method !== 'GET' || typeof body !== 'object' || body === null) return response;
      const { members } = body as { readonly members?: readonly unknown[] };
      return members === undefined ? response : { ...response, body: { ...body, members: members.slice(0, 1) } };
    },
  });
  await run.sync();
  const [id = ''] = target.groups.keys();
  run.directory.addMember(run.group('Readers').id, run.user('cy.cole').id);
  assert.equal((await run.sync()).summary.counts.failure, 0);
  assert.equal(target.membersOf(id).length, 3);
  run.directory.updateObject(run.group('Readers'), { displayName: 'Bookworms' });
  await run.sync({ restart: true });
  assert.equal(target.groups.get(id)?.['displayName'], 'Bookworms');
  assert.equal(target.membersOf(id).length, 3);
  run.directory.removeMember(run.group('Readers').id, run.user('ben.baker').id);
  assert.equal((await run.sync()).summary.counts.failure, 0);
  assert.equal(target.membersOf(id).length, 2);
});

it('a group that was there before keeps who is unknown when a target that never tells them loses PATCH', async (test) => {
  const { target, run } = await start(test, { tellsMembers: 'never' });
  delete target.behaviour.refusesPatch;
  target.addGroup('g', ['77']);
  assert.equal((await run.sync()).summary.counts.failure, 0);
  const members = target.membersOf('g');
  assert.equal(members.length, 3);
  target.behaviour.refusesPatch = 501;
  for (const displayName of ['Bookworms', 'Owls']) {
    run.directory.updateObject(run.group('Readers'), { displayName });
    await run.sync();
    assert.deepEqual(target.membersOf('g'), members);
  }
  run.directory.addMember(run.group('Readers').id, run.user('cy.cole').id);
  assert.notEqual((await run.sync()).summary.counts.failure, 0);
  assert.deepEqual(target.membersOf('g'), members);
});

it('a user keeps the manager whom the target never tells when something else changes', async (test) => {
  const target = await startFakeScim(test, {
    refusesPatch: 501,
    bend: (response, { method }) =>
      method === 'GET' && typeof response.body === 'object' && response.body !== null
        ? { ...response, body: { ...response.body, [extension]: undefined } }
        : response,
  });
  const run = await startEngineTest(test, {
    fill: smallTenant(['ada.lovelace', 'ben.baker']),
    target,
    schema: withManager(),
  });
  const ben = run.user('ben.baker');
  run.directory.setManager(ben, run.user('ada.lovelace').id);
  assert.equal((await run.sync()).summary.counts.failure, 0);
  const stored = (): Json | undefined =>
    [...target.users.values()].find(({ userName }) => String(userName).startsWith('ben'));
  const held = stored()?.[extension];
  assert.ok(held !== undefined);
  run.directory.updateObject(run.user('ben.baker'), { surname: 'Cooper' });
  assert.equal((await run.sync()).summary.counts.failure, 0);
  assert.equal((stored()?.['name'] as Json | undefined)?.['familyName'], 'Cooper');
  assert.deepEqual(stored()?.[extension], held);
});
