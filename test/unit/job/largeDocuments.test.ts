import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findDeeperThan } from '../../../src/job/jsonDepth.ts';
import { longestDocument, parseJsonDocument } from '../../../src/job/jsonDocument.ts';
import { readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { someNames, withGuess } from '../../../src/job/similarName.ts';
import { smallSchema } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

/** Each of these took minutes when the work grew with the square of the size; the runner's timeout is what notices. */
describe('A large document', () => {
  test('is refused with a sentence when it is larger than any job', () => {
    const { problems, value } = parseJsonDocument(`{"id": "${'a'.repeat(longestDocument)}"}`);
    assert.equal(value, undefined);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['too-large'],
    );
    assert.match(english(problems[0]?.message ?? ''), /has 16\.1 million characters, and at most 16 million are read/);
  });

  test('of wrong items is told by its first thousand errors', () => {
    const rules = Array.from({ length: 100_000 }, () => ({}));
    const { schema, problems } = readExportedSchema(JSON.stringify({ synchronizationRules: rules, directories: [] }));
    assert.equal(schema, null);
    assert.equal(problems.length, 1000);
  });

  test('of unknown members is told by its first thousand errors, at the end of the text as at its beginning', () => {
    const members = Array.from({ length: 200_000 }, (_, index) => [`member${index}`, 1] as const);
    const { problems } = readJob(JSON.stringify({ ...Object.fromEntries(members), id: 'a', source: 1, target: 1 }));
    assert.equal(problems.length, 1000);
    assert.ok(problems.every(({ offset }) => offset > 0));
  });

  test('of ever more warnings is given up with an error that says so', () => {
    const schema = smallSchema();
    const rule = schema.synchronizationRules[0];
    const mapping = rule?.objectMappings[0];
    assert.ok(rule && mapping);
    const source = { expression: '[mail]', type: 'Attribute', name: 'department', parameters: [] };
    rule.objectMappings = Array.from({ length: 20_000 }, () => ({
      ...mapping,
      attributeMappings: [{ targetAttributeName: 'userName', source, matchingPriority: 1 }],
    }));
    const { schema: read, problems } = readExportedSchema(JSON.stringify(schema));
    assert.equal(read, null);
    assert.equal(problems.length, 5001);
    assert.equal(problems.find(({ severity }) => severity === 'error')?.code, 'too-many-problems');
  });

  test('of many definitions and many mappings is checked once for each', () => {
    const schema = smallSchema();
    const [entra] = schema.directories;
    const mapping = schema.synchronizationRules[0]?.objectMappings[0];
    assert.ok(entra?.objects[0] && mapping);
    const names = Array.from({ length: 20_000 }, (_, index) => `extension${index}`);
    entra.objects[0].attributes.push(...names.map((name) => ({ name, type: 'String' })));
    mapping.attributeMappings.push(
      ...names.map((name) => ({
        targetAttributeName: 'userName',
        source: { expression: `[${name}]` },
        matchingPriority: 0,
      })),
    );
    const { problems } = readExportedSchema(JSON.stringify(schema));
    assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['duplicate-mapping']);
  });
});

test('brackets in strings and comments are not counted', () => {
  const sound = '{"a": "[[[[\\"[[", /* [[[[ */ "b": [1] // [[[[\n, "c": {}}';
  assert.equal(findDeeperThan(2, sound), null);
  assert.equal(findDeeperThan(1, sound), sound.indexOf('[1]'));
  assert.equal(findDeeperThan(1, '"[[\n[['), 5);
  assert.equal(findDeeperThan(1, '/[[/'), 2);
  assert.equal(findDeeperThan(1, '/*[[ "[['), null);
  assert.equal(findDeeperThan(1, '//[[\r[['), 6);
});

test('a guess looks at names, and a sentence lists some of them', () => {
  const names = Array.from({ length: 40 }, (_, index) => `name${index}`);
  assert.match(english(someNames(names)), /^"name0", .*"name29" or 10 others$/);
  assert.equal(withGuess('No.', 'a'.repeat(100_000), ['a'.repeat(100_001)]), 'No.');
  assert.equal(english(withGuess('No.', 'usrName', ['displayName', 'userName'])), 'No. Did you mean "userName"?');
});
