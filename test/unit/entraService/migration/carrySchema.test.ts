import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carrySchema } from '../../../../src/entraService/migration/carrySchema.ts';
import { type Wire } from '../../../../src/entraService/wire.ts';
import { defaultSchema } from '../../../../src/job/defaultJob.ts';
import { readExportedSchema } from '../../../../src/job/readExportedSchema.ts';
import type { AttributeMapping, ObjectMapping, SynchronizationSchema } from '../../../../src/job/schema.ts';
import { oldSchema } from '../../../../src/sandbox/directory/synchronization/oldIntegration.ts';

const template = defaultSchema();

/** The old schema with its one object mapping changed. */
function old(change: (mapping: ObjectMapping) => Partial<ObjectMapping>): SynchronizationSchema {
  const schema = oldSchema();
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({ ...mapping, ...change(mapping) })),
    })),
  };
}

function withMapping(targetAttributeName: string, expression: string, more: Partial<AttributeMapping> = {}) {
  return old(({ attributeMappings }) => ({
    attributeMappings: [
      ...attributeMappings.filter((each) => each.targetAttributeName !== targetAttributeName),
      { targetAttributeName, source: { expression }, ...more },
    ],
  }));
}

function carry(
  before: SynchronizationSchema,
  now: SynchronizationSchema = template,
  begun: SynchronizationSchema | null = template,
) {
  const { value, rows } = carrySchema(wire(before), wire(now), begun === null ? null : wire(begun));
  const schema = value as unknown as SynchronizationSchema;
  assert.deepEqual(
    readExportedSchema(JSON.stringify(schema)).problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  const users = schema.synchronizationRules[0]?.objectMappings.find(
    ({ sourceObjectName }) => sourceObjectName === 'User',
  );
  assert.ok(users);
  return {
    rows,
    users,
    schema,
    of: (name: string) => users.attributeMappings.find((each) => each.targetAttributeName === name),
  };
}

const wire = (schema: SynchronizationSchema): Wire => schema as unknown as Wire;

describe('carrying mappings over', () => {
  it('takes expression, default and flow, and leaves the matching attribute to the new job', () => {
    const more = { defaultValue: 'Doe', flowType: 'ObjectAddOnly', matchingPriority: 2 } as const;
    const { of, rows } = carry(withMapping('member_surname', 'StripSpaces([surname])', more));
    const { source, defaultValue, flowType, matchingPriority } = of('name.familyName') ?? {};
    assert.deepEqual(
      [source?.expression, defaultValue, flowType, matchingPriority],
      ['StripSpaces([surname])', 'Doe', 'ObjectAddOnly', 0],
    );
    assert.equal(
      rows.find(({ name }) => name.includes('familyName'))?.old,
      'StripSpaces([surname]), default "Doe", ObjectAddOnly',
    );
  });

  it('changes nothing where both say the same, in whatever form', () => {
    const { schema, rows } = carry(withMapping('member_surname', '[surname]'));
    assert.deepEqual(schema, template);
    assert.ok(rows.every(({ verdict }) => verdict === 'same' || verdict === 'kept'));
  });

  const unfit = [
    ['functionUnknown', 'Frobnicate([surname])', ['Frobnicate']],
    ['sourceAttributeLacking', 'StripSpaces([shoeSize])', ['shoeSize']],
    ['expressionUnreadable', 'StripSpaces([surname]', ['StripSpaces([surname]']],
  ] as const;
  for (const [code, expression, names] of unfit)
    it(`lists what doesn’t fit: ${code}`, () => {
      const { rows, of } = carry(withMapping('member_surname', expression));
      const row = rows.find(({ name }) => name.includes('familyName'));
      assert.deepEqual([row?.verdict, row?.reason], ['unfit', { code, names }]);
      assert.equal(of('name.familyName')?.source?.expression, '[surname]');
    });

  it('lists an attribute that the new target lacks, and a second mapping to one that it has', () => {
    const { rows } = carry(withMapping('send_welcome_email', '"True"'));
    assert.equal(rows.find(({ name }) => name.includes('send_welcome'))?.reason?.code, 'targetAttributeLacking');
    const twice = carry(withMapping('email', '[mail]'));
    assert.equal(
      twice.rows.find(({ name }) => name.includes('email → userName') && !name.includes('member'))?.reason?.code,
      'targetTaken',
    );
    assert.equal(twice.of('userName')?.source?.name, 'userPrincipalName');
  });

  it('carries over who isn’t deleted or provisioned at all', () => {
    const { users, rows } = carry(old(() => ({ flowTypes: 'Update, Add', enabled: false })));
    assert.deepEqual([users.flowTypes, users.enabled], ['Add,Update', false]);
    assert.equal(rows.filter(({ verdict }) => verdict === 'carry').length, 2);
  });

  it('keeps what somebody has set in the new job, and without the template’s schema carries over what differs', () => {
    const set = carry(withMapping('member_surname', 'ToLower([surname],)')).schema;
    const other = withMapping('member_surname', 'StripSpaces([surname])');
    assert.equal(carry(other, set).of('name.familyName')?.source?.expression, 'ToLower([surname],)');
    assert.equal(carry(other, set, null).of('name.familyName')?.source?.expression, 'StripSpaces([surname])');
  });

  it('does so once: what was carried over is the same afterwards', () => {
    const before = withMapping('member_surname', 'StripSpaces([surname])');
    const once = carry(before).schema;
    const again = carry(before, once);
    assert.deepEqual(again.schema, once);
    assert.deepEqual(
      again.rows.filter(({ verdict }) => verdict === 'carry'),
      [],
    );
  });
});

describe('carrying a scoping filter over', () => {
  const clause = (operatorName: string, sourceOperandName: string) => ({
    operatorName,
    sourceOperandName,
    targetOperand: { values: ['Sales'] },
  });
  const filtered = (...clauses: ReturnType<typeof clause>[]) =>
    old(() => ({ scope: { groups: [{ name: 'One', clauses }] } }));

  it('takes it whole', () => {
    const { users, rows } = carry(filtered(clause('EQUALS', 'department'), clause('NOT EQUALS', 'city')));
    assert.equal(users.scope?.groups?.[0]?.clauses.length, 2);
    assert.equal(
      rows.find(({ area }) => area === 'filter')?.old,
      'department EQUALS "Sales" AND city NOT EQUALS "Sales"',
    );
  });

  const cases = [
    ['sourceAttributeLacking', 'EQUALS', 'branch'],
    ['operatorUnknown', 'SOUNDS LIKE', 'city'],
  ] as const;
  for (const [code, operator, attribute] of cases)
    it(`or not at all: ${code}`, () => {
      const { users, rows } = carry(filtered(clause('EQUALS', 'department'), clause(operator, attribute)));
      assert.deepEqual([users.scope, rows.find(({ area }) => area === 'filter')?.reason?.code], [null, code]);
    });
});
