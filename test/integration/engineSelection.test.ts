import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import type { FilterGroup, ScopingFilter, SynchronizationSchema } from '../../src/job/schema.ts';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** Who belongs to which mapping, whom a mapping excludes, and what becomes of whom no filter could be evaluated for. */

const departments = { 'ada.lovelace': 'Sales', 'ben.baker': 'Engineering', 'cleo.carter': 'Legal' } as const;

describe('an input filter', () => {
  const scope = { inputFilterGroups: [where('department', 'EQUALS', 'Sales')] };

  it('keeps out whom it does not let through', async (test) => {
    const run = await startWith(test, mappingScope(scope));
    const { events } = await run.sync();
    assert.deepEqual(usersOf(run), ['ada.lovelace']);
    const kept = events.find(({ source }) => source.displayName === 'Ben Baker');
    assert.deepEqual([kept?.action, kept?.reason.code], ['skip', 'InputFilterFailed']);
  });

  it('leaves the account alone of whom it lets through no longer', async (test) => {
    const run = await startWith(test, mappingScope(scope));
    await run.sync();
    await run.acceptInvitations();
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Legal', surname: 'King' });
    const { summary } = await run.sync();
    assert.deepEqual([summary.requests.targetWrites, summary.counts.skip], [0, 1]);
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Sales' });
    await run.sync();
    assert.deepEqual(run.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
  });
});

it('a category filter says whom a mapping is for: who is of no mapping’s kind is out of scope', async (test) => {
  const run = await startWith(
    test,
    mappingScope({ categoryFilterGroups: [where('department', 'NOT EQUALS', 'Legal')] }),
  );
  await run.sync();
  assert.deepEqual(usersOf(run), ['ada.lovelace', 'ben.baker']);
  await run.acceptInvitations();
  run.directory.updateObject(run.user('ben.baker'), { department: 'Legal' });
  await run.sync();
  assert.deepEqual(activeUsers(run), ['ada.lovelace']);
});

describe('of two mappings for users', () => {
  const sales = { groups: [where('department', 'EQUALS', 'Sales')] };
  const engineering = { groups: [where('department', 'EQUALS', 'Engineering')] };

  it('each provisions its own, and who moves from one to the other stays', async (test) => {
    const run = await startWith(test, twoMappings(sales, engineering));
    await run.sync();
    await run.acceptInvitations();
    assert.deepEqual(titlesOf(run), { 'ada.lovelace': 'Sales person', 'ben.baker': 'Engineer' });
    const before = run.targetUser('ada.lovelace')?.id;
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Engineering' });
    const { summary } = await run.sync();
    assert.deepEqual([summary.counts.update, summary.counts.disable, summary.counts.create], [1, 0, 0]);
    assert.deepEqual(titlesOf(run), { 'ada.lovelace': 'Engineer', 'ben.baker': 'Engineer' });
    assert.equal(run.targetUser('ada.lovelace')?.id, before);
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Legal' });
    await run.sync();
    assert.deepEqual(activeUsers(run), ['ben.baker']);
  });

  it('one that is switched off touches nobody, whatever becomes of its people', async (test) => {
    const run = await startWith(test, twoMappings(sales, engineering));
    await run.sync();
    await run.acceptInvitations();
    const job = { text: switchedOff(run.jobText, 'Sales') };
    for (const change of [
      () => undefined,
      () => run.directory.updateObject(run.user('ada.lovelace'), { department: 'Legal', surname: 'King' }),
      () => {
        unassign(run, run.user('ada.lovelace'));
      },
      () => {
        run.directory.deleteObject(run.user('ada.lovelace'));
      },
    ]) {
      change();
      for (const restart of [false, true]) {
        const { summary, events } = await run.sync({ job, restart });
        assert.deepEqual([summary.requests.targetWrites, summary.counts.failure], [0, 0]);
        for (const { reason } of events.filter(({ source }) => source.displayName === 'Ada Lovelace'))
          assert.equal(reason.code, 'MappingSwitchedOff');
      }
    }
    await run.sync();
    assert.deepEqual(activeUsers(run), ['ben.baker'], 'switched on, it disables who has left');
  });

  it('the other one takes whom one that is switched off has provisioned', async (test) => {
    const run = await startWith(test, twoMappings(sales, engineering));
    await run.sync();
    await run.acceptInvitations();
    const job = { text: switchedOff(run.jobText, 'Sales') };
    await run.sync({ job });
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Engineering' });
    await run.sync({ job });
    assert.deepEqual(titlesOf(run), { 'ada.lovelace': 'Engineer', 'ben.baker': 'Engineer' });
    run.directory.updateObject(run.user('ada.lovelace'), { department: 'Legal' });
    await run.sync({ job });
    assert.deepEqual(activeUsers(run), ['ben.baker'], 'from then on they are the other’s');
  });
});

it('of two mappings for groups one that is switched off deletes no group', async (test) => {
  const schema = schemaWith((mapping) => mapping);
  const both = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.flatMap((mapping) =>
      mapping.sourceObjectName === 'Group'
        ? ['Readers', 'Writers'].map((name) => ({
            ...mapping,
            name,
            scope: { groups: [where('displayName', 'EQUALS', name)] },
          }))
        : [mapping],
    ),
  }));
  const run = await startEngineTest(test, {
    fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'], Writers: ['ada.lovelace'] }),
    schema: { ...schema, synchronizationRules: both },
  });
  await run.sync();
  run.directory.removeMember(run.group('Readers').id, run.user('ada.lovelace').id);
  const { summary } = await run.sync({ job: { text: switchedOff(run.jobText, 'Readers') } });
  assert.deepEqual([summary.requests.targetWrites, summary.counts.failure], [0, 0]);
  assert.deepEqual(run.membersOf('Readers'), ['ada.lovelace']);
});

describe('a filter that takes too long to evaluate', () => {
  for (const operator of ['REGEX MATCH', 'NOT REGEX MATCH']) {
    it(`(${operator}) fails its object, and the account stays as it is`, async (test) => {
      const pattern = operator === 'REGEX MATCH' ? '^(S+a?l?e?s?)+$' : '^(E+)+$';
      const run = await startWith(test, mappingScope({ groups: [where('department', operator, pattern)] }));
      await run.sync();
      await run.acceptInvitations();
      assert.ok(run.targetUser('ada.lovelace'));
      const hostile = `${(operator === 'REGEX MATCH' ? 'S' : 'E').repeat(60)}!`;
      run.directory.updateObject(run.user('ada.lovelace'), { department: hostile });
      const { summary, events } = await run.sync();
      assert.deepEqual([summary.counts.disable, summary.counts.failure], [0, 1]);
      const [failure] = events.filter(({ status }) => status === 'failure');
      assert.deepEqual(
        [failure?.reason.code, failure?.source.displayName],
        ['ScopingFilterNotEvaluated', 'Ada Lovelace'],
      );
      assert.ok(failure?.reason.recommendedAction);
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
    });
  }
});

/** The job with an object mapping switched off. */
function switchedOff(text: string, name: string): string {
  return text.replace(
    `"name": "${name}",\n            "enabled": true`,
    `"name": "${name}",\n            "enabled": false`,
  );
}

function where(attribute: string, operatorName: string, value: string): FilterGroup {
  return { clauses: [{ sourceOperandName: attribute, operatorName, targetOperand: { values: [value] } }] };
}

function mappingScope(scope: ScopingFilter): SynchronizationSchema {
  return schemaWith((mapping) => ({ ...mapping, scope }));
}

/** Two mappings of users that differ in whom they take and in the surname that they write. */
function twoMappings(first: ScopingFilter, second: ScopingFilter): SynchronizationSchema {
  const schema = schemaWith((mapping) => mapping);
  const titled = (scope: ScopingFilter, name: string, title: string): SynchronizationSchema =>
    schemaWith((mapping) => ({
      ...mapping,
      name,
      scope,
      attributeMappings: [
        ...mapping.attributeMappings.filter(({ targetAttributeName }) => targetAttributeName !== 'name.familyName'),
        { targetAttributeName: 'name.familyName', source: { expression: `"${title}"` } },
      ],
    }));
  const mappingsOf = ({ synchronizationRules }: SynchronizationSchema) =>
    synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  const isUser = ({ sourceObjectName }: { readonly sourceObjectName: string }): boolean => sourceObjectName === 'User';
  const objectMappings = [
    ...mappingsOf(titled(first, 'Sales', 'Sales person')).filter(isUser),
    ...mappingsOf(titled(second, 'Engineering', 'Engineer')).filter(isUser),
    ...mappingsOf(schema).filter((mapping) => !isUser(mapping)),
  ];
  return { ...schema, synchronizationRules: schema.synchronizationRules.map((rule) => ({ ...rule, objectMappings })) };
}

/** Three people of as many departments, all of them assigned. */
function startWith(test: TestContext, schema: SynchronizationSchema): Promise<EngineTest> {
  const fill = (directory: Directory): void => {
    smallTenant([])(directory);
    directory.seed(() => {
      for (const [name, department] of Object.entries(departments))
        assign(directory, addUser(directory, name, { department }), roles.user);
    });
  };
  return startEngineTest(test, { fill, schema });
}

function usersOf(run: EngineTest): readonly string[] {
  return Object.keys(departments).filter((name) => run.targetUser(name) !== undefined);
}

function activeUsers(run: EngineTest): readonly string[] {
  return usersOf(run).filter((name) => run.targetUser(name)?.attributes['active'] === true);
}

function titlesOf(run: EngineTest): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    usersOf(run).map((name) => [
      name,
      (run.targetUser(name)?.attributes['name'] as { readonly familyName: string }).familyName,
    ]),
  );
}
