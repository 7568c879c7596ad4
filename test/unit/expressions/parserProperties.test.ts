import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compile } from '../../../src/expressions/compile.ts';
import { maximumNesting, parse } from '../../../src/expressions/syntax/parser.ts';
import { print, quoteString } from '../../../src/expressions/syntax/printer.ts';
import { descendants } from '../../../src/expressions/syntax/syntaxTree.ts';
import { context, shape } from './support.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/u);
const leaf: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[\w.-]{1,8}$/u).map((text) => `[${text}]`),
  fc.string({ maxLength: 8 }).map(quoteString),
  fc.constantFrom('1', '-10', '42568.75', '&HF7', '129699324000000000'),
  name,
);
const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'call' },
    leaf,
    fc
      .tuple(name, fc.array(fc.oneof(tie('expression'), fc.constant('')), { maxLength: 4 }))
      .map(([called, given]) => `${called}(${given.join(' ,')})`),
  ),
  expression: fc.oneof(
    { weight: 4, arbitrary: tie('operand') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('operand'), fc.constantFrom('=', '<>', '>', '>=', '<', '<='), tie('operand'))
        .map((parts) => parts.join(' ')),
    },
  ),
}));
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        leaf,
        fc.constantFrom(
          '(',
          ')',
          ',',
          '[',
          ']',
          '"',
          '\\',
          '=',
          '<',
          ' ',
          '\n',
          '&',
          "'",
          ';',
          '\\"',
          '[a[b]',
          '\u{1f600}',
          '\ud800',
          'IIF',
          'Switch(',
          'Replace(',
          'Item(',
        ),
      ),
    )
    .map((parts) => parts.join('')),
);

describe('parser properties', () => {
  it('parses what is printed into the same tree', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const { tree, diagnostics } = parse(text);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === 'error'),
          [],
        );
        assert.deepEqual(shape(parse(print(tree)).tree), shape(tree));
      }),
    );
  });

  it('prints the tree of any text, however broken, so that it is parsed into the same one', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { tree } = parse(text);
        assert.deepEqual(shape(parse(print(tree)).tree), shape(tree));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, on any text, and keeps every place inside it', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const compiled = compile(text);
        compiled.evaluate({ a: 'x' }, context);
        for (const node of descendants(compiled.tree))
          assert.ok(0 <= node.start && node.start <= node.end && node.end <= text.length);
        for (const { offset, length } of compiled.diagnostics)
          assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length);
        assert.equal(typeof print(compiled.tree), 'string');
      }),
      { numRuns: 2000 },
    );
  });

  it('needs no more tokens than characters, however broken the text', () => {
    for (const unit of [
      '[',
      '[a',
      '[a[b]',
      '"',
      '"\\',
      '\\',
      '(',
      'f(',
      ')',
      ',',
      '=',
      '-',
      '1 ',
      "'",
      '[x"',
      'f([a, ',
    ]) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      const { tree, diagnostics } = parse(text);
      assert.ok([...descendants(tree)].length <= text.length + 1, unit);
      assert.ok(diagnostics.length <= text.length + 2, unit);
    }
  });

  it('evaluates a thousand levels of nesting, and reports deeper ones instead of failing', () => {
    const nested = (depth: number): string => `${'Append('.repeat(depth)}[a]${', "b")'.repeat(depth)}`;
    const outcome = compile(nested(1000)).evaluate({ a: 'a' }, context);
    assert.ok(outcome.kind === 'value' && outcome.value === `a${'b'.repeat(1000)}`);
    assert.equal(print(parse(nested(1000)).tree), nested(1000));
    for (const depth of [maximumNesting, maximumNesting + 1, 50_000]) {
      const { kind } = compile(nested(depth)).evaluate({ a: 'a' }, context);
      assert.equal(kind, depth <= maximumNesting ? 'value' : 'error');
    }
    assert.deepEqual(
      parse(nested(5000)).diagnostics.map(({ code }) => code),
      ['syntaxTooDeep'],
    );
  });
});
