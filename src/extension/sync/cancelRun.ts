import * as vscode from 'vscode';
import { inCorner } from '../commands/progress.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { cancelledSentence } from '../../protocol/runWords.ts';

/** What cancelling needs. */
export interface CancelParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
}

/** *Cancel Running Cycle*: ends what runs on the job, in this window or anywhere else, in a consistent state. */
export async function cancelRun({ opener, engine, monitor }: CancelParts): Promise<void> {
  const { params } = await opener.openToRead();
  const cancelled = await inCorner(vscode.l10n.t('Cancelling'), () => engine.cancelRun(params));
  await monitor.refresh(opener);
  const message =
    cancelled === null
      ? vscode.l10n.t('Nothing is running on this job.')
      : cancelledSentence(cancelled, { now: Date.now(), own: engine.isOwn(cancelled) }, vscode.l10n.t);
  vscode.window.setStatusBarMessage(message, 10_000);
}
