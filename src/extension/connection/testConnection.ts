import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { progressText, withProgress } from '../commands/progress.ts';
import { documentAddress, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { connectionDocument, failedStep } from './connectionDocument.ts';
import { plainLabel } from '../../protocol/safeText.ts';

export interface ConnectionParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly documents: VirtualDocuments;
  readonly log: vscode.LogOutputChannel;
}

/** *Test Connection*: the report opens when a step failed; when all passed, a notification offers it. */
export async function testConnection(parts: ConnectionParts): Promise<void> {
  const { opener, engine, monitor, documents, log } = parts;
  const { job, params } = await opener.openToRun({ saved: false });
  const title = vscode.l10n.t('Testing the connection of {0}', plainLabel(job.displayName));
  const report = await monitor.run(job, vscode.l10n.t('testing the connection'), () =>
    withProgress(title, (running) =>
      engine.testConnection(params, {
        signal: running.signal,
        onProgress: (progress) => {
          running.report(progressText(progress));
        },
      }),
    ),
  );
  monitor.reportConnection(job.id, report.succeeded ? 'passed' : 'failed');
  const address = documentAddress('connection', `/${vscode.l10n.t('Test Connection')}.md`, job);
  await documents.write(address, connectionDocument(job.displayName, report, vscode.l10n.t));
  const failure = failedStep(report, vscode.l10n.t);
  if (failure !== null) {
    log.error(vscode.l10n.t('Test Connection: {0}', failure));
    await showMarkdown(address);
    return;
  }
  log.info(vscode.l10n.t('Test Connection: both servers respond as expected.'));
  inBackground(offerDetails(address));
}

async function offerDetails(address: vscode.Uri): Promise<void> {
  const details = vscode.l10n.t('Show Details');
  const message = vscode.l10n.t('The connection works: both servers respond as expected.');
  const chosen = await vscode.window.showInformationMessage(message, details);
  if (chosen === details) await showMarkdown(address);
}
