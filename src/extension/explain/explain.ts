import * as vscode from 'vscode';
import { pickObject } from '../commands/pickObject.ts';
import { withProgress } from '../commands/progress.ts';
import { subjectOf } from '../commands/subject.ts';
import {
  aboutDocument,
  documentAddress,
  jobOfDocument,
  showMarkdown,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import { unasked } from '../engine/unasked.ts';
import { type JobOpener, whatIsMissing } from '../jobs/openJob.ts';
import { pathSegment } from '../preview/previewDocuments.ts';
import { explainDocument } from './explainDocument.ts';

export interface ExplainParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
}

const kind = 'explain';

/** Explanations are made again from their object's id when a window is reloaded. */
export function registerExplanations({ opener, engine, documents }: ExplainParts): void {
  documents.add(kind, async (uri) => {
    const opened = await opener.openById(jobOfDocument(uri));
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    const id = aboutDocument(uri, 'id');
    const decision = await unasked(() => engine.explain(opened.params, id, { background: true }));
    return explainDocument(decision, vscode.l10n.t);
  });
}

/** *Explain*: why a user or group is, or is not, in Dropbox, and what the next sync will do. Nothing is written. */
export async function explain({ opener, engine, documents }: ExplainParts, argument: unknown): Promise<void> {
  const { params, job } = await opener.openToRun({ saved: false });
  const name = subjectOf(argument) ?? (await pickObject(engine, params, vscode.l10n.t('Explain')));
  const decision = await withProgress(vscode.l10n.t('Explaining: nothing is written'), ({ signal }) =>
    engine.explain(params, name, { signal }),
  );
  const { id, displayName } = decision.source;
  const address = documentAddress(kind, `/${pathSegment(vscode.l10n.t('Explain {0}', displayName), 80)}.md`, job, {
    id,
  });
  await documents.write(address, explainDocument(decision, vscode.l10n.t));
  await showMarkdown(address);
}
