import * as vscode from 'vscode';
import { documentAddress, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { quarantineDocument } from './quarantineText.ts';

const kind = 'quarantine';

/** What *Show Request* needs. */
export interface QuarantineParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
}

/** The document is made again from the job's state when a window is reloaded. */
export function registerQuarantine(parts: QuarantineParts): void {
  parts.documents.add(kind, async () => (await currentDocument(parts)).text);
}

/** *Show Request*: why the job is in quarantine, with the request and the response that caused it. */
export async function showRequest(parts: QuarantineParts): Promise<void> {
  const { id, text } = await currentDocument(parts);
  const address = documentAddress(kind, `/${vscode.l10n.t('Quarantine')}.md`, { job: id });
  parts.documents.write(address, text);
  await showMarkdown(address);
}

async function currentDocument({
  opener,
  engine,
}: QuarantineParts): Promise<{ readonly id: string; readonly text: string }> {
  const { params, job } = await opener.openToRead();
  const { quarantine } = await engine.status(params);
  return { id: job.id, text: quarantineDocument(job.displayName, quarantine, vscode.l10n.t) };
}
