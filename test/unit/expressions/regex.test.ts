import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileDotNetRegex, type DotNetRegex } from '../../../src/expressions/regex/dotnetRegex.ts';
import { english } from '../../../src/protocol/text.ts';

function regex(pattern: string): DotNetRegex {
  const compiled = compileDotNetRegex(pattern);
  assert.ok(compiled.ok, compiled.ok ? '' : english(compiled.message));
  return compiled.regex;
}

function replace(text: string, pattern: string, replacement: string): string {
  const result = regex(pattern).replace(text, replacement);
  assert.ok(result.ok);
  return result.value;
}

function found(text: string, pattern: string): readonly string[] {
  const result = regex(pattern).matches(text);
  assert.ok(result.ok);
  return result.value.map(({ start, end }) => text.slice(start, end));
}

/** ".NET regular expression language - quick reference" and its chapters. */
describe('.NET regular expressions', () => {
  it('replaces an empty match after a full one', () => {
    assert.equal(replace('abc', '.*', 'x'), 'xx');
    assert.equal(replace('0000000012345', '(.*?)(?<id>.{0,8})$', '${id}'), '00012345');
    assert.equal(replace('ab', '', '-'), '-a-b-');
  });

  it('fills substitutions in', () => {
    assert.equal(replace('john smith', '(?<f>\\w+) (?<l>\\w+)', '${l}, ${f}'), 'smith, john');
    assert.equal(replace('abc', '(a)(?<n>b)(c)', '$1$2$3'), 'acb', 'named groups are numbered after the others');
    assert.equal(replace('abc', 'b', "[$&|$`|$'|$_|$$]"), 'a[b|a|c|abc|$]c');
    assert.equal(replace('b', '(b)|(x)', '<$2$+>'), '<>');
    assert.equal(replace('ab', '(?<n>a)(b)', '[$+]'), '[a]', 'the last group is the one with the highest number');
    assert.equal(replace('b', 'b', '${nope} $9 $x'), '${nope} $9 $x');
    assert.equal(replace('b', '(?<12>b)', '$12${12}'), 'bb');
  });

  it('knows Unicode-wide classes, categories, blocks and subtraction', () => {
    assert.deepEqual(found('a٣é_ \u00a0-', '[\\d\\w]+'), ['a٣é_']);
    assert.deepEqual(found('x\u00a0\u0085y', '\\s+'), ['\u00a0\u0085']);
    assert.deepEqual(found('ΑλφαX', '\\p{IsGreek}+'), ['Αλφα']);
    assert.deepEqual(found('abCD', '\\P{Lu}+'), ['ab']);
    assert.deepEqual(found('hello world', '[a-z-[aeiou]]+'), ['h', 'll', 'w', 'rld']);
    assert.deepEqual(found('a]b^-', '[]^-]+'), [']', '^-']);
    assert.deepEqual(found('a-[b', '[^\\]a]+'), ['-[b']);
  });

  it('has anchors as .NET: $ before a final newline, \\z at the very end', () => {
    assert.equal(replace('a\n', 'a$', 'x'), 'x\n');
    assert.deepEqual(found('a\n', 'a\\z'), []);
    assert.deepEqual(found('a\nb', '(?m)^.$'), ['a', 'b']);
    assert.deepEqual(found('a\nb', '^.$'), []);
    assert.deepEqual(found('foo food', '\\bfoo\\b'), ['foo']);
    assert.deepEqual(found('aab', '\\Ga'), ['a', 'a']);
    assert.deepEqual(found('a\nb', '(?s).+'), ['a\nb']);
  });

  it('has inline options', () => {
    assert.deepEqual(found('Abc aBC', '(?i)abc'), ['Abc', 'aBC']);
    assert.deepEqual(found('aB AB', 'a(?i:b)'), ['aB']);
    assert.deepEqual(found('ab', '(?x) a # first \n b'), ['ab']);
    assert.equal(replace('ab', '(?n)(a)(?<x>b)', '$1|${x}'), 'b|b');
    assert.deepEqual(found('aAB', 'a(?i)a(?-i)B'), ['aAB']);
    assert.deepEqual(found('k \u212a', '(?i)\u212a'), ['k', '\u212a']);
  });

  it('has look-around of any length, atomic groups, conditionals and balancing groups', () => {
    assert.equal(replace('12a a', '(?<=\\d+)a', 'x'), '12x a');
    assert.equal(replace('xa a', '(?<!x)a', 'b'), 'xa b');
    assert.deepEqual(found('foobar foobaz', 'foo(?=baz)'), ['foo']);
    assert.deepEqual(found('foobar foobaz', 'foo(?!bar)'), ['foo']);
    assert.deepEqual(found('aaab', '(?>a+)ab'), []);
    assert.deepEqual(found('a b', '^(\\()?a(?(1) )b$'), []);
    assert.deepEqual(found('(a b', '^(\\()?a(?(1) |)b$'), ['(a b']);
    assert.deepEqual(found('ab cd', '(?(?=a)ab|cd)'), ['ab', 'cd']);
    const balanced = '^(?:(?<open>\\()|(?<-open>\\))|[^()])*(?(open)(?!))$';
    assert.deepEqual(found('(a(b))', balanced), ['(a(b))']);
    assert.deepEqual(found('(a(b)', balanced), []);
    assert.deepEqual(found('abcba', '(?<=(\\w)\\w)c'), ['c']);
    assert.equal(replace('12345', '(?<=(\\d+?)(\\d+))5', '$1,$2'), '12341,234', 'look-behind reads from right to left');
  });

  it('has quantifiers, back-references and escapes', () => {
    assert.deepEqual(found('abababab', '(?:ab){2,3}?'), ['abab', 'abab']);
    assert.deepEqual(found('a{x} a{1', 'a\\{x\\}|a{1'), ['a{x}', 'a{1']);
    assert.deepEqual(found('aabbcd', '(\\w)\\1'), ['aa', 'bb']);
    assert.deepEqual(found('aAb', "(?i)(?'q'a)\\k<q>"), ['aA']);
    assert.deepEqual(found('A\tB\u20acC', '\\x41\\t\\u0042\\u20AC\\103'), ['A\tB\u20acC']);
    assert.deepEqual(found('aaa', '(a*)*'), ['aaa', '']);
    assert.deepEqual(found('xyz', '(|x)*y'), ['xy']);
  });

  it('refuses what .NET refuses, with a reason', () => {
    for (const [pattern, reason] of [
      ['(', 'closing parenthesis'],
      [')', 'closing parentheses'],
      ['[a', 'closing bracket'],
      ['a**', 'quantifier follows another'],
      ['a*+', 'possessive'],
      ['*a', 'follows nothing'],
      ['\\Qa\\E', '\\Q'],
      ['\\p{Nope}', 'category or block'],
      ['(?<n', 'group name'],
      ['(?P<n>a)', 'group name'],
      ['\\k<n>', 'no group n'],
      ['\\1', 'no group 1'],
      ['(?(1)a|b)', 'no group 1'],
      ['[z-a]', 'reverse order'],
      ['a{2,1}', 'reverse order'],
      ['\\', 'backslash'],
    ] as const) {
      const compiled = compileDotNetRegex(pattern);
      assert.ok(!compiled.ok, pattern);
      assert.ok(english(compiled.message).includes(reason), `${pattern}: ${english(compiled.message)}`);
    }
  });

  it('gives up on a pattern that backtracks for ever, with a typed result', () => {
    for (const [pattern, text] of [
      ['(a+)+$', `${'a'.repeat(60)}b`],
      ['(a|aa)+$', `${'a'.repeat(90)}b`],
      ['(.*)*x', 'a'.repeat(3000)],
      ['(x+x+)+y', 'x'.repeat(5000)],
      ['(?=(a+)+b)a', 'a'.repeat(200)],
    ] as const) {
      const result = regex(pattern).isMatch(text);
      assert.deepEqual([result.ok, result.ok ? '' : result.code], [false, 'regexBudget'], pattern);
    }
  });

  it('does not give up on long texts that are merely long', () => {
    const text = 'a'.repeat(10_000);
    for (const pattern of ['.*foo', 'a*$', '(.*?)(?<id>.{0,8})$', '[a-z]+b?', '(a|b)*']) {
      assert.ok(regex(pattern).isMatch(text).ok, pattern);
    }
  });

  it('agrees with the host’s engine where the two languages are the same', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'ab',
      '[ab]',
      '[^a]',
      '.',
      '(a)',
      '(?:b|a)',
      '(a|b)',
      '^',
      '$',
      '\\b',
      '(?=a)',
      '(?!b)',
    );
    const quantifier = fc.constantFrom('', '*', '+', '?', '*?', '+?', '??', '{1,2}', '{2}?');
    const pattern = fc
      .array(fc.tuple(atom, quantifier), { maxLength: 4 })
      .map((parts) =>
        parts.map(([part, count]) => (/^(?:\^|\$|\\b|\(\?[=!])/u.test(part) ? part : `(?:${part})${count}`)).join(''),
      );
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc]{0,8}$/u), (source, text) => {
        const expected = Array.from(text.matchAll(new RegExp(source, 'gu')), ({ 0: whole, index }) => [
          index,
          index + whole.length,
        ]);
        const result = regex(source).matches(text);
        assert.ok(result.ok);
        assert.deepEqual(
          result.value.map(({ start, end }) => [start, end]),
          expected,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever the pattern', () => {
    const unit = fc.constantFrom(...Array.from('()[]{}?*+|\\^$.<>=!:-,1ab0kpP{Lu}dws#'));
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 14 }).map((units) => units.join('')),
        fc.string({ maxLength: 10 }),
        (pattern, text) => {
          const compiled = compileDotNetRegex(pattern);
          if (compiled.ok) compiled.regex.replace(text, '$1');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
