import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CancellationToken, LSPErrorCodes, type Range, ResponseError } from 'vscode-languageserver';
import type { DocumentModel } from './documents/documentModel.ts';
import type { ModelCache } from './documents/modelCache.ts';
import { RenameRefused } from './features/rename.ts';
import { type Span, spanOf } from './features/ranges.ts';

/** The parts of a request's parameters that say where it is about. */
interface Params {
  readonly textDocument: { readonly uri: string };
}

interface PositionParams extends Params {
  readonly position: { readonly line: number; readonly character: number };
}

interface RangeParams extends Params {
  readonly range: Range;
}

export interface HandlerParts {
  readonly documents: { get(uri: string): TextDocument | undefined };
  readonly models: ModelCache;
  /** Told what went wrong inside a handler, without any of the document's text. */
  readonly report: (message: string) => void;
}

/** Turns pure features over a document's model into handlers of requests. */
export interface Handlers {
  /** A feature of the whole document. */
  readonly document: <P extends Params, R>(feature: (model: DocumentModel, params: P) => R) => Handler<P, R>;
  /** A feature of one place, given as an offset. */
  readonly place: <P extends PositionParams, R>(
    feature: (model: DocumentModel, offset: number, params: P) => R,
  ) => Handler<P, R>;
  /** A feature of a stretch. */
  readonly stretch: <P extends RangeParams, R>(
    feature: (model: DocumentModel, within: Span, params: P) => R,
  ) => Handler<P, R>;
}

export type Handler<P, R> = (params: P, token?: Pick<CancellationToken, 'isCancellationRequested'>) => R | null;

/**
 * Makes handlers that answer null for documents that are not ours, and never let an exception reach the client: it is
 * reported and the answer is null. A refused rename is the one error that the person is to read. What was cancelled while
 * it waited, because the person typed on, costs no work.
 */
export function createHandlers({ documents, models, report }: HandlerParts): Handlers {
  function answer<P extends Params, R>(feature: (model: DocumentModel, params: P) => R): Handler<P, R> {
    return (params, token) => {
      if (token?.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
      try {
        const document = documents.get(params.textDocument.uri);
        const model = document && models.modelOf(document);
        return model ? feature(model, params) : null;
      } catch (failure) {
        if (failure instanceof RenameRefused) throw new ResponseError(LSPErrorCodes.RequestFailed, failure.message);
        report(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
        return null;
      }
    };
  }
  return {
    document: answer,
    place: (feature) => answer((model, params) => feature(model, model.document.offsetAt(params.position), params)),
    stretch: (feature) => answer((model, params) => feature(model, spanOf(model, params.range), params)),
  };
}
