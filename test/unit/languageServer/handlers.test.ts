import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createModelCache } from '../../../src/languageServer/documents/modelCache.ts';
import { codeActionsAt } from '../../../src/languageServer/features/codeActions.ts';
import { completeAt } from '../../../src/languageServer/features/completion.ts';
import { diagnosticsOf } from '../../../src/languageServer/features/diagnostics.ts';
import { hoverAt } from '../../../src/languageServer/features/hover.ts';
import { semanticTokens } from '../../../src/languageServer/features/semanticTokens.ts';
import { signatureHelpAt } from '../../../src/languageServer/features/signatureHelp.ts';
import { documentSymbols } from '../../../src/languageServer/features/symbols.ts';
import { createHandlers } from '../../../src/languageServer/handlers.ts';
import { restartOnce } from '../../../src/extension/language/restartOnce.ts';
import { adele, fixture } from './fixture.ts';
import { jobWith } from './jobText.ts';

const textDocument = { uri: 'file:///test.provisioning.json' };

describe('handlers', () => {
  const document = TextDocument.create(textDocument.uri, 'jsonc', 1, jobWith('[mail]'));
  const documents = { get: (uri: string) => (uri === document.uri ? document : undefined) };

  it('report a failure without the document’s text, and answer null', () => {
    const reports: string[] = [];
    const handlers = createHandlers({ documents, models: createModelCache(), report: (text) => reports.push(text) });
    const answer = handlers.document(() => {
      throw new Error('boom');
    })({ textDocument });
    assert.equal(answer, null);
    assert.match(reports.join(), /boom/);
    assert.doesNotMatch(reports.join(), /givenName/);
  });

  it('do no work for a request that was cancelled while it waited', () => {
    const handlers = createHandlers({ documents, models: createModelCache(), report: () => undefined });
    let answered = 0;
    const handler = handlers.document(() => (answered += 1));
    assert.throws(() => handler({ textDocument }, { isCancellationRequested: true }), /Cancelled/);
    assert.equal(answered, 0);
  });

  it('read a version once', () => {
    const models = createModelCache();
    assert.equal(models.modelOf(document), models.modelOf(document));
    const edited = TextDocument.create(textDocument.uri, 'jsonc', 2, jobWith('[surname]'));
    assert.notEqual(models.modelOf(edited), models.modelOf(document));
  });
});

describe('any document', () => {
  const sound = jobWith('Join(\\"-\\", [mail], IIF([surname]=\\"\\\\\\\\\\", 1, 2))');

  it('cut off anywhere has a model that every feature works with', () => {
    fc.assert(
      fc.property(fc.nat(sound.length), fc.nat(sound.length), fc.string({ maxLength: 5 }), (from, length, inserted) => {
        const { model, offset } = fixture(`${sound.slice(0, from)}${inserted}‸${sound.slice(from + length)}`);
        const diagnostics = diagnosticsOf(model);
        completeAt(model, offset, { snippets: true, wordsKnown: false });
        hoverAt(model, offset, adele);
        signatureHelpAt(model, offset);
        documentSymbols(model);
        codeActionsAt(model, { start: 0, end: sound.length }, { diagnostics });
        assert.ok(semanticTokens(model).every((number) => number >= 0));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a server that ends', () => {
  it('is started again once', () => {
    const afterEnd = restartOnce();
    assert.deepEqual(
      [afterEnd(), afterEnd(), afterEnd()].map(({ restart }) => restart),
      [true, false, false],
    );
  });
});
