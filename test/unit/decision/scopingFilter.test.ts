import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFilter, evaluateFilter } from '../../../src/decision/scopingFilter.ts';
import type { Attributes, Value } from '../../../src/expressions/value.ts';
import type { FilterClause } from '../../../src/job/schema.ts';
import { english } from '../../../src/protocol/text.ts';

function passes(operatorName: string, operand: string | null, value: Value): boolean {
  const targetOperand = operand === null ? null : { values: [operand] };
  const filter = compileFilter([{ clauses: [{ operatorName, sourceOperandName: 'x', targetOperand }] }]);
  return evaluateFilter(filter, { x: value }).passed;
}

const rows: readonly (readonly [operator: string, operand: string | null, value: Value, passes: boolean])[] = [
  ['EQUALS', 'Sales', 'Sales', true],
  ['EQUALS', 'Sales', 'sales', false],
  ['EQUALS', '5', 5, true],
  ['NOT EQUALS', 'Sales', 'sales', true],
  ['NOT EQUALS', 'Sales', 'Sales', false],
  ['IS TRUE', null, true, true],
  ['IS TRUE', null, 'True', true],
  ['IS TRUE', null, false, false],
  ['IS FALSE', null, false, true],
  ['IS FALSE', null, 'false', true],
  ['IS NULL', null, null, true],
  ['IS NULL', null, '', true],
  ['IS NULL', null, 'x', false],
  ['IS NOT NULL', null, 'x', true],
  ['IS NOT NULL', null, null, false],
  ['REGEX MATCH', '^User_', 'User_7', true],
  ['REGEX MATCH', 'er_', 'User_7', true],
  ['REGEX MATCH', '^user_', 'User_7', false],
  ['REGEX MATCH', '(unclosed', 'x', false],
  ['NOT REGEX MATCH', '^User_', 'ada', true],
  ['NOT REGEX MATCH', '^User_', 'User_7', false],
  ['NOT REGEX MATCH', '(unclosed', 'x', false],
  ['Includes', 'ale', 'Sales', true],
  ['Includes', 'ALE', 'Sales', false],
  ['ENDS_WITH', '@contoso.com', 'ada@contoso.com', true],
  ['ENDS_WITH', '@contoso.com', 'ada@CONTOSO.com', false],
  ['Greater_Than', '5', 6, true],
  ['Greater_Than', '5', '10', true],
  ['Greater_Than', '5', 5, false],
  ['Greater_Than', '5', 'six', false],
  ['Greater_Than', 'five', 6, false],
  ['Greater_Than_OR_EQUALS', '5', 5, true],
  ['Greater_Than_OR_EQUALS', '9007199254740993', '9007199254740992', false],
  ['&', '4', 6, true],
  ['&', '4', 3, false],
  ['!&', '4', 3, true],
  ['!&', '4', 6, false],
  ['an operator that there is not', 'x', 'x', false],
];

describe('a clause of a scoping filter', () => {
  it('with several values, or with none, is unfinished: nobody can say whether one or all must fit', () => {
    for (const values of [['Sales', 'IT'], []]) {
      for (const operatorName of [
        'EQUALS',
        'NOT EQUALS',
        'REGEX MATCH',
        'Includes',
        'ENDS_WITH',
        '&',
        'Greater_Than',
      ]) {
        const clauses = [{ operatorName, sourceOperandName: 'x', targetOperand: { values } }];
        const result = evaluateFilter(compileFilter([{ clauses }]), { x: 'Sales' });
        assert.equal(result.passed, false);
        assert.match(
          english(result.unfinished ?? ''),
          new RegExp(`compares with one value, and here are ${values.length}`),
        );
      }
    }
  });

  it('that needs more work than an evaluation has is unfinished, and so are those after it', () => {
    const clause = (pattern: string): FilterClause => ({
      operatorName: 'NOT REGEX MATCH',
      sourceOperandName: 'x',
      targetOperand: { values: [pattern] },
    });
    const clauses = [...Array.from({ length: 200 }, () => clause('(a|aa)+$')), clause('c')];
    const result = evaluateFilter(compileFilter([{ clauses }]), { x: `${'a'.repeat(22)}b` });
    assert.ok(result.clauses[0]?.passed);
    assert.notEqual(result.unfinished, null);
    const digits = [{ operatorName: '&', sourceOperandName: 'x', targetOperand: { values: ['4'] } }];
    assert.match(
      english(evaluateFilter(compileFilter([{ clauses: digits }]), { x: '1'.repeat(400_000) }).unfinished ?? ''),
      /steps/,
    );
  });

  for (const [operator, operand, value, expected] of rows) {
    it(`${operator} ${operand ?? ''} is ${expected} for ${JSON.stringify(value)}`, () => {
      assert.equal(passes(operator, operand, value), expected);
    });
  }

  it('is false for a null, whatever the operator, but for IS NULL', () => {
    for (const [operator, operand] of rows) {
      if (operator === 'IS NULL') continue;
      assert.equal(passes(operator, operand, null), false, operator);
      assert.equal(passes(operator, operand, ''), false, operator);
    }
  });

  it('cannot look into a multi-valued attribute', () => {
    assert.equal(passes('EQUALS', 'a', ['a']), false);
    assert.equal(passes('IS NOT NULL', null, ['a']), true);
  });
});

describe('a scoping filter', () => {
  const clause = (attribute: string, operand: string): object => ({
    operatorName: 'EQUALS',
    sourceOperandName: attribute,
    targetOperand: { values: [operand] },
  });
  const filterOf = (groups: readonly (readonly object[])[]): ReturnType<typeof compileFilter> =>
    compileFilter(groups.map((clauses) => ({ clauses: clauses as never })));

  it('lets everything pass when there is none', () => {
    for (const none of [null, undefined, []]) assert.ok(evaluateFilter(compileFilter(none), {}).passed);
  });

  it('needs every clause of a group, and one group of several', () => {
    const filter = filterOf([[clause('a', '1'), clause('b', '2')], [clause('c', '3')]]);
    assert.equal(evaluateFilter(filter, { a: '1', b: '2' }).passed, true);
    assert.equal(evaluateFilter(filter, { a: '1' }).passed, false);
    assert.equal(evaluateFilter(filter, { a: '1', c: '3' }).passed, true);
  });

  it('tells each clause as the portal words it, and where a null decided', () => {
    const { clauses } = evaluateFilter(filterOf([[clause('a', '1'), clause('b', '2')]]), { a: '0' });
    assert.deepEqual(clauses, [
      { text: 'a EQUALS "1"', passed: false, becauseOfNull: false, unfinished: null },
      { text: 'b EQUALS "2"', passed: false, becauseOfNull: true, unfinished: null },
    ]);
  });
});

describe('a clause that cannot be evaluated', () => {
  const hostile = { operatorName: 'REGEX MATCH', sourceOperandName: 'x', targetOperand: { values: ['^(a+)+$'] } };
  const longTitle = `${'a'.repeat(60)}!`;
  const equals = (attribute: string, value: string): FilterClause => ({
    operatorName: 'EQUALS',
    sourceOperandName: attribute,
    targetOperand: { values: [value] },
  });
  const outcome = (groups: readonly (readonly FilterClause[])[], attributes: Attributes): boolean | 'unfinished' => {
    const { passed, unfinished } = evaluateFilter(compileFilter(groups.map((clauses) => ({ clauses }))), attributes);
    return unfinished === null ? passed : 'unfinished';
  };

  it('decides nothing, whichever way it asks', () => {
    assert.equal(outcome([[hostile]], { x: longTitle }), 'unfinished');
    assert.equal(outcome([[{ ...hostile, operatorName: 'NOT REGEX MATCH' }]], { x: longTitle }), 'unfinished');
    assert.equal(outcome([[hostile]], { x: 'aaa' }), true);
  });

  it('does not matter where the other clauses settle it', () => {
    assert.equal(outcome([[hostile, equals('y', '1')]], { x: longTitle, y: '2' }), false);
    assert.equal(outcome([[hostile], [equals('y', '1')]], { x: longTitle, y: '1' }), true);
    assert.equal(outcome([[hostile], [equals('y', '1')]], { x: longTitle, y: '2' }), 'unfinished');
  });

  it('is one on a value that its operator is not for, or without such an operator', () => {
    const greater = { operatorName: 'Greater_Than', sourceOperandName: 'x', targetOperand: { values: ['5'] } };
    assert.equal(outcome([[greater]], { x: 'six' }), 'unfinished');
    assert.equal(outcome([[greater]], { x: null }), false);
    assert.equal(outcome([[equals('x', 'a')]], { x: ['a', 'b'] }), 'unfinished');
    assert.equal(outcome([[equals('x', 'a')]], { x: [] }), false);
    assert.equal(outcome([[{ ...greater, operatorName: 'RESEMBLES' }]], { x: '6' }), 'unfinished');
  });
});

describe('an input filter', () => {
  it('lets through who has no value for what must not be, as Microsoft’s own does', () => {
    const clauses = [
      { operatorName: 'NOT REGEX MATCH', sourceOperandName: 'adminDescription', targetOperand: { values: ['^User_'] } },
      { operatorName: '!&', sourceOperandName: 'recipientType', targetOperand: { values: ['566259712'] } },
    ];
    const passes = (attributes: Attributes): boolean =>
      evaluateFilter(compileFilter([{ clauses }], 'passesNegations'), attributes).passed;
    assert.equal(passes({}), true);
    assert.equal(passes({ adminDescription: 'User_7' }), false);
    assert.equal(evaluateFilter(compileFilter([{ clauses }]), {}).passed, false, 'a scoping filter does not');
  });
});
