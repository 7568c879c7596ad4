import * as vscode from 'vscode';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import {
  aboutDocument,
  documentAddress,
  documentScheme,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { Disposable } from '../support/disposable.ts';
import { type DiffSide, objectDocument, objectPath } from './previewDocuments.ts';

/** The kind of the documents that hold one side of an object's diff. */
const kind = 'preview';

/**
 * The decisions of the last preview, from which its diffs are written when the editor scrolls to them. They are kept while
 * a tab of the preview is open; a diff that is opened later, after a reload, decides anew for its object.
 */
export class PreviewStore extends Disposable {
  readonly #opener: JobOpener;
  readonly #engine: Engine;
  #title = '';
  #decisions: ReadonlyMap<string, DecisionSummary> = new Map();

  constructor(documents: VirtualDocuments, opener: JobOpener, engine: Engine) {
    super();
    this.#opener = opener;
    this.#engine = engine;
    documents.add(kind, (uri) => this.#write(uri));
    this.register(
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0 && !this.#isOpen()) this.#decisions = new Map();
      }),
    );
  }

  /** Decisions that are kept for open tabs. */
  get size(): number {
    return this.#decisions.size;
  }

  /** Opens the decisions side by side in VS Code's multi-diff editor. */
  async show(title: string, decisions: readonly DecisionSummary[]): Promise<void> {
    this.#title = title;
    this.#decisions = new Map(decisions.map((decision) => [decision.source.id, decision]));
    const run = String(Date.now()); // the editor would show a former preview's texts under the same addresses
    const resources = decisions.map((decision) => {
      const after = address(decision, 'after', run);
      return [after, address(decision, 'before', run), after];
    });
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  }

  async #write(uri: vscode.Uri): Promise<string> {
    const id = aboutDocument(uri, 'id');
    const side: DiffSide = aboutDocument(uri, 'side') === 'before' ? 'before' : 'after';
    const kept = this.#decisions.get(id);
    const decision = kept ?? (await this.#engine.explain((await this.#opener.openToRun({ saved: false })).params, id));
    return objectDocument(decision, side, vscode.l10n.t);
  }

  /** The API does not tell what a multi-diff tab shows, so it is known by its title. */
  #isOpen(): boolean {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const open = vscode.workspace.textDocuments.some(
      ({ uri }) => uri.scheme === documentScheme && uri.authority === kind,
    );
    return open || tabs.some(({ label }) => label.startsWith(this.#title));
  }
}

function address(decision: DecisionSummary, side: DiffSide, run: string): vscode.Uri {
  return documentAddress(kind, objectPath(decision, vscode.l10n.t), { id: decision.source.id, side, run });
}
