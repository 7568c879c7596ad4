import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { planPush, push } from '../../../src/entraService/schema/exchangeSchema.ts';
import { schemaDiff } from '../../../src/entraService/schema/schemaDiff.ts';
import { mergeSchemas } from '../../../src/entraService/schema/schemaMerge.ts';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import type { AttributeMapping, SynchronizationSchema } from '../../../src/job/schema.ts';
import { english } from '../../../src/protocol/text.ts';

/** The default schema with its user mapping's attributes changed. */
function schemaWith(
  change: (mappings: readonly AttributeMapping[]) => readonly AttributeMapping[],
): SynchronizationSchema {
  const schema = defaultSchema();
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === 'User'
          ? { ...mapping, attributeMappings: change(mapping.attributeMappings) }
          : mapping,
      ),
    })),
  };
}

function withDefault(attribute: string, defaultValue: string): SynchronizationSchema {
  return schemaWith((mappings) =>
    mappings.map((each) => (each.targetAttributeName === attribute ? { ...each, defaultValue } : each)),
  );
}

const current = (schema: SynchronizationSchema, version = '1'): { text: string; version: string } => ({
  text: JSON.stringify({ ...schema, version }),
  version,
});

describe('a difference between two schemas', () => {
  it('names the place in the words of the editor', () => {
    const [change, ...others] = schemaDiff(defaultSchema(), withDefault('name.givenName', 'Nobody'));
    assert.deepEqual(others, []);
    assert.match(change?.place ?? '', /attribute mapping name\.givenName › defaultValue$/);
    assert.deepEqual([change?.old, change?.new], [null, 'Nobody']);
  });

  it('is none for another order, another version and what is null or left out', () => {
    const shuffled = schemaWith((mappings) => mappings.toReversed().map((each) => ({ ...each, defaultValue: null })));
    const bare = schemaWith((mappings) => mappings.map(({ defaultValue: _, ...rest }) => rest));
    assert.deepEqual(schemaDiff({ ...bare, version: '1' }, { ...shuffled, version: '2', '@odata.context': 'x' }), []);
  });

  it('tells an attribute mapping that is gone as a whole', () => {
    const without = schemaWith((mappings) => mappings.filter((each) => each.targetAttributeName !== 'name.givenName'));
    const [change, ...others] = schemaDiff(defaultSchema(), without);
    assert.deepEqual(others, []);
    assert.match(change?.place ?? '', /attribute mapping name\.givenName$/);
    assert.equal(change?.new, null);
  });
});

describe('a merge of two schemas', () => {
  it('takes what either side has changed', () => {
    const mine = withDefault('name.givenName', 'Mine');
    const theirs = withDefault('name.familyName', 'Theirs');
    const { value, conflicts } = mergeSchemas(defaultSchema(), mine, theirs);
    assert.deepEqual(conflicts, []);
    assert.equal(schemaDiff(theirs, value).length, 1);
    assert.equal(schemaDiff(mine, value).length, 1);
  });

  it('keeps what is in Entra where both have changed the same place, and says so', () => {
    const mine = withDefault('name.givenName', 'Mine');
    const theirs = withDefault('name.givenName', 'Theirs');
    const { value, conflicts } = mergeSchemas(defaultSchema(), mine, theirs);
    assert.deepEqual(schemaDiff(theirs, value), []);
    assert.equal(conflicts.length, 1);
    const [conflict] = conflicts;
    assert.deepEqual([conflict?.base, conflict?.mine, conflict?.theirs], [null, 'Mine', 'Theirs']);
  });

  it('lets nobody undo a removal by not having touched what was removed', () => {
    const without = schemaWith((mappings) => mappings.filter((each) => each.targetAttributeName !== 'name.givenName'));
    assert.deepEqual(schemaDiff(without, mergeSchemas(defaultSchema(), without, defaultSchema()).value), []);
    assert.deepEqual(schemaDiff(without, mergeSchemas(defaultSchema(), defaultSchema(), without).value), []);
  });

  it('is the other side where one has changed nothing, whatever the schema', () => {
    const names = fc.constantFrom('userName', 'name.givenName', 'name.familyName', 'externalId');
    const schemas = fc.tuple(names, fc.string()).map(([name, value]) => withDefault(name, value));
    fc.assert(
      fc.property(schemas, schemas, (one, other) => {
        assert.deepEqual(schemaDiff(other, mergeSchemas(one, one, other).value), []);
        assert.deepEqual(schemaDiff(other, mergeSchemas(one, other, one).value), []);
        assert.deepEqual(mergeSchemas(one, other, other).conflicts, []);
      }),
    );
  });
});

describe('the plan of a push', () => {
  it('writes the parsed tree of an expression that a person has written as text', () => {
    const mine = schemaWith((mappings) =>
      mappings.map((each) =>
        each.targetAttributeName === 'name.givenName'
          ? { ...each, source: { expression: 'ToUpper([givenName], )' } }
          : each,
      ),
    );
    const plan = planPush(mine, null, current(defaultSchema()));
    assert.match(plan.text, /"name": "ToUpper"/);
    assert.ok(plan.changes.length > 0);
  });

  it('leaves out what is an extension of ours, and says so', () => {
    const mine = schemaWith((mappings) => mappings.map((each) => ({ ...each, flowNullValues: true })));
    const plan = planPush(mine, null, current(defaultSchema()));
    assert.doesNotMatch(plan.text, /"flowNullValues": true/);
    assert.match(plan.notes.map(english).join(' '), /flowNullValues/);
  });

  it('shows what somebody has changed in Entra meanwhile, and keeps it', () => {
    const base = current(defaultSchema(), '1');
    const theirs = current(withDefault('name.familyName', 'Theirs'), '2');
    const plan = planPush(withDefault('name.givenName', 'Mine'), base, theirs);
    assert.equal(plan.changedMeanwhile, true);
    assert.equal(plan.theirs.length, 1);
    assert.equal(plan.changes.length, 1);
    assert.match(plan.text, /Theirs/);
    assert.match(plan.text, /Mine/);
  });

  it('says when it can’t tell who has changed what', () => {
    const plan = planPush(defaultSchema(), { version: '1', text: null }, current(withDefault('userName', 'x'), '2'));
    assert.match(plan.notes.map(english).join(' '), /isn’t known here/);
  });
});

describe('a push', () => {
  it('writes nothing when somebody has changed the schema since the plan', async () => {
    const written: string[] = [];
    const client = {
      readSchema: () => Promise.resolve(current(defaultSchema(), '3')),
      replaceSchema: (_id: string, text: string) => {
        written.push(text);
        return Promise.resolve();
      },
    };
    await assert.rejects(
      push(client, 'job', { version: '2', text: '{}' }, new AbortController().signal),
      /version 3, compared with 2/,
    );
    assert.deepEqual(written, []);
  });
});
