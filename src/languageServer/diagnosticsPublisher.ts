import type { Connection, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ModelCache } from './documents/modelCache.ts';
import { diagnosticsOf } from './features/diagnostics.ts';
import type { Localize } from '../protocol/localize.ts';

/** Long enough to join the keys of one stroke, far below what a person notices. */
const shortestPauseMs = 10;
const longestPauseMs = 1000;

/** How long the keys must rest before a document is checked whose last check took so long: typing comes first. */
function pauseAfter(checkMs: number): number {
  return Math.min(Math.max(shortestPauseMs, checkMs / 4), longestPauseMs);
}

/** Checks documents as they change and tells the client what is wrong with them. */
export interface DiagnosticsPublisher {
  /** Checks a document soon; of several changes in quick succession, the last counts. */
  schedule(document: TextDocument): void;
  /** Forgets a document that was closed, and takes its diagnostics away. */
  forget(uri: string): void;
}

/** Makes a publisher for a client. */
export function createDiagnosticsPublisher(
  connection: Connection,
  models: ModelCache,
  t: Localize,
): DiagnosticsPublisher {
  const pending = new Map<string, NodeJS.Timeout>();
  const shown = new Set<string>();
  const lastCheckMs = new Map<string, number>();
  const cancel = (uri: string): void => {
    clearTimeout(pending.get(uri));
    pending.delete(uri);
  };
  const send = (diagnostics: PublishDiagnosticsParams): void => {
    connection.sendDiagnostics(diagnostics).catch((failure: unknown) => {
      connection.console.error(t('The diagnostics of {0} could not be sent: {1}', diagnostics.uri, String(failure)));
    });
  };
  const publish = (document: TextDocument): void => {
    const { uri, version } = document;
    pending.delete(uri);
    const began = performance.now();
    const model = models.modelOf(document);
    if (model === null && !shown.has(uri)) return;
    shown.add(uri);
    const diagnostics = model === null ? [] : diagnosticsOf(model);
    lastCheckMs.set(uri, performance.now() - began);
    send({ uri, version, diagnostics });
  };
  return {
    schedule(document) {
      cancel(document.uri);
      pending.set(
        document.uri,
        setTimeout(
          () => {
            try {
              publish(document);
            } catch (failure) {
              connection.console.error(t('The document could not be checked: {0}', String(failure)));
            }
          },
          pauseAfter(lastCheckMs.get(document.uri) ?? 0),
        ),
      );
    },
    forget(uri) {
      cancel(uri);
      lastCheckMs.delete(uri);
      if (shown.delete(uri)) send({ uri, diagnostics: [] });
    },
  };
}
