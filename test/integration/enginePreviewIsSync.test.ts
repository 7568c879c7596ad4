import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import type { SynchronizationSchema } from '../../src/job/schema.ts';
import type { AttributeChange, DecisionSummary, ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import { addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { it, targetNameOf } from '../support/targets/eachTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** Whatever happens in a directory, a preview tells what the next sync does, object by object. */

const people = ['ada', 'ben', 'cleo', 'dora', 'emil', 'fay'].map((name) => `${name}.tester`);
const groups = { Readers: people.slice(0, 4), Writers: people.slice(3) };

type Happening = (house: EngineTest) => void;

const person = fc.constantFrom(...people);
/** Managers stay: what Graph tells of the reports of a manager who was deleted is not this test's subject. */
const boss = fc.constantFrom(...people.slice(0, 2));
const leaver = fc.constantFrom(...people.slice(2));
const group = fc.constantFrom(...Object.keys(groups));
const name = fc.constantFrom('Able', 'Baker', 'Charlie');

/** A user or group of the tenant, when it is (still) there. */
const userOf = ({ directory }: EngineTest, who: string) => directory.users.get(stableId(`user ${who}`));
const groupOf = ({ directory }: EngineTest, what: string) => directory.groups.get(stableId(`group ${what}`));
const deletedUserOf = ({ directory }: EngineTest, who: string) => directory.findDeletedToo(stableId(`user ${who}`));

const happenings: readonly fc.Arbitrary<Happening>[] = [
  fc.tuple(person, fc.option(name, { nil: null })).map(([who, surname]): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) house.directory.updateObject(user, { surname });
  }),
  fc.tuple(person, fc.boolean()).map(([who, accountEnabled]): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) house.directory.updateObject(user, { accountEnabled });
  }),
  fc.tuple(person, fc.constantFrom('Sales', 'Hidden', null)).map(([who, department]): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) house.directory.updateObject(user, { department });
  }),
  fc.tuple(person, name).map(([who, other]): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) house.directory.updateObject(user, { userPrincipalName: `${who}.${other}@contoso.com` });
  }),
  person.map((who): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) unassign(house, user);
  }),
  person.map((who): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) assign(house.directory, user, roles.user);
  }),
  leaver.map((who): Happening => (house) => {
    const user = userOf(house, who);
    if (user !== undefined) house.directory.deleteObject(user);
  }),
  leaver.map((who): Happening => (house) => {
    const user = deletedUserOf(house, who);
    if (user !== undefined && userOf(house, who) === undefined) house.directory.restoreObject(user);
  }),
  leaver.map((who): Happening => (house) => {
    const user = deletedUserOf(house, who);
    if (user !== undefined && userOf(house, who) === undefined) house.directory.purgeObject(user);
  }),
  fc.tuple(person, fc.option(boss, { nil: null })).map(([who, above]): Happening => (house) => {
    const user = userOf(house, who);
    const manager = above === null ? null : userOf(house, above);
    if (user !== undefined && manager !== undefined) house.directory.setManager(user, manager?.id ?? null);
  }),
  fc.tuple(group, person, fc.boolean()).map(([what, who, joins]): Happening => (house) => {
    const [into, user] = [groupOf(house, what), userOf(house, who)];
    if (into === undefined || user === undefined) return;
    if (joins) house.directory.addMember(into.id, user.id);
    else house.directory.removeMember(into.id, user.id);
  }),
  fc.tuple(group, name).map(([what, displayName]): Happening => (house) => {
    const renamed = groupOf(house, what);
    if (renamed !== undefined) house.directory.updateObject(renamed, { displayName: `${what} ${displayName}` });
  }),
  group.map((what): Happening => (house) => {
    const left = groupOf(house, what);
    if (left !== undefined) unassign(house, left);
  }),
  group.map((what): Happening => (house) => {
    const back = groupOf(house, what);
    if (back !== undefined) assign(house.directory, back, roles.user);
  }),
  fc.constant<Happening>((house) => {
    const id = house.directory.users.order.size;
    assign(house.directory, addUser(house.directory, `new${id}.comer`), roles.user);
  }),
  fc.constant<Happening>((house) => {
    const added = addSecurityGroup(house.directory, `Group ${house.directory.groups.order.size}`, '');
    assign(house.directory, added, roles.user);
    for (const who of people.slice(0, 3))
      if (userOf(house, who) !== undefined) house.directory.addMember(added.id, stableId(`user ${who}`));
  }),
];

const rounds = fc.array(fc.array(fc.oneof(...happenings), { minLength: 1, maxLength: 6 }), {
  minLength: 2,
  maxLength: 4,
});

const flowsAlways = 'name.familyName';

describe('whatever happens in the directory', () => {
  it('the preview tells what the sync does, object by object, and the sync leaves nothing to do', async (test) => {
    await fc.assert(
      fc.asyncProperty(rounds, async (story) => {
        const house = await startEngineTest(test, {
          fill: smallTenant(people, groups),
          schema: richSchema(targetNameOf(test) === 'scim'),
        });
        await tellsWhatIsDone(house);
        for (const happenedMeanwhile of story) {
          await house.acceptInvitations();
          for (const happens of happenedMeanwhile) happens(house);
          await tellsWhatIsDone(house);
        }
        await house.sync();
        const { events } = await house.sync({ restart: true });
        const left = events.filter(({ modifiedProperties }) =>
          modifiedProperties.some(({ attribute }) => attribute !== flowsAlways),
        );
        assert.deepEqual(left, [], 'nothing was left to do');
      }),
      { numRuns: Number(process.env['PREVIEW_RUNS'] ?? 8) },
    );
  });
});

it('a user name that one gives up is taken by another in the same cycle, who gets an account of their own', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  house.directory.updateObject(house.user('ben.tester'), { userPrincipalName: 'benjamin.tester@contoso.com' });
  const second = addUser(house.directory, 'ben.second', { userPrincipalName: 'ben.tester@contoso.com' });
  assign(house.directory, second, roles.user);
  await tellsWhatIsDone(house);
  assert.equal(house.targetUser('ben.tester')?.attributes['externalId'], second.id);
  assert.equal(house.targetUser('benjamin.tester')?.attributes['externalId'], house.user('ben.tester').id);
});

async function tellsWhatIsDone(house: EngineTest): Promise<void> {
  const { all, summary: told } = await house.preview();
  const { events, summary: done } = await house.sync();
  const ids = new Set([...all.filter(changesSomething), ...events].map(({ source }) => source.id));
  for (const id of ids) {
    const decision = all.find(({ source }) => source.id === id);
    const ofObject = events.filter(({ source }) => source.id === id);
    assert.deepEqual(describeEvents(ofObject), decision === undefined ? null : describeDecision(decision));
  }
  assert.deepEqual(writesOf(told.counts), writesOf(done.counts));
}

function changesSomething({ action, failed }: DecisionSummary): boolean {
  return failed || (action !== 'none' && action !== 'skip');
}

function describeDecision({ source, action, reason, changes }: DecisionSummary): object {
  return { name: source.displayName, action, reason: reason.code, changes: sorted(changes) };
}

/** What the events of one object come to; its references have an event of their own. */
function describeEvents(events: readonly ProvisioningEvent[]): object | null {
  const first = events.find(({ action }) => action !== 'none') ?? events[0];
  if (first === undefined) return null;
  const changes = sorted(events.flatMap((event) => event.modifiedProperties));
  return { name: first.source.displayName, action: first.action, reason: first.reason.code, changes };
}

function sorted(changes: readonly AttributeChange[]): readonly string[] {
  return changes.map(({ attribute, old, new: value }) => JSON.stringify([attribute, order(old), order(value)])).sort();
}

function order(value: AttributeChange['old']): unknown {
  return Array.isArray(value) ? [...(value as readonly unknown[])].sort() : value;
}

function writesOf(counts: Readonly<Record<'create' | 'update' | 'disable' | 'delete', number>>): readonly number[] {
  return [counts.create, counts.update, counts.disable, counts.delete];
}

/** A mapping that always flows, a scoping filter, and managers, where the target has them. */
function richSchema(hasManagers: boolean): SynchronizationSchema {
  const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
  return schemaWith((mapping) => ({
    ...mapping,
    scope: {
      groups: [
        {
          name: 'Visible',
          clauses: [
            { sourceOperandName: 'department', operatorName: 'NOT EQUALS', targetOperand: { values: ['Hidden'] } },
          ],
        },
        {
          name: 'No department',
          clauses: [{ sourceOperandName: 'department', operatorName: 'IS NULL', targetOperand: null }],
        },
      ],
    },
    attributeMappings: [
      ...mapping.attributeMappings.filter(({ targetAttributeName }) => targetAttributeName !== flowsAlways),
      ...(hasManagers ? [{ targetAttributeName: manager, source: { expression: '[manager]' } }] : []),
      {
        targetAttributeName: flowsAlways,
        source: { expression: '[surname]' },
        flowBehavior: 'FlowAlways' as const,
      },
    ],
  }));
}
