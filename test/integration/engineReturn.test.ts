import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { startOddRun } from './engineOddTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** What comes back is read anew, and what was left alone is taken up when the rule changes. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];

describe('a group that was deleted and is restored', () => {
  it('gives no access to who was removed from it before', async (test) => {
    const run = await startEngineTest(test, { fill: membersOnly(['ada.lovelace', 'ben.baker']) });
    await run.sync();
    await run.acceptInvitations();
    const readers = run.group('Readers');
    run.directory.removeMember(readers.id, run.user('ada.lovelace').id);
    run.directory.deleteObject(readers);
    await run.sync();
    run.directory.restoreObject(readers);
    await run.sync();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
    assert.equal(run.targetUser('ben.baker')?.attributes['active'], true);
    assert.deepEqual(run.membersOf('Readers'), ['ben.baker']);
    const { summary } = await run.sync();
    assert.deepEqual([summary.requests.targetWrites, summary.counts.failure], [0, 0]);
  });

  it('gives access to who was added to it before', async (test) => {
    const run = await startEngineTest(test, { fill: membersOnly(['ada.lovelace', 'ben.baker']) });
    await run.sync();
    const readers = run.group('Readers');
    const late = addUser(run.directory, 'cleo.carter');
    run.directory.addMember(readers.id, late.id);
    run.directory.deleteObject(readers);
    await run.sync();
    run.directory.restoreObject(readers);
    await run.sync();
    assert.equal(run.targetUser('cleo.carter')?.attributes['active'], true);
    assert.deepEqual(run.membersOf('Readers'), ['ada.lovelace', 'ben.baker', 'cleo.carter']);
  });
});

describe('a user who was deleted and is restored', () => {
  it('has their account, their values and their groups again', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 2) }) });
    await run.sync();
    await run.acceptInvitations();
    const before = run.targetUser('ada.lovelace')?.id;
    const ada = run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
    run.directory.deleteObject(ada);
    await run.sync();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
    run.directory.restoreObject(ada);
    await run.sync();
    const after = run.targetUser('ada.lovelace');
    assert.deepEqual([after?.id, after?.attributes['active']], [before, true]);
    assert.deepEqual(after?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
    assert.deepEqual(run.membersOf('Readers'), ['ada.lovelace', 'ben.baker']);
  });

  it('has the assignment that a group gives, although the group was read anew without them meanwhile', async (test) => {
    const run = await startEngineTest(test, { fill: membersOnly(['ada.lovelace', 'ben.baker', 'cleo.carter']) });
    await run.sync();
    const ada = run.user('ada.lovelace');
    run.directory.deleteObject(ada);
    run.directory.removeMember(run.group('Readers').id, run.user('ben.baker').id);
    run.directoryServer.deltaTokens.revoke('syncStateNotFound');
    await run.sync();
    assert.deepEqual(run.membersOf('Readers'), ['cleo.carter']);
    run.directory.restoreObject(ada);
    await run.sync();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
    assert.deepEqual(run.membersOf('Readers'), ['ada.lovelace', 'cleo.carter']);
  });

  it('is not in a group that they were removed from meanwhile', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 2) }) });
    await run.sync();
    await run.acceptInvitations();
    const ada = run.user('ada.lovelace');
    run.directory.deleteObject(ada);
    await run.sync();
    run.directory.removeMember(run.group('Readers').id, ada.id);
    run.directory.restoreObject(ada);
    await run.sync();
    assert.deepEqual(run.membersOf('Readers'), ['ben.baker']);
  });
});

it('who is in the recycle bin without an account is no news, however often everything is read', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people), provisioning: { scope: 'all' } });
  const gone = addUser(run.directory, 'emil.ender');
  run.directory.deleteObject(gone);
  for (const restart of [false, true, true]) {
    const { events } = await run.sync({ restart });
    assert.ok(events.every(({ source }) => source.id !== gone.id));
  }
});

it('who is assigned anew has what changed meanwhile in the target put right', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 2) }) });
  await run.sync();
  await run.acceptInvitations();
  unassign(run, run.user('ada.lovelace'));
  unassign(run, run.group('Readers'));
  await run.sync();
  const account = run.targetUser('ada.lovelace');
  assert.ok(account);
  // The target’s administrator renames the account while it is nobody’s.
  run.targetStore.put({
    ...account,
    attributes: { ...account.attributes, name: { givenName: 'A.', familyName: 'L.' } },
  });
  assign(run.directory, run.user('ada.lovelace'), roles.user);
  await run.sync();
  assert.deepEqual(run.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'Lovelace' });
});

describe('what was left alone is taken up when the rule changes:', () => {
  it('accounts out of scope, when they may be disabled after all', async (test) => {
    const run = await startEngineTest(test, {
      fill: smallTenant(people),
      provisioning: { skipOutOfScopeDeletions: true },
    });
    await run.sync();
    await run.acceptInvitations();
    unassign(run, run.user('ada.lovelace'));
    await run.sync();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
    const text = run.jobText.replace('"skipOutOfScopeDeletions": true', '"skipOutOfScopeDeletions": false');
    const { summary } = await run.sync({ job: { text } });
    assert.deepEqual([summary.counts.disable, run.targetUser('ada.lovelace')?.attributes['active']], [1, false]);
  });

  it('groups, when deletions are turned on', async (test) => {
    const schema = schemaWith((mapping) => mapping);
    const withoutDelete = {
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((mapping) =>
          mapping.sourceObjectName === 'Group' ? { ...mapping, flowTypes: 'Add,Update' } : mapping,
        ),
      })),
    };
    const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: [] }), schema: withoutDelete });
    await run.sync();
    unassign(run, run.group('Readers'));
    await run.sync();
    assert.ok(run.targetGroup('Readers'));
    const text = run.jobText.replace('"flowTypes": "Add,Update"', '"flowTypes": "Add,Update,Delete"');
    assert.notEqual(text, run.jobText);
    await run.sync({ job: { text } });
    assert.equal(run.targetGroup('Readers'), undefined);
  });
});

describe('who has left is no member of the target’s groups', () => {
  it('as soon as the account is disabled or deleted', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 3) }) });
    await run.sync();
    await run.acceptInvitations();
    const ada = run.user('ada.lovelace');
    run.directory.deleteObject(ada);
    await run.sync();
    run.directory.purgeObject(ada);
    await run.sync();
    assert.equal(run.targetUser('ada.lovelace'), undefined);
    assert.deepEqual(run.membersOf('Readers'), ['ben.baker', 'cleo.carter']);
    assert.equal(memberCount(run, 'Readers'), 2, 'nor is an id left that is nobody’s');
  });

  itOnlyOver(
    'scim',
    'Dropbox keeps nobody in a group who was removed',
    'although the target keeps deleted accounts among the members',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people, { Readers: people.slice(0, 3) }) });
      const ada = run.user('ada.lovelace');
      run.be({
        // As a server does that does not clean up after a deletion.
        instead: ({ method, path }) => {
          if (method !== 'DELETE' || !path.startsWith('/Users')) return null;
          run.targetStore.delete('User', decodeURIComponent(path.slice('/Users/'.length)));
          return { status: 204, body: null };
        },
      });
      run.directory.deleteObject(ada);
      run.directory.purgeObject(ada);
      await run.cycle();
      await run.cycle();
      assert.equal(memberCount(run, 'Readers'), 2);
    },
  );
});

it('nothing of this is done twice', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
  await run.sync();
  await run.acceptInvitations();
  run.directory.deleteObject(run.user('ada.lovelace'));
  await run.sync();
  const before = run.target.writes();
  await run.sync();
  assert.equal(run.target.writes(), before);
});

/** A tenant whose people have access by the group Readers only. */
function membersOnly(members: readonly string[]): ReturnType<typeof smallTenant> {
  const fill = smallTenant(['dora.dean'], { Readers: [] });
  return (directory) => {
    fill(directory);
    directory.seed(() => {
      const group = [...directory.groups.order.values()][0];
      if (group === undefined) throw new Error('The tenant has no group.');
      for (const name of members) directory.addMember(group.id, addUser(directory, name).id);
    });
  };
}

function memberCount(run: EngineTest, displayName: string): number {
  const members = run.targetGroup(displayName)?.attributes['members'];
  return Array.isArray(members) ? members.length : 0;
}
