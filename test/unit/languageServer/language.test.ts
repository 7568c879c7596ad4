import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  InlayHint,
  PublishDiagnosticsParams,
  SignatureHelp,
} from 'vscode-languageserver';
import { functionsOf } from '../../../src/expressions/functions/catalogue.ts';
import { scopingOperators } from '../../../src/job/scopingOperators.ts';
import { type ClientOptions, type ExpressionResult, sampleChosen } from '../../../src/languageServer/sampleProtocol.ts';
import { evaluateExpression } from '../../../src/languageServer/sampleProtocol.ts';
import { exportedTexts } from '../../support/texts/bundle.ts';
import { englishIn } from '../../support/texts/pseudoLanguage.ts';
import { connect } from './connection.ts';
import { adele } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

type Texts = Readonly<Record<string, string>>;

/** Every text that the programs have, with an accent on every letter. */
function pseudoBundle(): Texts {
  return getL10nPseudoLocalized(JSON.parse(exportedTexts().bundle) as Texts) as Texts;
}

/** What isn't translated: the names of the language, of Graph and of the fixture. */
const names = [
  ...functionsOf('cloud-sync').flatMap(({ name, parameters }) => [
    name,
    ...parameters.flatMap((parameter) => [parameter.name, parameter.type, ...(parameter.choices ?? [])]),
  ]),
  ...scopingOperators.flatMap(({ name, supportedAttributeTypes }) => [name, ...supportedAttributeTypes]),
  ...['Adele Vance', 'displayName', 'Entra', 'Dropbox', 'ToUper', 'givenNam', 'Null'],
];

/** Without what is code, stands in quotation marks or in brackets: it's the document's, or to be written as it is. */
function withoutCode(told: string): string {
  return told.replaceAll(/`[^`]*`|"[^"]*"|\[[^\]]*\]/g, '');
}

function assertTranslated(told: readonly string[]): void {
  assert.ok(told.length > 0, 'nothing was said');
  assert.deepEqual(englishIn(told.map(withoutCode), names), []);
}

function told(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return typeof content === 'object' && content !== null && 'value' in content ? told(content.value) : [];
}

/** Documents with as many kinds of problem as there are modules that find them. */
const faulty: readonly string[] = [
  jobWith('ToUper([givenName])'),
  jobWith('ToUpper([givenNam])'),
  jobWith('IIF([mail]=\\"\\", Null, [mail] & \\"x\\")'),
  jobWith('Mid([mail], 0)'),
  jobWith('Replace([mail], , \\"(\\", , \\"\\", , )'),
  jobWith('FormatDateTime([mail], , \\"%\\", \\"YYYY\\")'),
  jobWith('Join(\\"-\\", [otherMails], \\"x'),
  jobWith('[otherMails]'),
  jobText({ source: '{ "name": "mail", "type": "Attribute", "expression": "[givenName]" }' }),
  jobText({ target: '"dispalyName"', flowTypes: '"Add,Updte"', more: ', "flowType": "Alwys"' }),
  jobText({ clause: clauseText('"mial"', '"REGEX MATCH"', '"("') }),
  jobText({ clause: clauseText('"accountEnabled"', '"EQUALS"', '"x"') }),
  jobText().replace('"id": "test"', '"idd": "test", "executor": 3'),
  jobText().replace('"displayName": "Test",', '"displayName": "Test"'),
  jobText().replace('"target": {', '"target": { "baseAddress": "http://user@x", '),
];

describe('the language server in another language than English', () => {
  const client = connect();
  const waiting: ((published: PublishDiagnosticsParams) => void)[] = [];
  let opened = 0;

  const open = async (text: string): Promise<{ uri: string; diagnostics: readonly Diagnostic[] }> => {
    opened += 1;
    const uri = `file:///${opened}.provisioning.json`;
    const answer = new Promise<PublishDiagnosticsParams>((resolve) => {
      waiting.push(resolve);
    });
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'jsonc', version: 1, text },
    });
    return { uri, diagnostics: (await answer).diagnostics };
  };

  /** Asks about the place behind a text of a sound document that has this expression. */
  const ask = async <Answer>(method: string, expression: string, behind: string): Promise<Answer> => {
    const text = jobWith(expression);
    const { uri } = await open(text);
    const lines = text.slice(0, text.indexOf(behind) + behind.length).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return client.sendRequest<Answer>(method, { textDocument: { uri }, position });
  };

  before(async () => {
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      waiting.shift()?.(params);
    });
    const initializationOptions: ClientOptions = { completesSchemaWords: true, texts: pseudoBundle() };
    await client.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      initializationOptions,
    });
    await client.sendNotification('initialized', {});
  });

  after(async () => {
    await client.sendRequest('shutdown');
    client.dispose();
  });

  it('says what is wrong in it, and what mends it', async () => {
    const found: string[] = [];
    for (const text of faulty) {
      const { uri, diagnostics } = await open(text);
      assert.ok(diagnostics.length > 0, text);
      for (const diagnostic of diagnostics) {
        const context = { diagnostics: [diagnostic] };
        const asked = { textDocument: { uri }, range: diagnostic.range, context };
        const actions = await client.sendRequest<CodeAction[]>('textDocument/codeAction', asked);
        found.push(...told(diagnostic.message), ...actions.map(({ title }) => title));
      }
    }
    assertTranslated(found);
  });

  it('explains every function, and what may be written, in it', async () => {
    const items = await ask<CompletionItem[]>('textDocument/completion', '[givenName] ', '"expression": "');
    assert.ok(items.length > functionsOf('provisioning').length);
    const details = items.flatMap(({ label, detail = '' }) => (detail.startsWith(`${label}(`) ? [] : [detail]));
    assertTranslated([...details, ...items.flatMap(({ documentation }) => told(documentation).flatMap(outsideCode))]);
  });

  it('explains words, calls and attributes in it', async () => {
    for (const [expression, behind] of [
      ['ToUpper([givenName])', 'ToUp'],
      ['ToUpper([givenName])', '[given'],
      ['IIF([mail] > \\"\\", IgnoreAttributeFlow, 1)', '[mail] >'],
      ['IIF([mail] > \\"\\", IgnoreAttributeFlow, 1)', 'IgnoreAttr'],
    ] as const) {
      const hover = await ask<Hover>('textDocument/hover', expression, behind);
      assertTranslated(told(hover.contents).flatMap(outsideCode));
    }
    const help = await ask<SignatureHelp>('textDocument/signatureHelp', 'ToUpper([givenName], )', '[givenName], ');
    const [signature] = help.signatures;
    const documented = (signature?.parameters ?? []).map(({ documentation }) => documentation);
    assertTranslated([signature?.documentation, ...documented].flatMap(told).flatMap(outsideCode));
  });

  it('tells results, lenses and the outline in it', async () => {
    await client.sendNotification(sampleChosen, { sample: adele });
    const expression = 'IIF([mail] > \\"\\", IgnoreAttributeFlow, 1)';
    const result = await ask<ExpressionResult>(evaluateExpression, expression, 'IIF(');
    assertTranslated([result.text]);
    const failed = await ask<ExpressionResult>(evaluateExpression, 'Item([otherMails], 7)', 'Item(');
    assert.ok(failed.failed);
    assertTranslated([failed.text]);
    const { uri } = await open(jobText().replace('"name": "Users to Dropbox",', ''));
    const lenses = await client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    assertTranslated(lenses.map(({ command }) => command?.title ?? ''));
    const symbols = await client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    assertTranslated([symbols[0]?.name ?? '']);
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const hints = await client.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
    assertTranslated(hints.flatMap(({ tooltip }) => told(tooltip).flatMap(outsideCode)));
  });
});

/** The paragraphs and items of Markdown that aren't code alone. */
function outsideCode(markdown: string): string[] {
  return markdown.split('\n').filter((line) => withoutCode(line).trim() !== '');
}
