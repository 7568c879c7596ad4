import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../../src/expressions/checker.ts';
import { compile } from '../../../src/expressions/compile.ts';
import type { Dialect } from '../../../src/expressions/functions/definition.ts';
import { evaluate } from './support.ts';

/** Vendors write "" in the places of options that they do not use; `expected` is what the same call without them gives. */
const rows: readonly (readonly [expression: string, expected: unknown, dialect?: Dialect])[] = [
  ['Replace([a], ".", "", "", "", "", "")', 'janedoe'],
  ['Replace([a], ".", "", "", "_", "", "")', 'jane_doe'],
  ['Replace([a], "", "[a-z]+\\\\.", "", "", "", "")', 'doe'],
  ['Replace([a], "", "(?<x>\\\\.)", "x", "-", "", "")', 'jane-doe'],
  ['Replace([empty], "", "(?<x>[a-z]+)$", "x", "", [a], "")', 'doe'],
  ['Replace([a], "NAME", "", "", "", "", "Hello NAME")', 'Hello jane.doe'],
  ['Replace([a], , "\\\\.", [empty], "-", , )', 'jane-doe'],
  ['InStr([a], "doe", "")', 6],
  ['InStr([a], "DOE", "", "")', 0],
  ['InStr([a], "doe", [empty])', 6],
  ['ToLower([a], "")', 'jane.doe'],
  ['ToUpper([a], [empty])', 'JANE.DOE'],
  ['PCase([a], "")', 'Jane.Doe'],
  ['FormatDateTime("2020-03-01", "", "", "dd")', '01'],
  ['FormatDateTime("20200301", "", "yyyyMMdd", "dd")', '01'],
  ['FormatDateTime("2020-03-01", "", "dd")', '01'],
  ['Len(RandomString(6, 3, 0, 0, 3, ""))', 6],
  ['Mid([a], 6, "")', 'doe', 'cloud-sync'],
  ['ConvertFromBase64("SABpAA==", "")', 'Hi', 'cloud-sync'],
];

describe('an option that is given but empty', () => {
  for (const [expression, expected, dialect = 'provisioning'] of rows) {
    it(`counts as left out in ${expression}`, () => {
      assert.deepEqual(evaluate(expression, { a: 'jane.doe', empty: '' }, { dialect }), expected);
      const errors = check(compile(expression, { dialect })).filter(({ severity }) => severity !== 'information');
      assert.deepEqual(errors, []);
    });
  }

  it('is a value where a value is asked for', () => {
    assert.equal(evaluate('Switch([a], "", "x", "y")', { a: 'z' }), '');
    assert.equal(evaluate('IIF([a]="z", "", "y")', { a: 'z' }), '');
    assert.equal(evaluate('Join("", [a], "b")', { a: 'z' }), 'zb');
    assert.equal(evaluate('Append([a], "")', { a: 'z' }), 'z');
  });

  it('does not stand for what a function needs', () => {
    for (const [expression, code] of [
      ['Replace([a], "", "", "", "", "", "")', 'replaceCombination'],
      ['Replace([a], "", "", "", "x", "", "")', 'replaceCombination'],
      ['FormatDateTime("2020-03-01", "", "yyyy-MM-dd", "")', 'argumentMissing'],
      ['Mid([a], 6, "")', 'argumentMissing'],
    ] as const) {
      assert.deepEqual(evaluate(expression, { a: 'jane.doe' }), { error: code }, expression);
      assert.ok(
        check(compile(expression)).some((finding) => finding.code === code),
        expression,
      );
    }
    assert.deepEqual(evaluate('Replace([a], , [empty], , "x", , )', { a: 'jane' }), { error: 'replaceCombination' });
  });
});
