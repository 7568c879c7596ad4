import {
  CodeLensRefreshRequest,
  type Connection,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type TextDocumentPositionParams,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ClientTraits, readClientTraits, serverCapabilities } from './capabilities.ts';
import { createDiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { createModelCache } from './documents/modelCache.ts';
import { codeActionsAt } from './features/codeActions.ts';
import { codeLenses } from './features/codeLenses.ts';
import { completeAt } from './features/completion.ts';
import { evaluateAt } from './features/evaluate.ts';
import { foldingRanges } from './features/folding.ts';
import { formatExpressions } from './features/formatting.ts';
import { hoverAt } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { definitionAt, referencesAt } from './features/navigation.ts';
import { renameAt, renameTargetAt } from './features/rename.ts';
import { semanticTokens } from './features/semanticTokens.ts';
import { signatureHelpAt } from './features/signatureHelp.ts';
import { documentSymbols } from './features/symbols.ts';
import { createHandlers } from './handlers.ts';
import { inEnglish, type Localize } from '../protocol/localize.ts';
import { evaluateExpression, isSample, type Sample, sampleChosen, type SampleParams } from './sampleProtocol.ts';

/**
 * Serves one client over a connection: wires the Language Server Protocol to the features, which are plain functions over a
 * document's model. The connection is not listened to yet.
 */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  let client: ClientTraits | null = null;
  const t: Localize = (message, ...values) => (client?.t ?? inEnglish)(message, ...values);
  const models = createModelCache(t);
  const publisher = createDiagnosticsPublisher(connection, models, t);
  const { document, place, stretch } = createHandlers({
    documents,
    models,
    report: (message) => {
      connection.console.error(message);
    },
  });
  const tokens = document((model) => semanticTokens(model));
  const tokensWithin = stretch((model, within) => semanticTokens(model, within));
  const heard = (request: Promise<unknown>): void => {
    request.catch((failure: unknown) => {
      connection.console.error(t('The editor refused a request of the language server: {0}', String(failure)));
    });
  };
  let sample: Sample | null = null;

  connection.onInitialize((params) => {
    client = readClientTraits(params);
    return { capabilities: serverCapabilities(client), serverInfo: { name: 'Dropbox Provisioning' } };
  });
  connection.onInitialized(() => {
    if (client?.formatting !== 'jobFiles') return;
    const documentSelector = [{ pattern: '**/*.provisioning.json' }];
    heard(connection.client.register(DocumentFormattingRequest.type, { documentSelector }));
    if (client.formatsSelections)
      heard(connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector }));
  });
  documents.onDidChangeContent((change) => {
    publisher.schedule(change.document);
  });
  documents.onDidClose(({ document: { uri } }) => {
    publisher.forget(uri);
    models.forget(uri);
  });

  connection.onCompletion(
    place((model, offset) => completeAt(model, offset, client?.completion ?? { snippets: false, wordsKnown: false })),
  );
  connection.onHover(place((model, offset) => hoverAt(model, offset, sample, client?.completion.wordsKnown)));
  connection.onSignatureHelp(place(signatureHelpAt));
  connection.onDefinition(place(definitionAt));
  connection.onReferences(
    place((model, offset, params) => referencesAt(model, offset, params.context.includeDeclaration)),
  );
  connection.onPrepareRename(place(renameTargetAt));
  connection.onRenameRequest(place((model, offset, params) => renameAt(model, offset, params.newName)));
  connection.onDocumentSymbol(document(documentSymbols));
  connection.onFoldingRanges(document(foldingRanges));
  connection.onDocumentFormatting(document((model) => formatExpressions(model)));
  connection.onDocumentRangeFormatting(stretch(formatExpressions));
  connection.onCodeAction(stretch((model, within, { context }) => codeActionsAt(model, within, context)));
  connection.onCodeLens(document((model) => codeLenses(model, sample)));
  connection.languages.semanticTokens.on((params, token) => ({ data: tokens(params, token) ?? [] }));
  connection.languages.semanticTokens.onRange((params, token) => ({ data: tokensWithin(params, token) ?? [] }));
  connection.languages.inlayHint.on(stretch((model, within) => inlayHints(model, within, sample, Date.now())));

  connection.onRequest(
    evaluateExpression,
    place((model, offset, _params: TextDocumentPositionParams) => evaluateAt(model, offset, sample, Date.now())),
  );
  connection.onNotification(sampleChosen, (params: SampleParams) => {
    sample = isSample(params.sample) ? params.sample : null;
    if (client?.refreshesInlayHints) heard(connection.languages.inlayHint.refresh());
    if (client?.refreshesCodeLenses) heard(connection.sendRequest(CodeLensRefreshRequest.type));
  });
  documents.listen(connection);
}
