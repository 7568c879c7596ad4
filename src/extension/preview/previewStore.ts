import * as vscode from 'vscode';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import {
  aboutDocument,
  documentAddress,
  documentScheme,
  jobOfDocument,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import { clockTime } from '../../protocol/runWords.ts';
import type { Engine } from '../engine/engine.ts';
import { unasked } from '../engine/unasked.ts';
import { type JobOpener, whatIsMissing } from '../jobs/openJob.ts';
import { Disposable } from '../support/disposable.ts';
import { type DiffSide, diffTitle, objectDocument, objectPath } from './previewDocuments.ts';

/** The kind of the documents that hold one side of an object's diff. */
const kind = 'preview';

/** One preview whose tabs may be open. */
interface Kept {
  readonly title: string;
  readonly decisions: ReadonlyMap<string, DecisionSummary>;
  /** False until the editor has its tab: what others close meanwhile says nothing of this one. */
  opened: boolean;
}

/**
 * The decisions of the previews whose tabs are open, from which their diffs are written when the editor scrolls to them. A
 * diff that is opened later, after a reload, decides anew for its object, and says so.
 */
export class PreviewStore extends Disposable {
  readonly #opener: JobOpener;
  readonly #engine: Engine;
  /** By the time at which the preview was shown, in milliseconds since 1970: it is in the addresses of its documents. */
  readonly #kept = new Map<string, Kept>();

  constructor(documents: VirtualDocuments, opener: JobOpener, engine: Engine) {
    super();
    this.#opener = opener;
    this.#engine = engine;
    documents.add(kind, (uri) => this.#write(uri));
    this.register(
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        this.#noteOpened();
        if (closed.length === 0) return;
        for (const [at, { title, opened }] of [...this.#kept]) if (opened && !isOpen(at, title)) this.#kept.delete(at);
      }),
    );
  }

  /**
   * Opens the decisions about a job side by side in VS Code's multi-diff editor, which adds to the title how many they are.
   *
   * @param of how many there are altogether, should that be more.
   */
  async show(
    job: { readonly id: string },
    title: string,
    decisions: readonly DecisionSummary[],
    of = decisions.length,
  ): Promise<void> {
    const at = String(Date.now()); // the editor would show a former preview's texts under the same addresses
    const time = clockTime(new Date(Number(at)).toISOString(), Number(at));
    const dated = diffTitle({ title, time, shown: decisions.length, of }, vscode.l10n.t);
    this.#kept.set(at, {
      title: dated,
      decisions: new Map(decisions.map((each) => [each.source.id, each])),
      opened: false,
    });
    const resources = decisions.map((decision) => {
      const side = (name: DiffSide): vscode.Uri =>
        documentAddress(kind, objectPath(decision, vscode.l10n.t), job, { id: decision.source.id, side: name, at });
      const after = side('after');
      return [after, side('before'), after];
    });
    await vscode.commands.executeCommand('vscode.changes', dated, resources);
    this.#noteOpened();
  }

  #noteOpened(): void {
    for (const [at, kept] of this.#kept) kept.opened ||= isOpen(at, kept.title);
  }

  async #write(uri: vscode.Uri): Promise<string> {
    const id = aboutDocument(uri, 'id');
    const at = aboutDocument(uri, 'at');
    const side: DiffSide = aboutDocument(uri, 'side') === 'before' ? 'before' : 'after';
    const kept = this.#kept.get(at)?.decisions.get(id);
    if (kept !== undefined) return objectDocument(kept, side, vscode.l10n.t);
    const opened = await this.#opener.openById(jobOfDocument(uri));
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    const decision = await unasked(() => this.#engine.explain(opened.params, id, { background: true }));
    const made = clockTime(new Date(Number(at)).toISOString(), Date.now());
    const anew = vscode.l10n.t('The preview of {0} is no longer kept, so this was decided anew.', made);
    return `// ${anew}\n${objectDocument(decision, side, vscode.l10n.t)}`;
  }
}

/** The API does not tell what a multi-diff tab shows, so it is known by its title. */
function isOpen(at: string, title: string): boolean {
  const isOfPreview = ({ uri }: vscode.TextDocument): boolean =>
    uri.scheme === documentScheme && uri.authority === kind && aboutDocument(uri, 'at') === at;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return vscode.workspace.textDocuments.some(isOfPreview) || tabs.some(({ label }) => label.startsWith(title));
}
