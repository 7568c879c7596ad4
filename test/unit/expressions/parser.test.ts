import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compile } from '../../../src/expressions/compile.ts';
import { parse } from '../../../src/expressions/syntax/parser.ts';
import { print } from '../../../src/expressions/syntax/printer.ts';
import { childrenOf, descendants } from '../../../src/expressions/syntax/syntaxTree.ts';
import { applyFix, context, shape } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

function codes(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ code }) => code);
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
      ['Join("', ['Join', { kind: 'string', value: '' }], ['syntaxUnterminatedString']],
      [
        'Join("", Left([gi ',
        ['Join', { kind: 'string', value: '' }, ['Left', { kind: 'attribute', name: 'gi' }]],
        ['syntaxUnterminatedAttribute'],
      ],
      [
        'Append [a], "x")',
        ['Append', { kind: 'attribute', name: 'a' }, { kind: 'string', value: 'x' }],
        ['syntaxMissingParenthesis'],
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

  it('takes what other languages write for what it means, and says so once', () => {
    for (const [text, meant] of [
      ['Append([a]; "x")', 'Append([a], "x")'],
      ["Append([a], 'x')", 'Append([a], "x")'],
      ['Append([a], \u201cx\u201d)', 'Append([a], "x")'],
      ['IIF([a] => 5, "x", "y")', 'IIF([a]>=5, "x", "y")'],
      ['IIF([a] != 5, "x", "y")', 'IIF([a]<>5, "x", "y")'],
      ['IIF(([a]="b"), "x", "y")', 'IIF([a]="b", "x", "y")'],
      ['=Append([a], "x")', 'Append([a], "x")'],
    ] as const) {
      const { tree, diagnostics } = parse(text);
      assert.deepEqual([print(tree), diagnostics.length], [meant, 1], text);
      const fixed = parse(applyFix(text, diagnostics[0] ?? assert.fail()));
      assert.deepEqual([print(fixed.tree), fixed.diagnostics], [meant, []], text);
    }
  });

  it('reports one cause once', () => {
    for (const [text, code] of [
      ['IIF([a] = = "x", "y", "z")', 'syntaxChainedComparison'],
      ['IIF([a] is "x", "y", "z")', 'syntaxOperator'],
      ['IIF([a]=#, "y", "z")', 'syntaxUnexpectedCharacter'],
      ['((', 'syntaxGrouping'],
      ['Append([a] & "x" & [b], "y")', 'syntaxOperator'],
      ['[a] [b] [c]', 'syntaxTrailing'],
    ] as const) {
      assert.deepEqual([...new Set(codes(text))], [code], text);
    }
    assert.ok(codes(')'.repeat(100_000)).length <= 100, 'nobody reads a hundred thousand messages');
    const warned = `Join(${'"\\d", '.repeat(200)}"x`;
    assert.ok(codes(warned).includes('syntaxUnterminatedString'), 'many warnings hide no error');
  });

  it('names a character that cannot be seen', () => {
    for (const [character, shown] of [
      ['\u0000', 'U+0000'],
      ['\ud800', 'U+D800'],
      ['\u{1f600}', '\u{1f600}'],
    ] as const) {
      const [first] = parse(`Append([a], ${character})`).diagnostics;
      assert.ok(first);
      assert.ok(english(first.message).includes(`The character ${shown} `), english(first.message));
      assert.deepEqual([first.offset, first.length], [12, character.length]);
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
      'Append([a], "x\\',
      'Left(Append([a], "x',
      'Append [a], "x")',
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
});
