import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { diagnosticsOf } from '../../../src/languageServer/features/diagnostics.ts';
import { createCompileCache } from '../../../src/languageServer/documents/modelCache.ts';
import { readModel } from '../../../src/languageServer/documents/readModel.ts';
import { fixture, textAt } from './fixture.ts';
import { jobText, jobWith } from './jobText.ts';

/** Code and underlined text of each problem. */
function problems(text: string, name?: string): readonly (readonly [code: unknown, text: string])[] {
  const document = fixture(text, name);
  return diagnosticsOf(document.model).map(({ code, range }) => [code, textAt(document, range)] as const);
}

const exported = (text: string): string => JSON.stringify((JSON.parse(text) as { schema: unknown }).schema);

describe('diagnostics', () => {
  it('finds nothing in a sound job', () => {
    assert.deepEqual(problems(jobText()), []);
  });

  it('underlines the part of the expression that is wrong', () => {
    assert.deepEqual(problems(jobWith('ToUper([givenName])')), [['functionUnknown', 'ToUper']]);
  });

  it('is right behind escaped quotes, escaped backslashes and \\u escapes', () => {
    const expressions = [
      'Join(\\"-\\", [givenName], [sirname])',
      'Replace([givenName], , \\"\\\\\\\\d\\", , [sirname], , )',
      'Join(\\"\\u00e9\\ud83d\\ude00\\", [sirname])',
      '\\u004aoin(\\u0022-\\u0022, [sirname])',
    ];
    for (const expression of expressions)
      assert.deepEqual(problems(jobWith(expression)), [['attributeUnknown', '[sirname]']], expression);
  });

  it('checks an exported schema like a job', () => {
    assert.deepEqual(problems(exported(jobWith('ToUper([givenName])')), 'export.json'), [
      ['functionUnknown', 'ToUper'],
    ]);
  });

  it('knows a job by its content where its name says nothing', () => {
    assert.deepEqual(problems(jobWith('ToUper([givenName])'), 'untitled'), [['functionUnknown', 'ToUper']]);
  });

  it('counts a byte order mark in, as a client that sends one does', () => {
    const text = `\uFEFF${exported(jobWith('ToUper([givenName])'))}`;
    assert.deepEqual(problems(text, 'export.json'), [['functionUnknown', 'ToUper']]);
  });

  it('is right behind tabs, carriage returns and surrogate pairs', () => {
    const text = jobWith('Join(\\"😀\\t\\", [sirname])').replaceAll('\n', '\r\n').replaceAll('  ', '\t');
    assert.deepEqual(problems(text), [['attributeUnknown', '[sirname]']]);
  });

  it('says of a text in the form of Microsoft Entra’s service that it is no exported schema', () => {
    const mappings = [{ AttributeMappings: [{ TargetAttributeName: 'mail', Source: null }] }];
    for (const value of [mappings, mappings[0], { SynchronizationRules: [{ ObjectMappings: mappings }] }])
      assert.deepEqual(
        problems(JSON.stringify(value), 'mappings.json').map(([code]) => code),
        ['internal-schema-form'],
      );
    assert.equal(readModel('file:///x.json', 1, '{ "TargetAttributeName": 1 }', createCompileCache()), null);
  });

  it('leaves other documents alone', () => {
    for (const text of [
      '{ "a": { "synchronizationRules": [] } }',
      '{ "name": "synchronizationRules" }',
      '["synchronizationRules"]',
      '',
      '{',
    ])
      assert.equal(readModel('file:///package.json', 1, text, createCompileCache()), null, text);
  });

  it('says what is wrong while a string has no end', () => {
    const text = jobWith('Join(').replace('Join(" }', 'Join(');
    assert.ok(problems(text).some(([code]) => code === 'not-json'));
  });

  it('tells hints that do not stop a job', () => {
    const document = fixture(jobWith('IIF(DateDiff(\\"d\\", Now(), CDate([givenName])) >= 0, \\"a\\", \\"b\\")'));
    const hint = diagnosticsOf(document.model).find(({ code }) => code === 'dateDiffSign');
    assert.equal(hint?.severity, DiagnosticSeverity.Information);
    assert.match(textAt(document, hint.range), /^DateDiff\(.*\) >= 0$/);
  });
});
