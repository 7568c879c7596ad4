import 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { TextEdit } from '../../job/editJob.ts';
import type { EditResult } from '../../protocol/mappingEditor.ts';
import type { EditIntent } from '../../protocol/mappingEditorIntents.ts';
import { connectOver } from '../../protocol/mappingEditorTransport.ts';
import type { EditorView } from '../../protocol/mappingEditorView.ts';
import type { Text } from '../../protocol/text.ts';
import { fileName } from '../jobs/readJobFile.ts';
import { failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { planEdit } from '../../mappingEditor/edits.ts';
import type { EngineQuestions } from './engineQuestions.ts';
import { type PageHost, type PageServices, servePage } from '../../mappingEditor/pageHost.ts';
import { Refusal } from '../../mappingEditor/refusal.ts';
import { exportSchemaFile, readSchemaFile } from './schemaFiles.ts';
import { exportedSchemaText, withImportedSchema } from '../../mappingEditor/schemaText.ts';
import { differenceOf } from '../../mappingEditor/jsonText.ts';
import { viewOf } from '../../mappingEditor/viewModel.ts';

/** Milliseconds after a change of the document until the page is told. */
const pause = 40;

/** Serves one page of one document, until disposed of. */
export function openSession(
  document: vscode.TextDocument,
  webview: vscode.Webview,
  questions: EngineQuestions,
): { dispose(): void } {
  return new EditorSession(document, webview, questions);
}

class EditorSession extends Disposable {
  readonly #document: vscode.TextDocument;
  readonly #questions: EngineQuestions;
  readonly #page: PageHost;
  /** Edits are made one after another, each on the text that the one before left. */
  #lastEdit: Promise<unknown> = Promise.resolve();
  #lastCycle = '';

  constructor(document: vscode.TextDocument, webview: vscode.Webview, questions: EngineQuestions) {
    super();
    this.#document = document;
    this.#questions = questions;
    const connection = connectOver({
      post: (message) => void webview.postMessage(message),
      listen: (onMessage) => webview.onDidReceiveMessage(onMessage),
    });
    this.#page = this.register(servePage(connection, this.#services()));
    const tell = this.register(
      debounce(() => {
        this.#page.tell(this.#view());
      }, pause),
    );
    const whenOurs = (changed: vscode.TextDocument): void => {
      if (changed.uri.toString() === document.uri.toString()) tell.schedule();
    };
    this.register(
      vscode.workspace.onDidChangeTextDocument((event) => {
        whenOurs(event.document);
      }),
    );
    this.register(vscode.workspace.onDidSaveTextDocument(whenOurs));
    this.register(
      questions.onDidRunCycle((cycle) => {
        this.#lastCycle = cycle;
        tell.schedule();
      }),
    );
  }

  #services(): PageServices {
    return {
      view: () => this.#view(),
      edit: (intent) => this.#edit(intent),
      save: () => this.#save(),
      samples: (type) => this.#questions.samples(type),
      sampleAttributes: (type, id) => this.#questions.sampleAttributes(type, id),
      readDirectory: () => this.#readDirectory(),
      countScope: (type, groups, signal) => this.#questions.countScope(type, groups, signal),
      consequence: (signal, onProgress) => this.#questions.consequence(signal, onProgress),
      showConsequence: () => {
        inBackground(this.#questions.showConsequence());
      },
      openAsText: (line, beside) => {
        inBackground(openAsText(this.#document.uri, line, beside));
      },
      importSchema: () => this.#importSchema(),
      exportSchema: () => this.#exportSchema(),
    };
  }

  #view(): EditorView {
    const { version, uri, isDirty } = this.#document;
    return viewOf(this.#document.getText(), {
      version,
      editable: vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false,
      unsaved: isDirty,
      lastCycle: this.#lastCycle,
      name: fileName(uri),
    });
  }

  #edit(intent: EditIntent): Promise<EditResult> {
    return this.#next(async () => {
      const { edit, refusal } = planEdit(this.#document.getText(), intent);
      return edit === null ? this.#answer(false, refusal) : this.#apply(edit);
    });
  }

  /** An edit of the document like any other: VS Code's undo, dirty mark and hot exit know it. */
  async #apply({ offset, length, newText }: TextEdit): Promise<EditResult> {
    if (length === 0 && newText === '') return this.#answer(true, null);
    const range = new vscode.Range(this.#document.positionAt(offset), this.#document.positionAt(offset + length));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.#document.uri, range, newText);
    const applied = await vscode.workspace.applyEdit(edit);
    return this.#answer(applied, applied ? null : vscode.l10n.t('The file cannot be changed: it may be read-only.'));
  }

  async #save(): Promise<EditResult> {
    await this.#lastEdit;
    const saved = !this.#document.isDirty || (await this.#document.save());
    return this.#answer(saved, saved ? null : vscode.l10n.t('{0} could not be saved.', fileName(this.#document.uri)));
  }

  async #readDirectory(): Promise<EditResult> {
    try {
      return this.#answer(true, await this.#questions.readDirectory());
    } catch (failure) {
      return this.#answer(false, failureText(failure));
    }
  }

  async #importSchema(): Promise<EditResult> {
    const file = await readSchemaFile(this.#document.uri);
    if (file === null) return this.#answer(false, null);
    return this.#next(async () => {
      const text = this.#document.getText();
      const result = await this.#apply(differenceOf(text, withImportedSchema(text, file.name, file.text)));
      return {
        ...result,
        message: result.message ?? vscode.l10n.t('The schema of {0} was imported. Undo brings yours back.', file.name),
      };
    });
  }

  async #exportSchema(): Promise<EditResult> {
    return this.#next(async () => {
      const written = await exportSchemaFile(this.#document.uri, exportedSchemaText(this.#document.getText()));
      return this.#answer(
        written !== null,
        written === null ? null : vscode.l10n.t('The schema was exported to {0}.', written),
      );
    });
  }

  /** Does something to the document after all that was asked for before. A refusal is an answer, not a failure. */
  #next(action: () => Promise<EditResult>): Promise<EditResult> {
    const result = this.#lastEdit.then(action).catch((failure: unknown) => {
      if (failure instanceof Refusal) return this.#answer(false, failure.text);
      throw failure;
    });
    this.#lastEdit = result.catch(() => undefined);
    return result;
  }

  #answer(applied: boolean, message: Text | null): EditResult {
    return { applied, version: this.#document.version, message };
  }
}

/** Opens the document in the text editor, at a line from 1: beside the page, where both stay in step, or in its place. */
async function openAsText(uri: vscode.Uri, line: number, beside: boolean): Promise<void> {
  const start = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', {
    selection: new vscode.Range(start, start),
    viewColumn: beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
  });
}
