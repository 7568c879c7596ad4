import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { CloseAction, ErrorAction, type ErrorHandler, LanguageClient, State } from 'vscode-languageclient/node';
import {
  type ClientOptions,
  evaluateExpression,
  type ExpressionResult,
  type Sample,
  sampleChosen,
} from '../../languageServer/sampleProtocol.ts';
import { readSetting } from '../settings/settings.ts';
import { isProvisioningDocument, languageDocuments } from './provisioningDocuments.ts';
import { restartOnce } from './restartOnce.ts';
import { languageServerProcess, type ServerProcess } from './serverProcess.ts';

export interface LanguageClientOptions {
  /** The server's bundle. */
  readonly modulePath: string;
  readonly environment: () => Record<string, string>;
  readonly log: vscode.LogOutputChannel;
  /** Told when the server has ended for good, with the reason. */
  readonly onEnd: (reason: string) => void;
}

/** The conversation with the language server beyond what VS Code asks it. */
export interface LanguageConversation {
  /** Tells the server the sample; a server that is started again is told again. */
  setSample(sample: Sample | null): Promise<void>;
  evaluate(uri: vscode.Uri, position: vscode.Position): Promise<ExpressionResult | null>;
  stop(): Promise<void>;
}

/** Starts the language server. This module brings the protocol's whole client, so it is loaded with the first document that needs it. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<LanguageConversation> {
  const { modulePath, environment, log } = options;
  const server = languageServerProcess(modulePath, environment, (line) => {
    log.warn(line);
  });
  let sample: Sample | null = null;
  let stopping = false;
  const client = new LanguageClient(
    'dropboxProvisioning',
    'Dropbox Provisioning',
    () => Promise.resolve(server.start()),
    {
      documentSelector: [...languageDocuments],
      outputChannel: log,
      initializationOptions: clientOptions(),
      errorHandler: errorHandler(server, options, () => stopping),
      middleware: {
        provideDocumentSemanticTokens: (document, token, next) =>
          isProvisioningDocument(document) ? next(document, token) : null,
      },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running && sample !== null) inBackground(client.sendNotification(sampleChosen, { sample }));
  });
  await client.start();
  return {
    async setSample(chosen) {
      sample = chosen;
      if (client.state === State.Running) await client.sendNotification(sampleChosen, { sample });
    },
    evaluate: (uri, position) =>
      client.sendRequest<ExpressionResult | null>(evaluateExpression, {
        textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
        position: client.code2ProtocolConverter.asPosition(position),
      }),
    async stop() {
      stopping = true;
      await client.dispose().finally(() => {
        server.kill();
      });
    },
  };
}

function clientOptions(): ClientOptions {
  const formatsDocuments = readSetting('language.formatDocuments');
  const texts = vscode.l10n.bundle;
  return { completesSchemaWords: true, formatsDocuments, formatsSelections: false, ...(texts && { texts }) };
}

/** Starts a server that died again, once, and then says why it died. */
function errorHandler(
  server: ServerProcess,
  { log, onEnd }: LanguageClientOptions,
  isStopping: () => boolean,
): ErrorHandler {
  const afterEnd = restartOnce();
  return {
    error(error) {
      log.error(vscode.l10n.t('The conversation with the language server failed: {0}', error.message));
      return { action: ErrorAction.Continue, handled: true };
    },
    async closed() {
      if (isStopping()) return { action: CloseAction.DoNotRestart, handled: true };
      const reason = (await server.whyEnded()) ?? vscode.l10n.t('it was not started');
      const { restart } = afterEnd();
      log.error(
        restart
          ? vscode.l10n.t('The language server ended ({0}). It is started again.', reason)
          : vscode.l10n.t('The language server ended ({0}).', reason),
      );
      if (!restart) onEnd(reason);
      return { action: restart ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
    },
  };
}
