import { type CancellationToken, ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import * as protocol from '../protocol/mappingEditor.ts';
import type { Guard } from '../protocol/mappingEditorGuards.ts';
import { type EditIntent, isEditIntent } from '../protocol/mappingEditorIntents.ts';
import type { EditorView, FilterGroupView } from '../protocol/mappingEditorView.ts';

/** What the mapping editor's page needs from its surroundings: VS Code, or the mock host of a plain browser. */
export interface PageServices {
  view(): EditorView;
  edit(intent: EditIntent): Promise<protocol.EditResult>;
  save(): Promise<protocol.EditResult>;
  samples(type: protocol.ObjectTypeName): Promise<protocol.Samples>;
  sampleAttributes(type: protocol.ObjectTypeName, id: string): Promise<Readonly<Record<string, unknown>> | null>;
  readDirectory(): Promise<protocol.EditResult>;
  countScope(
    type: protocol.ObjectTypeName,
    groups: readonly FilterGroupView[],
    signal: AbortSignal,
  ): Promise<protocol.ScopeCount>;
  consequence(signal: AbortSignal, onProgress: (step: protocol.ConsequenceStep) => void): Promise<protocol.Consequence>;
  showConsequence(): void;
  openAsText(line: number, beside: boolean): void;
  importSchema(): Promise<protocol.EditResult>;
  exportSchema(): Promise<protocol.EditResult>;
}

/** The host's end of the conversation. */
export interface PageHost {
  /** Tells the page that the document changed; nothing is sent before the page said that it is ready. */
  tell(view: EditorView): void;
  dispose(): void;
}

/** Answers the page's requests with these services. What a page sends is checked before anything is done with it. */
export function servePage(connection: MessageConnection, services: PageServices): PageHost {
  let isReady = false;
  connection.onRequest(protocol.ready, () => {
    isReady = true;
    return services.view();
  });
  connection.onRequest(protocol.edit, (intent: unknown) => services.edit(checked(isEditIntent, intent)));
  connection.onRequest(protocol.save, () => services.save());
  connection.onRequest(protocol.samples, (params: unknown) =>
    services.samples(checked(protocol.isSampleParams, params).type),
  );
  connection.onRequest(protocol.sampleAttributes, (params: unknown) => {
    const { type, id } = checked(protocol.isSampleId, params);
    return services.sampleAttributes(type, id);
  });
  connection.onRequest(protocol.readDirectory, () => services.readDirectory());
  connection.onRequest(protocol.countScope, (params: unknown, token) => {
    const { type, groups } = checked(protocol.isScopeParams, params);
    return services.countScope(type, groups, signalOf(token));
  });
  connection.onRequest(protocol.consequence, (_, token) =>
    services.consequence(signalOf(token), (step) => {
      connection.sendNotification(protocol.consequenceProgress, step).catch(() => undefined); // a page that has gone needs none
    }),
  );
  connection.onNotification(protocol.showConsequence, () => {
    services.showConsequence();
  });
  connection.onNotification(protocol.openAsText, (place: unknown) => {
    if (protocol.isPlace(place)) services.openAsText(place.line, place.beside);
  });
  connection.onRequest(protocol.importSchema, () => services.importSchema());
  connection.onRequest(protocol.exportSchema, () => services.exportSchema());
  connection.listen();
  return {
    tell: (view) => {
      // A page that went away meanwhile needs no view.
      if (isReady) connection.sendNotification(protocol.changed, view).catch(() => undefined);
    },
    dispose: () => {
      connection.dispose();
    },
  };
}

function checked<Value>(guard: Guard<Value>, value: unknown): Value {
  if (guard(value)) return value;
  throw new ResponseError(ErrorCodes.InvalidParams, 'What the page sent has another shape.'); // the page says it to people
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
