import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposable } from '../support/disposable.ts';
import type { EngineQuestionParts } from './engineQuestions.ts';
import { pageHtml } from './pageHtml.ts';

/** The mapping editor's id in the manifest. */
export const mappingEditorViewType = 'dropboxProvisioning.mappingEditor';

/**
 * The mapping editor: a second face of a job file's text document, beside the text editor. All state that matters is in the
 * document, so undo, dirty state, hot exit and saving are VS Code's own (decision 0061).
 */
export class MappingEditorProvider extends Disposable implements vscode.CustomTextEditorProvider {
  readonly #parts: EngineQuestionParts;
  readonly #resources: vscode.Uri;

  constructor(extensionUri: vscode.Uri, parts: EngineQuestionParts) {
    super();
    this.#parts = parts;
    this.#resources = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    this.register(
      vscode.window.registerCustomEditorProvider(mappingEditorViewType, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  async resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.#resources] };
    // Loaded with the first editor: they bring a JSON Schema validator and the expression language.
    const [{ openSession }, { EngineQuestions }] = await Promise.all([
      import('./editorSession.ts'),
      import('./engineQuestions.ts'),
    ]);
    const session = openSession(document, webview, new EngineQuestions(document, this.#parts));
    panel.onDidDispose(() => {
      session.dispose();
    });
    const addresses = {
      script: webview.asWebviewUri(vscode.Uri.joinPath(this.#resources, 'mappingEditor.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(this.#resources, 'mappingEditor.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
    };
    const texts = vscode.l10n.bundle;
    // Where VS Code speaks a language that nobody has translated ours into, the page is in English.
    const language = texts === undefined ? 'en' : vscode.env.language;
    webview.html = pageHtml(addresses, { language, texts, title: vscode.l10n.t('Mapping Editor') });
  }
}
