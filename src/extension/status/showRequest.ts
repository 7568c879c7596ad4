import * as vscode from 'vscode';
import { documentAddress, jobOfDocument, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
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
  parts.documents.add(kind, async (uri) => documentOf(parts, await parts.opener.openById(jobOfDocument(uri))));
}

/** *Show Request*: why the job is in quarantine, with the request and the response that caused it. */
export async function showRequest(parts: QuarantineParts): Promise<void> {
  const opened = await parts.opener.openToRead();
  const address = documentAddress(kind, `/${vscode.l10n.t('Quarantine')}.md`, opened.job);
  await parts.documents.write(address, await documentOf(parts, opened));
  await showMarkdown(address);
}

async function documentOf({ engine }: QuarantineParts, { params, job }: OpenedJob): Promise<string> {
  const { quarantine } = await engine.status(params);
  return quarantineDocument(job.displayName, quarantine, vscode.l10n.t);
}
