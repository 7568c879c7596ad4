import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  CodeLens,
  CompletionItem,
  InitializeResult,
  InlayHint,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';
import { evaluateExpression, sampleChosen } from '../../../src/languageServer/sampleProtocol.ts';
import { connect } from './connection.ts';
import { adele } from './fixture.ts';
import { jobText, jobWith } from './jobText.ts';

const uri = 'file:///test.provisioning.json';
const textDocument = { uri };

describe('the language server’s conversation', () => {
  const client = connect();
  const waiting: ((published: PublishDiagnosticsParams) => void)[] = [];
  let version = 1;
  let text = jobText();

  /** The diagnostics that are published next. */
  const published = (): Promise<PublishDiagnosticsParams> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });

  /** Where a text stands in the document. */
  const positionOf = (wanted: string): { line: number; character: number } => {
    const before = text.slice(0, text.indexOf(wanted)).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };

  /** Types over a text of the document, as one incremental change. */
  const type = async (old: string, replacement: string): Promise<PublishDiagnosticsParams> => {
    const start = positionOf(old);
    const range = { start, end: { line: start.line, character: start.character + old.length } };
    text = text.replace(old, replacement);
    version += 1;
    const answer = published();
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: replacement }],
    });
    return answer;
  };

  before(async () => {
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      waiting.shift()?.(params);
    });
    const { capabilities } = await client.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    });
    assert.equal(
      capabilities.documentFormattingProvider,
      true,
      'a client without dynamic registration is told at once',
    );
    await client.sendNotification('initialized', {});
    const first = published();
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'jsonc', version, text },
    });
    assert.deepEqual((await first).diagnostics, []);
  });

  after(async () => {
    await client.sendRequest('shutdown');
    client.dispose();
  });

  it('publishes what is wrong with each version, as it is typed', async () => {
    const broken = await type('[givenName]', 'ToUper([givenName])');
    assert.equal(broken.version, version);
    assert.deepEqual(
      broken.diagnostics.map(({ code }) => code),
      ['functionUnknown'],
    );
    assert.equal(text, jobWith('ToUper([givenName])'));
    assert.deepEqual((await type('ToUper([givenName])', '[givenName]')).diagnostics, []);
  });

  it('answers from the version that is there now', async () => {
    await type('[givenName]', 'ToL');
    const { line, character } = positionOf('ToL"');
    const items = await client.sendRequest<CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: { line, character: character + 3 },
    });
    assert.ok(items.some(({ label }) => label === 'ToLower'));
    await type('ToL"', '[givenName]"');
  });

  it('tells a refused rename as an error to read', async () => {
    const position = positionOf('givenName]');
    await assert.rejects(
      client.sendRequest('textDocument/rename', { textDocument, position, newName: 'mail' }),
      /already has an attribute/,
    );
  });

  it('shows hints once it was told a sample, and evaluates on request', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints = (): Promise<InlayHint[]> => client.sendRequest('textDocument/inlayHint', { textDocument, range });
    assert.deepEqual(await hints(), []);
    await client.sendNotification(sampleChosen, { sample: adele });
    assert.deepEqual(
      (await hints()).map(({ label }) => label),
      ['→ "AdeleV@contoso.com"', '→ "Adele"'],
    );
    const [lens] = await client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
    const position: unknown = lens?.command?.arguments?.[1];
    const result = await client.sendRequest<{ text: string }>(evaluateExpression, { textDocument, position });
    assert.equal(result.text, '"AdeleV@contoso.com"');
    await client.sendNotification(sampleChosen, { sample: 'nonsense' });
    assert.deepEqual(await hints(), []);
  });

  it('answers nothing about documents that are not ours or not open', async () => {
    const other = { uri: 'file:///package.json' };
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { ...other, languageId: 'json', version: 1, text: '{ "name": "x" }' },
    });
    const position = { line: 0, character: 3 };
    assert.equal(await client.sendRequest('textDocument/hover', { textDocument: other, position }), null);
    assert.equal(
      await client.sendRequest('textDocument/hover', { textDocument: { uri: 'file:///gone' }, position }),
      null,
    );
  });

  it('takes the diagnostics of a closed document away', async () => {
    const last = published();
    await client.sendNotification('textDocument/didClose', { textDocument });
    assert.deepEqual((await last).diagnostics, []);
  });
});
