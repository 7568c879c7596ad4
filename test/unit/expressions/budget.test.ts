import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget, evaluationLimits } from '../../../src/expressions/budget.ts';
import { check } from '../../../src/expressions/checker.ts';
import { compile } from '../../../src/expressions/compile.ts';
import { compileDotNetRegex } from '../../../src/expressions/regex/dotnetRegex.ts';
import { maximumText } from '../../../src/expressions/syntax/parser.ts';
import { attributesFromJson, toText } from '../../../src/expressions/valueText.ts';
import { context, evaluate } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

const a = (length: number): string => 'a'.repeat(length);
/** A call around a call, so many times; `X` is where the inner one stands. */
const nested = (depth: number, call: string, innermost = '[a]'): string => {
  const [before = '', after = ''] = call.split('X');
  return before.repeat(depth) + innermost + after.repeat(depth);
};

/** What an expression comes to, and the steps that it took. */
function measure(
  expression: string,
  attributes: Readonly<Record<string, unknown>>,
): { result: unknown; spent: number } {
  const budget = new Budget();
  const result = evaluate(expression, attributes, { dialect: 'cloud-sync', context: { budget } });
  return { result, spent: budget.spent };
}

describe('the budget of an evaluation', () => {
  for (const [name, expression, attributes] of [
    ['a pattern that repeats its match', nested(26, 'Replace(X,,".",,"$&$&",,)'), { a: 'ab' }],
    ['a pattern that repeats the text around its match', nested(4, 'Replace(X, , ".", , "$_$_", , )'), { a: a(300) }],
    ['a group', nested(30, 'Replace(X, , "(?<g>a)", "g", "aa", , )'), { a: 'a' }],
    ['an old value', nested(30, 'Replace(X, "a", , , "aa", , )'), { a: 'a' }],
    ['a template', nested(30, 'Replace(X, "a", , , , , "aa")'), { a: a(10) }],
    ['two old values in turn', nested(15, 'Replace(Replace(X, "a", , , "bb", , ), "b", , , "aa", , )'), { a: 'a' }],
    ['a joined list', 'Join([b], Split([a], ","))', { a: 'a,'.repeat(2000), b: 'x'.repeat(1000) }],
    ['an appended text', 'Append([a], [b])', { a: a(600_000), b: a(600_000) }],
    ['base64', 'ConvertToBase64([a])', { a: a(500_000) }],
    ['hexadecimal digits', 'ConvertToUTF8Hex([a])', { a: a(600_000) }],
    ['a list of many', 'Split([a], ",")', { a: ','.repeat(1_100_000) }],
  ] as const) {
    it(`stops ${name} before the value is too large`, () => {
      const { result, spent } = measure(expression, attributes);
      assert.ok(['expressionSize', 'expressionBudget'].includes(codeOf(result)), JSON.stringify(result).slice(0, 200));
      assert.ok(spent <= evaluationLimits.work + evaluationLimits.size, `${spent} steps`);
    });
  }

  for (const [name, expression, attributes] of [
    ['looking for a long text in a long one', 'InStr([a], [b])', { a: a(400_000), b: `b${a(100_000)}` }],
    ['cutting at a long text', 'Split([a], [b])', { a: a(400_000), b: `b${a(100_000)}` }],
    ['replacing a long text', 'Replace([a], [b], , , "x", , )', { a: a(400_000), b: `b${a(100_000)}` }],
    ['finding a value', 'Contains([l], [b])', { l: [a(400_000)], b: `b${a(100_000)}` }],
    ['reading many digits', 'BitAnd([a], 1)', { a: '1'.repeat(400_000) }],
    ['comparing many digits', 'IIF([a]>[b], "x", "y")', { a: '1'.repeat(400_000), b: '2'.repeat(400_000) }],
    ['changing a long text again and again', nested(60, 'ToUpper(X)'), { a: a(900_000) }],
    ['a pattern with many groups', `Replace([a], , "${'()'.repeat(500)}a", , "", , )`, { a: a(100_000) }],
  ] as const) {
    it(`stops ${name}`, () => {
      const { result } = measure(expression, attributes);
      assert.ok(['regexBudget', 'expressionBudget'].includes(codeOf(result)), JSON.stringify(result).slice(0, 200));
    });
  }

  it('is shared by the patterns of an expression, and the one that takes most of it is named', () => {
    const heavy = 'Replace([a], , "(a|aa)+$", , "", , )';
    const once = measure(heavy, { a: `${a(21)}b` });
    assert.equal(once.result, `${a(21)}b`);
    assert.ok(once.spent > evaluationLimits.work / 100);
    const often = `Join("", ${Array.from({ length: 120 }, () => heavy).join(', ')})`;
    assert.deepEqual(measure(often, { a: `${a(21)}b` }).result, { error: 'expressionBudget' });
    assert.deepEqual(measure('Replace([a], , "(a+)+$", , "", , )', { a: `${a(60)}b` }).result, {
      error: 'regexBudget',
    });
  });

  it('can be shared by several evaluations', () => {
    const budget = new Budget(10);
    const compiled = compile('Append([a], "b")');
    const outcomes = Array.from({ length: 12 }, () => compiled.evaluate({ a: 'a' }, { ...context, budget }).kind);
    assert.equal(outcomes[0], 'value');
    assert.equal(outcomes.at(-1), 'error');
  });

  it('counts the same for the same evaluation, and little for an ordinary one', () => {
    const ordinary = 'Join("@", ToLower(Replace([a], , "[^a-z]", , "", , )), "contoso.com")';
    const [one, other] = [measure(ordinary, { a: 'Adele Vance' }), measure(ordinary, { a: 'Adele Vance' })];
    assert.equal(one.spent, other.spent);
    assert.ok(one.spent < 200, `${one.spent} steps`);
  });

  it('leaves an attribute that is mapped directly as long as it is', () => {
    const outcome = compile('[photo]').evaluate({ photo: a(2_000_000) }, context);
    assert.ok(outcome.kind === 'value' && toText(outcome.value)?.length === 2_000_000);
  });

  it('does not bother with a text that no expression is', () => {
    const compiled = compile(`Append([a], "${a(maximumText)}")`);
    assert.deepEqual(
      compiled.diagnostics.map(({ code }) => code),
      ['syntaxTooLong'],
    );
    assert.equal(compiled.evaluate({}, context).kind, 'error');
    assert.deepEqual(
      check(compile(`Append([a], "${a(10_000)}")`)).map(({ code }) => code),
      ['expressionTooLong'],
    );
  });

  it('keeps messages short, whatever they quote', () => {
    const outcome = compile('Error([a])', { dialect: 'cloud-sync' }).evaluate({ a: a(500_000) }, context);
    assert.ok(outcome.kind === 'error' && english(outcome.error.message).length < 1100);
  });

  it('reads dates of blanks at once', () => {
    for (const text of [`2020-01-01${' '.repeat(200_000)}x`, ' '.repeat(300_000)]) {
      assert.ok(['dateExpected', 'dateMissing', ''].includes(codeOf(evaluate('CDate([a])', { a: text }))));
    }
  });
});

describe('a pattern', () => {
  it('may be as long and as deep as Entra saves, and not more', () => {
    for (const [pattern, part] of [
      [a(10_001), 'longer than 10000'],
      [`${'[a-'.repeat(3000)}[b]${']'.repeat(3000)}`, 'longer than 10000'],
      [`${'[a-'.repeat(1000)}[b]${']'.repeat(1000)}`, 'nested more than 50'],
      [`${'('.repeat(1000)}${')'.repeat(1000)}`, 'nested more than 250'],
    ] as const) {
      const compiled = compileDotNetRegex(pattern);
      assert.ok(
        !compiled.ok && english(compiled.message).includes(part),
        compiled.ok ? 'read' : english(compiled.message),
      );
    }
  });

  it('asks a class of thousands of members once about each unit', () => {
    const members = Array.from({ length: 1500 }, (_, index) => String.fromCharCode(0x4e00 + index * 2)).join('');
    const compiled = compileDotNetRegex(`[${members}\\d\\p{Lu}]+`);
    assert.ok(compiled.ok);
    const text = '\u4e00\u4e02A7'.repeat(10_000);
    const result = compiled.regex.replace(`${text}\u4e01`, '');
    assert.deepEqual(result, { ok: true, value: '\u4e01' });
  });

  it('of a class with overlapping ranges finds what each of them holds', () => {
    const compiled = compileDotNetRegex('[a-mb-cx-zk-pA]');
    assert.ok(compiled.ok);
    assert.deepEqual(compiled.regex.replace('abcmnpqxzAB@', ''), { ok: true, value: 'qB@' });
  });
});

describe('growth', () => {
  const codes = (expression: string): readonly string[] =>
    check(compile(expression))
      .map(({ code }) => code)
      .filter((code) => code === 'expressionGrowth');

  for (const [name, expression] of [
    ['doubles the match', nested(13, 'Replace(X, , ".", , "$&$&", , )')],
    ['repeats a group and the one inside it', nested(13, 'Replace(X, , "(?<g>(?<h>.))", , "${g}${h}", , )')],
    ['doubles a group', nested(13, 'Replace(X, , "(?<g>.)", , "${g}${g}", , )')],
    ['repeats what surrounds the match', nested(2, 'Replace(X, , ".", , "$`$\'", , )')],
    ['doubles a letter', nested(13, 'Replace(X, "a", , , "aa", , )')],
    ['turns two letters into each other', nested(7, 'Replace(Replace(X, "a", , , "bb", , ), "b", , , "aa", , )')],
    ['repeats a pair', nested(13, 'Replace(X, "ab", , , "abab", , )')],
    ['fills a template', nested(13, 'Replace(X, "a", , , , , "aa")')],
    ['puts attributes into attributes', nested(2, 'Replace(X, , ".", , [b], , )')],
    ['is long by itself', nested(30, 'Replace(X, "a", , , "aa", , )', '"a"')],
  ] as const) {
    it(`is warned of where an expression ${name}`, () => {
      assert.deepEqual(codes(expression), ['expressionGrowth']);
    });
  }

  const spelled = 'ä=ae ö=oe ü=ue ß=ss Ä=Ae Ö=Oe Ü=Ue å=aa ø=oe æ=ae é=e è=e ñ=n ç=c ł=l ś=s ż=z ź=z ć=c þ=th'.split(
    ' ',
  );
  for (const [name, expression] of [
    [
      'spells twenty letters',
      spelled.reduce((inner, pair) => {
        const [letter = '', plain = ''] = pair.split('=');
        return `Replace(${inner}, "${letter}", , , "${plain}", , )`;
      }, '[a]'),
    ],
    [
      'spells twenty letters by patterns',
      spelled.reduce((inner, pair) => {
        const [letter = '', plain = ''] = pair.split('=');
        return `Replace(${inner}, , "[${letter}]", , "${plain}", , )`;
      }, '[a]'),
    ],
    ['removes ten times', nested(10, 'Replace(X, , "[()\\\\s-]+", , "", , )')],
    ['rearranges groups', nested(10, 'Replace(X, , "(?<a>\\\\w+) (?<b>\\\\w+)", , "${b} ${a}", , )')],
    ['appends a hundred times', nested(100, 'Append(X, ".test")')],
    ['chooses', nested(100, 'IIF([b]="x", X, [a])')],
    ['joins', `Join(", ", ${Array.from({ length: 100 }, () => '[a]').join(', ')})`],
    ['fills one template', 'Replace([a], "NAME", , , , , "Hello NAME, dear NAME")'],
  ] as const) {
    it(`is not warned of where an expression ${name}`, () => {
      assert.deepEqual(codes(expression), []);
    });
  }

  it('is warned of wherever an ordinary object meets it', () => {
    const expression = nested(26, 'Replace(X,,".",,"$&$&",,)');
    assert.deepEqual(codes(expression), ['expressionGrowth']);
    const outcome = compile(expression).evaluate(attributesFromJson({ a: a(256) }), context);
    assert.ok(outcome.kind === 'error' && /^expression(?:Size|Budget)$/.test(outcome.error.code));
  });
});

function codeOf(result: unknown): string {
  return typeof result === 'object' && result !== null && 'error' in result ? String(result.error) : '';
}
