import {
  CancellationTokenSource,
  ErrorCodes,
  type MessageConnection,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc';
import * as protocol from '../../src/protocol/mappingEditor.ts';
import type { Guard } from '../../src/protocol/mappingEditorGuards.ts';
import type { EditIntent } from '../../src/protocol/mappingEditorIntents.ts';
import { type EditorView, type FilterGroupView, isEditorView } from '../../src/protocol/mappingEditorView.ts';
import { t } from '../language.ts';

/** The page's end of the conversation: asks the host and checks what it answers. */
export class HostClient {
  readonly #connection: MessageConnection;
  #onConsequenceStep: (step: protocol.ConsequenceStep) => void = () => undefined;

  constructor(connection: MessageConnection, onChange: (view: EditorView) => void) {
    this.#connection = connection;
    connection.onNotification(protocol.changed, (view: unknown) => {
      if (isEditorView(view)) onChange(view);
    });
    connection.onNotification(protocol.consequenceProgress, (step: unknown) => {
      if (protocol.isConsequenceStep(step)) this.#onConsequenceStep(step);
    });
    connection.listen();
  }

  ready(): Promise<EditorView> {
    return this.#ask(protocol.ready, {}, isEditorView);
  }

  edit(intent: EditIntent): Promise<protocol.EditResult> {
    return this.#ask(protocol.edit, intent, protocol.isEditResult);
  }

  save(): Promise<protocol.EditResult> {
    return this.#ask(protocol.save, {}, protocol.isEditResult);
  }

  samples(type: protocol.ObjectTypeName): Promise<protocol.Samples> {
    return this.#ask(protocol.samples, { type }, protocol.isSamples);
  }

  sampleAttributes(type: protocol.ObjectTypeName, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    return this.#ask(protocol.sampleAttributes, { type, id }, protocol.isSampleAttributes);
  }

  readDirectory(): Promise<protocol.EditResult> {
    return this.#ask(protocol.readDirectory, {}, protocol.isEditResult);
  }

  countScope(
    type: protocol.ObjectTypeName,
    groups: readonly FilterGroupView[],
    signal: AbortSignal,
  ): Promise<protocol.ScopeCount> {
    return this.#ask(protocol.countScope, { type, groups }, protocol.isScopeCount, signal);
  }

  /** @param onProgress hears how far the computation is, until the next one is asked for. */
  consequence(
    signal: AbortSignal,
    onProgress: (step: protocol.ConsequenceStep) => void,
  ): Promise<protocol.Consequence> {
    this.#onConsequenceStep = onProgress;
    return this.#ask(protocol.consequence, {}, protocol.isConsequence, signal);
  }

  importSchema(): Promise<protocol.EditResult> {
    return this.#ask(protocol.importSchema, {}, protocol.isEditResult);
  }

  exportSchema(): Promise<protocol.EditResult> {
    return this.#ask(protocol.exportSchema, {}, protocol.isEditResult);
  }

  showConsequence(): void {
    void this.#connection.sendNotification(protocol.showConsequence, {});
  }

  /** Opens the text at a line, beside the page or in its place. */
  openAsText(line: number, beside: boolean): void {
    void this.#connection.sendNotification(protocol.openAsText, { line, beside });
  }

  async #ask<Params, Result>(
    type: RequestType<Params, Result, void>,
    params: Params,
    guard: Guard<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const cancellation = new CancellationTokenSource();
    const cancel = (): void => {
      cancellation.cancel();
    };
    signal?.addEventListener('abort', cancel);
    try {
      const answer: unknown = await this.#connection.sendRequest(type.method, params, cancellation.token);
      if (guard(answer)) return answer;
      throw new Error(
        t('The extension sent a response that can’t be read. Reload the window; if that doesn’t help, report it.'),
      );
    } catch (failure) {
      const isNotUnderstood = failure instanceof ResponseError && failure.code === ErrorCodes.InvalidParams;
      if (!isNotUnderstood) throw failure;
      throw new Error(t('The extension can’t read what this editor sent. Close the editor and open it again.'), {
        cause: failure,
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }
}
