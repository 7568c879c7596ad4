import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../../src/expressions/checker.ts';
import { compile, compileSource } from '../../../src/expressions/compile.ts';
import { type AttributeMappingSourceLike, fromSource } from '../../../src/expressions/graph/readSource.ts';
import { toSource } from '../../../src/expressions/graph/writeSource.ts';
import { parse } from '../../../src/expressions/syntax/parser.ts';
import { currentSource } from '../../../src/job/currentSource.ts';
import type { AttributeMappingSource } from '../../../src/job/schema.ts';
import { context } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

type Source = AttributeMappingSourceLike;

function attribute(name: string): Source {
  return { expression: `[${name}]`, name, type: 'Attribute', parameters: [] };
}

function constant(name: string): Source {
  return { expression: `"${name}"`, name, type: 'Constant', parameters: [] };
}

function call(
  name: string,
  expression: string,
  ...entries: readonly (readonly [key: string, value: Source])[]
): Source {
  return { expression, name, type: 'Function', parameters: entries.map(([key, value]) => ({ key, value })) };
}

/** Microsoft Graph, resources/synchronization-attributemappingsource and exported schemas. */
const forms: readonly Source[] = [
  attribute('mail'),
  constant('contoso.com'),
  call('Not', 'Not([IsSoftDeleted])', ['source', attribute('IsSoftDeleted')]),
  call('DefaultDomain', 'DefaultDomain()'),
  call('Mid', 'Mid([upn], 1, 8)', ['source', attribute('upn')], ['start', constant('1')], ['length', constant('8')]),
  call(
    'Replace',
    'Replace([lang], "-", , , "_", , )',
    ['source', attribute('lang')],
    ['Find', constant('-')],
    ['Replacement', constant('_')],
  ),
  call(
    'Replace',
    'Replace([mobile], , "(?<n>.+)", "n", , [phone], )',
    ['source', attribute('mobile')],
    ['RegularExpression', constant('(?<n>.+)')],
    ['RegularExpressionGroupName', constant('n')],
    ['ReplacementPropertyName', attribute('phone')],
  ),
  call(
    'Switch',
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    ['source', attribute('IsSoftDeleted')],
    ['switchValue', constant('False')],
    ['switchValue', constant('True')],
    ['switchValue', constant('True')],
    ['switchValue', constant('False')],
  ),
  call(
    'Join',
    'Join("-", [a], [b])',
    ['separator', constant('-')],
    ['source', attribute('a')],
    ['source', attribute('b')],
  ),
  call(
    'IIF',
    'IIF(BitAnd([flags], 2)="0", "True", )',
    ['one', call('BitAnd', 'BitAnd([flags], 2)', ['left', attribute('flags')], ['right', constant('2')])],
    ['two', constant('=')],
    ['three', constant('0')],
    ['four', constant('True')],
  ),
  call(
    'IIF',
    'IIF(IsPresent([a]), [a], [b])',
    ['one', call('IsPresent', 'IsPresent([a])', ['source', attribute('a')])],
    ['four', attribute('a')],
    ['five', attribute('b')],
  ),
  call('IIF', 'IIF(, , "x")', ['five', constant('x')]),
  call(
    'FormatDateTime',
    'FormatDateTime([d], , "yyyy")',
    ['source', attribute('d')],
    ['outputFormat', constant('yyyy')],
  ),
  call(
    'Join',
    'Join("@", [sAMAccountName], )',
    ['separator', constant('@')],
    ['source', attribute('sAMAccountName')],
    ['source', { expression: null, name: '%DomainFQDN%', type: 'Constant', parameters: [] }],
  ),
];

describe('Graph’s attributeMappingSource', () => {
  it('is read and written back unchanged', () => {
    for (const form of forms) {
      const { tree, text, diagnostics } = fromSource(form);
      assert.deepEqual(diagnostics, []);
      assert.equal(text, form.expression);
      assert.deepEqual(toSource(tree), form);
    }
  });

  it('is derived from a text that stands alone', () => {
    for (const form of forms) {
      const text = form.expression ?? '';
      if (text.includes('@')) continue;
      assert.deepEqual(toSource(parse(text).tree), form);
      assert.deepEqual(toSource(fromSource({ expression: text }).tree), form);
    }
  });

  it('keeps a text that was not printed canonically', () => {
    const source = { ...forms[5], expression: 'Replace( [lang] ,"-",,,"_")' };
    const { text, diagnostics, tree } = fromSource(source);
    assert.equal(text, source.expression);
    assert.deepEqual(diagnostics, []);
    assert.equal(tree.end, text.length);
  });

  it('takes the tree for the truth when text and tree differ, and says so', () => {
    const { text, diagnostics } = fromSource({
      ...call('Not', '', ['source', attribute('b')]),
      expression: 'Not([a])',
    });
    assert.equal(text, 'Not([b])');
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['treeDiffersFromText'],
    );
  });

  it('evaluates macros from the tree, which the text cannot hold', () => {
    const compiled = compileSource(forms.at(-1) ?? assert.fail());
    const attributes = { sAMAccountName: 'jane' };
    const tenant = { macros: { DomainFQDN: 'corp.contoso.com' } };
    assert.deepEqual(compiled.evaluate(attributes, { ...context, tenant }), {
      kind: 'value',
      value: 'jane@corp.contoso.com',
      redacted: false,
    });
    const unknown = compiled.evaluate(attributes, context);
    assert.ok(unknown.kind === 'error' && unknown.error.code === 'macroUnknown');
    const inherited = compileSource({ expression: null, name: '%constructor%', type: 'Constant' });
    assert.equal(inherited.evaluate(attributes, { ...context, tenant }).kind, 'error');
  });

  it('reads macros in a text as it reads them in a tree', () => {
    const tree = (forms.at(-1) ?? assert.fail()) as AttributeMappingSource;
    const tenant = { macros: { DomainFQDN: 'corp.contoso.com' } };
    for (const macro of ['%DomainFQDN%', '"%DomainFQDN%"', '%domainfqdn%']) {
      const text = `Join("@", [sAMAccountName], ${macro})`;
      for (const source of [{ expression: text }, { ...tree, expression: text }]) {
        const compiled = compileSource(currentSource(source));
        const value = compiled.evaluate({ sAMAccountName: 'jane' }, { ...context, tenant });
        assert.deepEqual(value, { kind: 'value', value: 'jane@corp.contoso.com', redacted: false }, text);
        const unknown = compiled.evaluate({ sAMAccountName: 'jane' }, context);
        assert.ok(unknown.kind === 'error' && unknown.error.code === 'macroUnknown', text);
        const message = english(unknown.error.message);
        assert.ok(message.includes(macro.replaceAll('"', '')), message);
        assert.equal(unknown.error.offset, text.indexOf(macro));
      }
    }
    assert.deepEqual(toSource(parse('Join("@", [sAMAccountName], %DomainFQDN%)').tree), tree);
    assert.deepEqual(toSource(parse('Join("@", [sAMAccountName], "%DomainFQDN%")').tree), tree);
  });

  it('takes another macro in the text for an edit', () => {
    const tree = (forms.at(-1) ?? assert.fail()) as AttributeMappingSource;
    const edited = { ...tree, expression: 'Join("@", [sAMAccountName], %DomainNetBios%)' };
    assert.deepEqual(currentSource(edited), { expression: edited.expression });
    assert.equal(currentSource(tree), tree);
  });

  it('leaves per cent signs in texts alone that no macro has', () => {
    const attributes = { a: 'x' };
    for (const text of ['100%', '%', '%%', '%20%', '%name%', '50% of 60%']) {
      const compiled = compile(`Append([a], "${text}")`);
      assert.deepEqual(compiled.evaluate(attributes, context), { kind: 'value', value: `x${text}`, redacted: false });
      assert.deepEqual(check(compiled), []);
    }
    const within = compile('Append([a], "@%DomainFQDN%")', { dialect: 'cloud-sync' });
    assert.deepEqual(
      check(within).map(({ code, severity }) => `${severity} ${code}`),
      ['warning macroInText'],
    );
    assert.deepEqual(
      check(compile('Append([a], %DomainFQDN%)')).map(({ code }) => code),
      ['macroUnknown'],
    );
    assert.deepEqual(check(compile('Append([a], %DomainFQDN%)', { dialect: 'cloud-sync' })), []);
  });

  it('has no form for what Graph cannot hold', () => {
    for (const text of [
      '[a]="b"',
      'Not([a]="b")',
      'Nope([a])',
      '',
      'IIF([a]=, "x", "y")',
      'IIF([a], "x", "y", "z")',
      'IIF(Perhaps, "x", "y")',
      'Switch([a], , "key", , "other", "value")',
    ])
      assert.equal(toSource(parse(text).tree), null, text);
  });

  it('reports a tree that is nested too deep instead of failing', () => {
    let source = attribute('a');
    for (let depth = 0; depth < 20_000; depth += 1)
      source = { ...call('Not', '', ['source', source]), expression: null };
    const outcome = compileSource(source).evaluate({ a: 'True' }, context);
    assert.ok(outcome.kind === 'error' && outcome.error.code === 'syntaxTooDeep');
  });

  it('is derived from a thousand levels of nesting in no time', () => {
    const started = performance.now();
    const source = toSource(parse(`${'Append('.repeat(1000)}[a]${', "b")'.repeat(1000)}`).tree);
    assert.equal(source?.expression?.length, 13_003);
    assert.ok(performance.now() - started < 1000, 'the texts of the parts are shared');
  });
});
