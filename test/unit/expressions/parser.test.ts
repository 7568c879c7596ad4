import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compile } from '../../../src/expressions/compile.ts';
import type { Finding } from '../../../src/expressions/finding.ts';
import { maximumNesting, parse } from '../../../src/expressions/parser.ts';
import { print, printMultiline, quoteString } from '../../../src/expressions/printer.ts';
import { childrenOf, descendants, type ExpressionNode, nodesAt } from '../../../src/expressions/syntaxTree.ts';
import { context } from './support.ts';

/** A tree without its offsets, in the words of the language. */
function shape(node: ExpressionNode): unknown {
  if (node.kind === 'call') return [node.name, ...node.arguments.map(shape)];
  if (node.kind === 'comparison') return [node.operator, shape(node.left), shape(node.right)];
  return Object.fromEntries(Object.entries(node).filter(([member]) => member !== 'start' && member !== 'end'));
}

function codes(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ code }) => code);
}

function applyFix(text: string, { fix }: Finding): string {
  const edits = [...(fix?.edits ?? [])].sort((one, other) => other.offset - one.offset);
  return edits.reduce(
    (changed, { offset, length, newText }) => changed.slice(0, offset) + newText + changed.slice(offset + length),
    text,
  );
}

describe('parser', () => {
  it('gives every node its exact place', () => {
    const text = 'IIF( [a] >= &HF ,"x\\"y", Foo(,) )';
    const { tree, diagnostics } = parse(text);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      [...descendants(tree)].map((node) => [node.kind, text.slice(node.start, node.end)]),
      [
        ['call', text],
        ['comparison', '[a] >= &HF'],
        ['attribute', '[a]'],
        ['number', '&HF'],
        ['string', '"x\\"y"'],
        ['call', 'Foo(,)'],
        ['blank', ''],
        ['blank', ''],
      ],
    );
    assert.deepEqual(
      nodesAt(tree, text.indexOf('[a]') + 1).map(({ kind }) => kind),
      ['call', 'comparison', 'attribute'],
    );
  });

  it('tells a blank argument from none and from an empty text', () => {
    assert.deepEqual(shape(parse('Now( )').tree), ['Now']);
    assert.equal(childrenOf(parse('F(a, ,"")').tree)[1]?.kind, 'blank');
    assert.equal(childrenOf(parse('F(a, ,"")').tree)[2]?.kind, 'string');
    assert.equal(childrenOf(parse('ToLower([a], )').tree).length, 2);
  });

  it('takes white space, line breaks and names with brackets, dots and hyphens', () => {
    const { tree, diagnostics } = parse(
      '\r\nJoin\n (\t"" ,[emails[type eq "work"].value],\n\n[msDS-cloudExtensionAttribute1], [passwordProfile.password])\n',
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      [...descendants(tree)].flatMap((node) => (node.kind === 'attribute' ? [node.name] : [])),
      ['emails[type eq "work"].value', 'msDS-cloudExtensionAttribute1', 'passwordProfile.password'],
    );
  });

  it('keeps an unknown escape and offers to double its backslash', () => {
    const { tree, diagnostics } = parse('"\\+(?<a>\\d)\\\\"');
    assert.equal(tree.kind === 'string' ? tree.value : '', '\\+(?<a>\\d)\\');
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [['undoubledBackslash', 'warning']],
    );
    assert.equal(applyFix('"\\+\\d"', parse('"\\+\\d"').diagnostics[0] ?? assert.fail()), '"\\\\+\\\\d"');
  });

  it('gives half-typed text the best tree there is', () => {
    for (const [text, tree, found] of [
      [
        'Join("", [giv, [surname])',
        [
          'Join',
          { kind: 'string', value: '' },
          { kind: 'attribute', name: 'giv' },
          { kind: 'attribute', name: 'surname' },
        ],
        ['syntaxUnterminatedAttribute'],
      ],
      ['ToLower([])', ['ToLower', { kind: 'attribute', name: '' }], ['syntaxUnnamedAttribute']],
      [
        'Join("-", Left([a], 3',
        [
          'Join',
          { kind: 'string', value: '-' },
          ['Left', { kind: 'attribute', name: 'a' }, { kind: 'number', text: '3' }],
        ],
        ['syntaxMissingParenthesis'],
      ],
      [
        'IIF([a]=',
        ['IIF', ['=', { kind: 'attribute', name: 'a' }, { kind: 'blank' }]],
        ['syntaxMissingParenthesis', 'syntaxMissingOperand'],
      ],
      [
        'Append([a] "x")',
        ['Append', { kind: 'attribute', name: 'a' }, { kind: 'string', value: 'x' }],
        ['syntaxMissingComma'],
      ],
      [
        'Append([a],"x"))',
        ['Append', { kind: 'attribute', name: 'a' }, { kind: 'string', value: 'x' }],
        ['syntaxUnexpectedParenthesis'],
      ],
    ] as const) {
      assert.deepEqual([shape(parse(text).tree), codes(text)], [tree, found], text);
    }
  });

  it('says what other languages have and this one has not', () => {
    for (const [text, code] of [
      ['', 'syntaxEmpty'],
      ['"t-" & [alias]', 'syntaxOperator'],
      ['IIF([a]="1" AND [b]="2", "x", "y")', 'syntaxOperator'],
      ['IIF([a]=="1", "x", "y")', 'syntaxOperator'],
      ['IIF([a]=[b]=[c], "x", "y")', 'syntaxChainedComparison'],
      ['Split([a], "@")[0]', 'syntaxIndex'],
      ['Append(\'a\', "b")', 'syntaxUnexpectedCharacter'],
      ['IIF(([a]="1"), "x", "y")', 'syntaxGrouping'],
      ['[a] [b]', 'syntaxTrailing'],
      ['[a], [b]', 'syntaxUnexpectedComma'],
      ['Append([a], "x', 'syntaxUnterminatedString'],
    ] as const) {
      assert.ok(codes(text).includes(code), `${text}: ${codes(text).join()}`);
      const outcome = compile(text).evaluate({}, context);
      assert.ok(outcome.kind === 'error' && outcome.error.code.startsWith('syntax'), text);
    }
  });

  it('offers fixes that parse', () => {
    for (const text of [
      'Split([a], "@")[0]',
      'IIF([a]=="1", "x", "y")',
      'Append([a] "x")',
      'Left([a], Len([b]',
      'Append([a],"x"))',
      'Append([a, "x")',
      'Append([a], "x',
    ]) {
      let fixed = text;
      for (let round = 0; round < 3; round += 1) {
        const [first] = parse(fixed).diagnostics;
        if (first !== undefined) fixed = applyFix(fixed, first);
      }
      assert.deepEqual(codes(fixed), [], `${text} became ${fixed}`);
    }
  });
});

describe('printer', () => {
  it('prints as Graph does', () => {
    const text = 'Replace( [preferredLanguage],"-", , ,  "_", ,  )';
    assert.equal(print(parse(text).tree), 'Replace([preferredLanguage], "-", , , "_", , )');
    assert.equal(print(parse('IIF( [a] = "\\\\\\"", 1 , )').tree), 'IIF([a]="\\\\\\"", 1, )');
  });

  it('prints long calls over several lines that mean the same', () => {
    const text =
      'Switch([department], "Unknown", "ENG", Join(" ", [givenName], [surname], [initials]), "MKT", "Marketing and Communication")';
    const lines = printMultiline(parse(text).tree, 60);
    assert.ok(
      lines.split('\n').every((line) => line.length <= 60),
      lines,
    );
    assert.deepEqual(shape(parse(lines).tree), shape(parse(text).tree));
  });
});

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
        assert.deepEqual(shape(parse(printMultiline(tree, 20)).tree), shape(tree));
      }),
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
    assert.deepEqual(codes(nested(5000)), ['syntaxTooDeep', 'syntaxMissingParenthesis'].toReversed());
  });
});
