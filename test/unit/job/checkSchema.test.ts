import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readJob } from '../../../src/job/readJob.ts';
import { scopingOperators } from '../../../src/job/scopingOperators.ts';
import { assertProblem, problemsOf, smallJob, smallSchema } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

type Schema = ReturnType<typeof smallSchema>;
type Mapping = Schema['synchronizationRules'][number]['objectMappings'][number] & Record<string, unknown>;

/** A job file's text whose schema was changed. */
function textAfter(change: (mapping: Mapping, schema: Schema) => void): string {
  const schema = smallSchema();
  const mapping = schema.synchronizationRules[0]?.objectMappings[0];
  assert.ok(mapping);
  change(mapping, schema);
  return JSON.stringify({ ...smallJob(), schema }, null, 2);
}

function mapTo(targetAttributeName: string, source: unknown): string {
  return textAfter((mapping) => mapping.attributeMappings.push({ targetAttributeName, source, matchingPriority: 0 }));
}

function filterBy(clause: Record<string, unknown>): string {
  return textAfter((mapping) => {
    mapping.scope = { groups: [{ name: 'g', clauses: [clause] }] };
  });
}

function warningsOf(text: string): readonly string[] {
  const { job, problems } = readJob(text);
  assert.ok(job, JSON.stringify(problems));
  return problems.map((problem) => problem.code);
}

describe('mappings to nowhere', () => {
  test('an unknown target attribute', () => {
    assertProblem(
      mapTo('Title', { expression: '[department]' }),
      'unknown-target-attribute',
      '"Title"',
      /Did you mean "title"\?/,
    );
  });

  test('a target attribute whose name is dangerous to JavaScript, whatever the directory defines', () => {
    assertProblem(
      mapTo('__proto__.polluted', { expression: '[department]' }),
      'forbidden-target-attribute',
      '"__proto__.polluted"',
      /is no name of an attribute/,
    );
  });

  test('an unknown source attribute, underlined inside its expression', () => {
    const text = mapTo('title', { expression: 'Join("\\\\", [department], [Mail])' });
    assertProblem(text, 'attributeCase', '[Mail]', /\[mail\].*case-sensitive/);
  });

  test('an unknown source attribute that only the parsed tree names', () => {
    assertProblem(
      mapTo('title', { name: 'nope', type: 'Attribute' }),
      'attributeUnknown',
      '"source"',
      /no attribute nope/,
    );
  });

  test('objects and directories that are not defined', () => {
    assertProblem(
      textAfter((mapping) => (mapping.sourceObjectName = 'Person')),
      'unknown-object',
      '"Person"',
      /"Entra" defines no object "Person"\. Write one of "User"/,
    );
    assertProblem(
      textAfter((_, schema) => {
        schema.synchronizationRules.forEach((rule) => (rule.targetDirectoryName = 'Dropbx'));
      }),
      'unknown-directory',
      '"Dropbx"',
      /Did you mean "Dropbox"\?/,
    );
  });

  test('a disabled object mapping without source object is what Entra exports', () => {
    assert.deepEqual(
      warningsOf(
        textAfter((mapping, schema) => {
          const disabled = { ...mapping, enabled: false, sourceObjectName: '' };
          schema.synchronizationRules[0]?.objectMappings.push(disabled);
        }),
      ),
      [],
    );
  });

  test('objects are found in another letter case, attributes are not', () => {
    assert.deepEqual(warningsOf(textAfter((mapping) => (mapping.sourceObjectName = 'user'))), []);
  });

  test('a read-only target, a target mapped twice, a name defined twice', () => {
    assertProblem(mapTo('id', { expression: '[objectId]' }), 'read-only-target', '"id"', /read-only/);
    assertProblem(mapTo('userName', { expression: '[mail]' }), 'duplicate-mapping', '"userName"', /mapped twice/);
    assertProblem(
      textAfter((_, schema) => schema.directories[0]?.objects[0]?.attributes.push({ name: 'mail' })),
      'duplicate-definition',
      '"mail"',
      /defined twice/,
    );
  });
});

describe('object mappings', () => {
  test('need a matching attribute while they are enabled', () => {
    const unmatched = (mapping: Mapping) => {
      mapping.attributeMappings.forEach((each) => (each.matchingPriority = 0));
    };
    assertProblem(textAfter(unmatched), 'no-matching-attribute', '"attributeMappings"', /"matchingPriority": 1/);
    const disabled = textAfter((mapping) => {
      unmatched(mapping);
      mapping['enabled'] = false;
    });
    assert.deepEqual(warningsOf(disabled), ['nothing-enabled']);
  });

  test('know three flow types, with or without blanks', () => {
    assertProblem(
      textAfter((mapping) => (mapping['flowTypes'] = 'Add,Updat')),
      'unknown-flow-type',
      '"Add,Updat"',
      /Did you mean "Update"/,
    );
    for (const flowTypes of ['Add', 'Add, Update , Delete', 'None', '']) {
      assert.deepEqual(warningsOf(textAfter((mapping) => (mapping['flowTypes'] = flowTypes))), []);
    }
  });

  test('are warned of required attributes that nothing fills', () => {
    const text = textAfter((_, schema) => {
      schema.directories[1]?.objects[0]?.attributes.push({ name: 'name.familyName', required: true } as {
        name: string;
      });
    });
    assert.deepEqual(warningsOf(text), ['required-attribute-unmapped']);
  });

  test('are warned of two matching attributes with one priority', () => {
    const text = textAfter((mapping) =>
      mapping.attributeMappings.push({
        targetAttributeName: 'title',
        source: { expression: '[department]' },
        matchingPriority: 1,
      }),
    );
    assert.deepEqual(warningsOf(text), ['duplicate-matching-priority']);
  });
});

describe('attribute mappings', () => {
  test('may map nothing, but not say nothing', () => {
    assert.deepEqual(warningsOf(mapTo('title', null)), []);
    assertProblem(mapTo('title', {}), 'empty-source', '"source"', /"source": null/);
    assertProblem(
      textAfter((mapping) => mapping.attributeMappings.push({ targetAttributeName: 'title' } as never)),
      'missing-member',
      '{',
      /needs "source"/,
    );
  });

  test('with an expression that cannot be read, at the place inside the JSON string', () => {
    const text = mapTo('title', { expression: 'Join("é\\"", [mail]' });
    const errors = readJob(text).problems.filter((problem) => problem.code.startsWith('syntax'));
    assert.equal(errors.length, 1);
    const token = JSON.stringify('Join("é\\"", [mail]');
    const start = text.indexOf(token);
    assert.ok(errors[0] && errors[0].offset > start && errors[0].offset < start + token.length);
  });

  test('with a function that there is not, or that lacks an argument', () => {
    const misspelt = mapTo('title', { expression: 'Switc([department], "x")' });
    assertProblem(misspelt, 'functionUnknown', 'Switc', /did you mean Switch/);
    assertProblem(mapTo('title', { expression: 'Append([mail])' }), 'argumentMissing', 'Append', /needs suffix/);
  });

  test('that the job’s scope does not allow', () => {
    const text = textAfter((mapping, schema) => {
      schema.directories[0]?.objects[0]?.attributes.push({ name: 'appRoleAssignments' });
      const source = { expression: 'SingleAppRoleAssignment([appRoleAssignments])' };
      mapping.attributeMappings.push({ targetAttributeName: 'title', source, matchingPriority: 0 });
    });
    const everyone = { ...(JSON.parse(text) as object), provisioning: { scope: 'all' } };
    const [found] = problemsOf(everyone);
    assert.match(english(found?.message ?? ''), /assigned/);
    assert.deepEqual(problemsOf(JSON.parse(text)), []);
  });

  test('whose text was edited mean the text, not the parsed form left beside it', () => {
    const text = mapTo('title', { expression: '[department]', name: 'mail', type: 'Attribute', parameters: [] });
    assert.deepEqual(warningsOf(text), ['stale-parsed-form']);
    const mapping = readJob(text).job?.schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[1];
    assert.deepEqual(mapping?.source, { expression: '[department]' });
  });

  test('whose parsed form says the same keep it', () => {
    const constant = (name: string) => ({ expression: `"${name}"`, name, type: 'Constant', parameters: [] });
    const source = {
      expression: 'IIF([level]>3, Join("@", [mail], ), "")',
      name: 'IIF',
      type: 'Function',
      parameters: [
        { key: 'one', value: { expression: '[level]', name: 'level', type: 'Attribute', parameters: [] } },
        { key: 'two', value: constant('>') },
        { key: 'three', value: constant('3') },
        {
          key: 'four',
          value: {
            expression: 'Join("@", [mail], )',
            name: 'Join',
            type: 'Function',
            parameters: [
              { key: 'separator', value: constant('@') },
              { key: 'source', value: { expression: '[mail]', name: 'mail', type: 'Attribute', parameters: [] } },
              { key: 'source', value: { expression: null, name: '%DomainFQDN%', type: 'Constant', parameters: [] } },
            ],
          },
        },
        { key: 'five', value: constant('') },
      ],
    };
    const text = mapTo('title', source);
    assert.deepEqual(warningsOf(text), []);
    const mapping = readJob(text).job?.schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[1];
    assert.deepEqual(mapping?.source, source);
  });

  test('with words that Graph does not know', () => {
    const text = textAfter((mapping) => {
      mapping.attributeMappings.forEach((each) => Object.assign(each, { flowType: 'OnCreate' }));
    });
    assertProblem(text, 'invalid-value', '"OnCreate"', /"Always", "ObjectAddOnly"/);
  });
});

describe('scoping filters', () => {
  test('know these operators', () => {
    const clause = { operatorName: 'EQUAL', sourceOperandName: 'department', targetOperand: { values: ['Sales'] } };
    assertProblem(filterBy(clause), 'unknown-operator', '"EQUAL"', /Did you mean "EQUALS"\?/);
    const attributeOf: ReadonlyMap<string, string> = new Map([
      ['Boolean', 'enabled'],
      ['Integer', 'level'],
    ]);
    for (const { name, arity, operand, supportedAttributeTypes } of scopingOperators) {
      const sourceOperandName = attributeOf.get(supportedAttributeTypes[0] ?? 'String') ?? 'department';
      const value = operand === 'integer' ? '64' : '^S';
      const targetOperand = arity === 'Unary' ? null : { values: [value] };
      assert.deepEqual(warningsOf(filterBy({ operatorName: name, sourceOperandName, targetOperand })), [], name);
    }
  });

  test('compare with something or with nothing', () => {
    const missing = { operatorName: 'EQUALS', sourceOperandName: 'department', targetOperand: null };
    assertProblem(filterBy(missing), 'missing-operand', 'null', /needs something to compare with/);
    const surplus = { operatorName: 'IS NULL', sourceOperandName: 'department', targetOperand: { values: ['x'] } };
    assertProblem(filterBy(surplus), 'surplus-operand', '"targetOperand"', /compares with nothing/);
    const several = { operatorName: 'EQUALS', sourceOperandName: 'department', targetOperand: { values: ['a', 'b'] } };
    assertProblem(filterBy(several), 'several-values', '"values"', /compares with one value, and here are 2/);
    const text = { operatorName: 'Greater_Than', sourceOperandName: 'level', targetOperand: { values: ['ten'] } };
    assertProblem(filterBy(text), 'operand-not-integer', '"ten"', /digits only/);
  });

  test('match patterns that .NET understands', () => {
    const clause = {
      operatorName: 'REGEX MATCH',
      sourceOperandName: 'department',
      targetOperand: { values: ['"a(b'] },
    };
    assert.match(problemsOf(JSON.parse(filterBy(clause)))[0]?.code ?? '', /^invalid-pattern$/);
  });

  test('ask about attributes that there are', () => {
    const clause = { operatorName: 'IS NULL', sourceOperandName: 'Department' };
    assertProblem(filterBy(clause), 'unknown-source-attribute', '"Department"', /Did you mean "department"\?/);
  });

  test('are warned of attributes that filters or the operator do not support', () => {
    assert.deepEqual(warningsOf(filterBy({ operatorName: 'IS NULL', sourceOperandName: 'tags' })), [
      'unsupported-filter-attribute',
    ]);
    assert.deepEqual(warningsOf(filterBy({ operatorName: 'IS TRUE', sourceOperandName: 'level' })), [
      'operator-type-mismatch',
    ]);
  });
});

test('a schema that is wrong and settings that are wrong are both told', () => {
  const job = { ...smallJob(), executor: 'x', schema: smallSchema() };
  job.schema.synchronizationRules[0]?.objectMappings.forEach((mapping) => (mapping.targetObjectName = 'nobody'));
  assert.deepEqual(
    problemsOf(job)
      .map((problem) => problem.code)
      .sort(),
    ['invalid-value', 'unknown-object'],
  );
});

test('a hostile schema is given up after a thousand errors', () => {
  const text = textAfter((mapping) => {
    for (let index = 0; index < 50_000; index += 1) {
      mapping.attributeMappings.push({ targetAttributeName: `nowhere${index}`, source: null, matchingPriority: 0 });
    }
  });
  const { job, problems } = readJob(text);
  assert.equal(job, null);
  assert.equal(problems.length, 1000);
});
