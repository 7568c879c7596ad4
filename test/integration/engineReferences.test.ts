import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { defaultSchema } from '../../src/job/defaultJob.ts';
import type { AttributeMapping, SynchronizationSchema } from '../../src/job/schema.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest, proof } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const managerPath = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';

describe('members of groups', () => {
  it('are passed with a progress that comes to its end, also when everything is linked already', async (test) => {
    const groups = { Readers: ['ada.lovelace'], Writers: ['ben.baker'] };
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker'], groups) });
    for (const restart of [false, true]) {
      const shown: (readonly [done: number, total: number | null])[] = [];
      await house.withSession((session) =>
        session.sync({
          signal: new AbortController().signal,
          allowDeletes: false,
          restart,
          onEvent: () => undefined,
          onProgress: ({ stage, done, total }) => stage === 'references' && shown.push([done, total]),
        }),
      );
      assert.deepEqual(shown, [[2, 2]], restart ? 'after a restart' : 'at first');
    }
  });

  itOnlyOver('scim', 'the Business API has no managers', 'who come into scope later are back-filled', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }) });
    const ben = addUser(house.directory, 'ben.baker', { accountEnabled: false });
    house.directory.addMember(house.group('Readers').id, ben.id);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);

    house.directory.updateObject(house.user('ben.baker'), { accountEnabled: true });
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.update], [1, 1]);
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace', 'ben.baker']);
  });

  it('that change make their group updated, and not unchanged besides: counts add up', async (test) => {
    const groups = { Readers: ['ada.lovelace'], Writers: ['ben.baker'] };
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker'], groups) });
    await house.sync();
    house.directory.addMember(house.group('Readers').id, house.user('ben.baker').id);
    const { summary } = await house.sync({ restart: true });
    assert.deepEqual([summary.counts.update, summary.unchanged], [1, 3]);
  });

  it('whom the engine did not put there stay', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }) });
    await house.sync();
    const group = house.targetGroup('Readers');
    assert.ok(group);
    const members = group.attributes['members'] as readonly object[];
    const stranger = { ...group, id: 'stranger', kind: 'User' as const, status: 'active' as const };
    house.targetStore.put({ ...stranger, attributes: { userName: 'stranger@contoso.com', active: true } });
    house.targetStore.put({
      ...group,
      attributes: { ...group.attributes, members: [...members, { value: 'stranger' }] },
    });
    house.directory.removeMember(house.group('Readers').id, house.user('ada.lovelace').id);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), ['stranger']);
  });

  it('of a group that was there before are read first: only what differs is written', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace', 'ben.baker'], { Readers: ['ada.lovelace', 'ben.baker'] }),
      profile: 'rfc7644',
    });
    const created = '2026-01-01T00:00:00Z';
    const shared = { created, lastModified: created, version: 1 };
    const users = ['ada.lovelace', 'stranger'].map((name) => ({ id: name, userName: `${name}@contoso.com` }));
    for (const { id, userName } of users)
      house.targetStore.put({ ...shared, kind: 'User', id, attributes: { userName, active: true } });
    const members = users.map(({ id }) => ({ value: id }));
    house.targetStore.put({ ...shared, kind: 'Group', id: 'g1', attributes: { displayName: 'Readers', members } });
    const { events } = await house.sync();
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace', 'ben.baker', 'stranger']);
    const changes = events.flatMap(({ modifiedProperties }) => modifiedProperties);
    assert.deepEqual(
      changes.filter(({ attribute }) => attribute === 'members').map((change) => change.new),
      [['Ben Baker']],
    );
  });

  itOnlyOver(
    'scim',
    'its chunks grow; those of the Business API are a hundred',
    'of a large group are written in several requests',
    async (test) => {
      const crowd = Array.from({ length: 250 }, (_, index) => `user.n${index}`);
      const house = await startEngineTest(test, { fill: smallTenant(crowd, { Everyone: crowd }) });
      await house.sync();
      assert.equal(house.membersOf('Everyone').length, 250);
      assert.equal(house.target.asked('update'), 2, 'a hundred, and then as many more as the target took');
    },
  );

  it('who leave in numbers are told by their number and removed by few requests, and nobody else is touched', async (test) => {
    const crowd = Array.from({ length: 350 }, (_, index) => `user.n${index}`);
    const house = await startEngineTest(test, {
      fill: smallTenant(crowd, { Crowd: crowd }),
      profile: 'rfc7644',
      provisioning: { accidentalDeletionPrevention: { groupPercentage: 100 } },
    });
    await house.sync();
    for (const name of crowd.slice(0, 250)) house.directory.removeMember(house.group('Crowd').id, house.user(name).id);
    const { decisions } = await house.preview();
    assert.deepEqual(
      decisions.map(({ reason, steps }) => [reason.message, steps.at(-1)?.description ?? ''].map(english)),
      [['members: 250 to remove.', 'members: 250 to remove.']],
    );
    const { summary, events } = await house.sync();
    assert.equal(summary.counts.update, 1);
    assert.ok(summary.requests.targetWrites <= 3, `${summary.requests.targetWrites} requests`);
    assert.equal(english(events.at(-1)?.reason.message ?? ''), 'members: 250 to remove.');
    assert.deepEqual(house.membersOf('Crowd'), crowd.slice(250).sort());
  });

  it('are left to the next cycle when the request fails, and then written', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }) });
    house.target.fail({ kind: 'serverError', does: 'updateGroup' });
    const first = await house.sync();
    const { create, update, failure } = first.summary.counts;
    assert.deepEqual([create, update, failure], [1, 0, 1], 'the group counts once, by how it ended');
    assert.deepEqual(house.membersOf('Readers'), []);
    house.target.fail({ kind: 'forbidden', does: 'updateGroup' });
    const { events } = await house.sync();
    assert.equal(events.at(-1)?.reason.code, 'ReferenceUpdateFailed');
    assert.match(
      english(events.at(-1)?.reason.recommendedAction ?? ''),
      /account that has admin permissions|as a team admin/,
    );
    house.target.recover();
    const second = await house.sync({ retryFailures: true });
    assert.deepEqual([second.summary.counts.update, second.summary.counts.failure], [1, 0]);
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);
  });
});

describe('members of groups that', () => {
  it('are written in part are asked for in the next cycle: none is added twice', async (test) => {
    const crowd = Array.from({ length: 250 }, (_, index) => `user.n${index}`);
    const house = await startEngineTest(test, { fill: smallTenant(crowd, { Everyone: crowd }) });
    // The first hundred are added, and no answer says so, however often it is asked.
    house.target.fail({ kind: 'cutAfter', does: 'updateGroup', count: 3 });
    assert.equal((await house.sync()).summary.counts.failure, 1);
    assert.equal(house.membersOf('Everyone').length, 100);
    const before = house.target.asked('update');
    await house.sync();
    assert.equal(house.membersOf('Everyone').length, 250);
    assert.equal(house.target.asked('update') - before, 2);
  });

  it('no mapping may update are written when the group is created, and not afterwards', async (test) => {
    for (const restricted of [{ flowTypes: 'Add, Delete' }, { membersFlow: 'ObjectAddOnly' as const }]) {
      const house = await startEngineTest(test, {
        fill: smallTenant(['ada.lovelace', 'ben.baker'], { Readers: ['ada.lovelace'] }),
        schema: groupSchema(restricted),
      });
      await house.sync();
      assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);
      house.directory.addMember(house.group('Readers').id, house.user('ben.baker').id);
      const { summary } = await house.sync();
      assert.equal(summary.requests.targetWrites, 0);
      assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);
    }
  });

  it('flow as additions only are never removed', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace', 'ben.baker'], { Readers: ['ada.lovelace'] }),
      schema: groupSchema({ membersFlow: 'MultiValueAddOnly' }),
    });
    await house.sync();
    house.directory.removeMember(house.group('Readers').id, house.user('ada.lovelace').id);
    house.directory.addMember(house.group('Readers').id, house.user('ben.baker').id);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace', 'ben.baker']);
  });
});

itOnlyOver(
  'scim',
  'the Business API has no managers',
  'references of who has left the scope are left alone, and written when they come back',
  async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace', 'ben.baker', 'cleo.carter']),
      schema: managerSchema(),
    });
    house.directory.setManager(house.user('ben.baker'), house.user('ada.lovelace').id);
    await house.sync();
    await house.acceptInvitations();
    const managerOfBen = (): unknown =>
      (house.targetUser('ben.baker')?.attributes[managerPath.replace(':manager', '')] as { manager?: unknown }).manager;
    const ada = managerOfBen();
    assert.ok(ada);
    unassign(house, house.user('ben.baker'));
    await house.sync();
    house.directory.setManager(house.user('ben.baker'), house.user('cleo.carter').id);
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
    assert.deepEqual(managerOfBen(), ada);
    assign(house.directory, house.user('ben.baker'), roles.user);
    await house.sync();
    assert.equal((managerOfBen() as { value: string }).value, house.targetUser('cleo.carter')?.id);
  },
);

describe('managers', () => {
  itOnlyOver(
    'scim',
    'the Business API has no managers',
    'are written when they are provisioned, and left out when they are not',
    async (test) => {
      const house = await startEngineTest(test, { schema: managerSchema() });
      await house.sync();
      assert.equal(managerOf(house, 'adele.vance'), house.targetUser('alex.wilber')?.id);
      assert.equal(managerOf(house, 'alex.wilber'), undefined, 'Megan is out of scope');
    },
  );

  itOnlyOver(
    'scim',
    'the Business API has no managers',
    'who come into scope later are back-filled; a changed one is replaced, a former one removed',
    async (test) => {
      const house = await startManagers(test);
      assert.equal(managerOf(house, 'ada.lovelace'), undefined);

      assign(house.directory, house.user('ben.boss'), roles.user);
      await house.sync();
      assert.equal(managerOf(house, 'ada.lovelace'), house.targetUser('ben.boss')?.id);

      house.directory.setManager(house.user('ada.lovelace'), house.user('cleo.chief').id);
      const replaced = await house.sync();
      assert.deepEqual(
        replaced.events
          .flatMap(({ modifiedProperties }) => modifiedProperties)
          .map(({ attribute, new: value }) => ({ attribute, value })),
        [{ attribute: managerPath, value: ['Cleo Chief'] }],
      );
      assert.equal(managerOf(house, 'ada.lovelace'), house.targetUser('cleo.chief')?.id);

      house.directory.setManager(house.user('ada.lovelace'), null);
      const { summary } = await house.sync();
      assert.equal(summary.counts.update, 1);
      assert.equal(managerOf(house, 'ada.lovelace'), undefined);
      assert.equal((await house.sync()).summary.requests.target, proof);
    },
  );

  itOnlyOver(
    'scim',
    'the Business API has no managers',
    'are told by the preview as the sync writes them',
    async (test) => {
      const house = await startManagers(test);
      assign(house.directory, house.user('ben.boss'), roles.user);
      const { decisions, summary } = await house.preview();
      assert.deepEqual(decisions.map(({ source, action }) => [source.displayName, action]).sort(), [
        ['Ada Lovelace', 'update'],
        ['Ben Boss', 'create'],
      ]);
      assert.deepEqual(summary.counts, (await house.sync()).summary.counts);
    },
  );
});

it('a user who leaves and is deleted with the invitation drops out of the groups, and comes back into them', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }) });
  await house.sync();
  house.directory.updateObject(house.user('ada.lovelace'), { accountEnabled: false });
  await house.sync();
  assert.deepEqual(house.membersOf('Readers'), []);
  house.directory.updateObject(house.user('ada.lovelace'), { accountEnabled: true });
  await house.sync();
  assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);
});

/** Ada reports to Ben, who is assigned to nothing; Cleo is assigned. */
async function startManagers(test: TestContext): Promise<EngineTest> {
  const house = await startEngineTest(test, {
    fill: smallTenant(['ada.lovelace', 'cleo.chief']),
    schema: managerSchema(),
  });
  const ben = addUser(house.directory, 'ben.boss');
  house.directory.setManager(house.user('ada.lovelace'), ben.id);
  await house.sync();
  return house;
}

function managerSchema(): SynchronizationSchema {
  const schema = schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: [
      ...mapping.attributeMappings,
      { targetAttributeName: managerPath, source: { expression: '[manager]', name: 'manager', type: 'Attribute' } },
    ],
  }));
  return schema;
}

function managerOf(house: EngineTest, name: string): unknown {
  const extension = house.targetUser(name)?.attributes['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'];
  return (extension as { readonly manager?: { readonly value?: unknown } } | undefined)?.manager?.value;
}

/** The default schema with its group mapping restricted. */
function groupSchema(restricted: {
  readonly flowTypes?: string;
  readonly membersFlow?: AttributeMapping['flowType'];
}): SynchronizationSchema {
  const schema = defaultSchema();
  const restrict = (mapping: AttributeMapping): AttributeMapping =>
    mapping.targetAttributeName === 'members' && restricted.membersFlow !== undefined
      ? { ...mapping, flowType: restricted.membersFlow }
      : mapping;
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === 'Group'
          ? {
              ...mapping,
              flowTypes: restricted.flowTypes ?? mapping.flowTypes,
              attributeMappings: mapping.attributeMappings.map(restrict),
            }
          : mapping,
      ),
    })),
  };
}
