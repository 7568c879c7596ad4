import * as vscode from 'vscode';
import { failureText } from '../support/actionableFailure.ts';
import { Disposable } from '../support/disposable.ts';
import { untilDocumentHas } from './untilDocumentHas.ts';

/** The scheme of the extension's read-only documents. Their addresses hold ids, names and reasons, never a secret. */
export const documentScheme = 'dropbox-provisioning';

/** Makes the text of a document from its address alone: when nobody wrote it before, for example after a reload. */
export type RewriteDocument = (uri: vscode.Uri) => Promise<string>;

/**
 * Read-only documents. Their texts are kept only while they are open; a document that is opened again, for example by a
 * window that was reloaded, is made again by the rewriter for its kind (the authority of its address).
 */
export class VirtualDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #rewriters = new Map<string, RewriteDocument>();
  readonly #written = new Map<string, string>();
  readonly #changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(documentScheme, this));
    this.register(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#written.delete(uri.toString());
      }),
    );
  }

  /** Documents of this kind that nobody wrote are made by `rewrite`. */
  add(kind: string, rewrite: RewriteDocument): void {
    this.#rewriters.set(kind, rewrite);
  }

  /**
   * Writes a document, open or not. Resolves when an open one has the text: VS Code takes it over in its own time, and a Markdown
   * preview that is opened meanwhile shows the former text and misses the change while it loads.
   */
  async write(uri: vscode.Uri, text: string): Promise<void> {
    this.#written.set(uri.toString(), text);
    const taken = untilDocumentHas(uri, text);
    this.#changed.fire(uri);
    await taken;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const written = this.#written.get(uri.toString());
    if (written !== undefined) return written;
    const rewrite = this.#rewriters.get(uri.authority);
    if (rewrite === undefined) return vscode.l10n.t('There is no such document.');
    try {
      return await rewrite(uri);
    } catch (failure) {
      return failureText(failure);
    }
  }
}

/**
 * The address of a document: its kind, the path that its tab shows, the job that it is of, and what else it is about. With the
 * job's id in it, a document that is made again after a reload is of the job that it says, whichever is the current one.
 */
export function documentAddress(
  kind: string,
  path: string,
  job: { readonly id: string },
  about: Readonly<Record<string, string>> = {},
): vscode.Uri {
  const query = new URLSearchParams({ ...about, job: job.id }).toString();
  return vscode.Uri.from({ scheme: documentScheme, authority: kind, path, query });
}

/** What a document is about, by the names that `documentAddress` was given. */
export function aboutDocument(uri: vscode.Uri, name: string): string {
  return new URLSearchParams(uri.query).get(name) ?? '';
}

/** The id of the job that a document is of. */
export function jobOfDocument(uri: vscode.Uri): string {
  return aboutDocument(uri, 'job');
}

/** Beyond this many characters VS Code's Markdown preview takes seconds; its text editor does not. */
export const longestRendered = 200_000;

/**
 * Opens a Markdown document to read, in a tab of its own; as text when it is long, or VS Code's Markdown preview is disabled.
 *
 * @param viewColumn where; in place of what is in front when absent.
 */
export async function showMarkdown(uri: vscode.Uri, viewColumn = vscode.ViewColumn.Active): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText().length <= longestRendered) {
    try {
      await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', viewColumn);
      return;
    } catch {
      // There is no Markdown preview here.
    }
  }
  await vscode.window.showTextDocument(document, { preview: true, viewColumn });
}

/** Beside what is in front, in the column where the document is already; where nothing is open, there. */
export function columnBeside(uri: vscode.Uri): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const shows = ({ input }: vscode.Tab): boolean =>
    (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) &&
    input.uri.toString() === uri.toString();
  const group = groups.find(({ tabs }) => tabs.some(shows));
  if (group !== undefined) return group.viewColumn;
  return groups.some(({ tabs }) => tabs.length > 0) ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
