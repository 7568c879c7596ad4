import * as vscode from 'vscode';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { abortSignal } from '../support/cancellation.ts';
import { gaveWay } from '../engine/unasked.ts';
import type { AssignmentsView } from './assignmentsView.ts';
import { unasked } from './showOnStartup.ts';

export interface RefreshParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly assignments: AssignmentsView;
}

/**
 * *Refresh*: reads assignments, users and groups from the source into the tree. Nothing is decided and nothing written. One
 * that nobody has chosen leaves it at what is known where something else runs, which reads them as well.
 */
export async function refresh(parts: RefreshParts, argument?: unknown): Promise<void> {
  const { currentJob, opener, engine, monitor, assignments } = parts;
  await currentJob.refresh();
  const { params, job } = await opener.openToRun({ saved: false });
  const location = { viewId: 'dropboxProvisioning.assignments' };
  const background = argument === unasked;
  const read = async (): Promise<JobStatus> =>
    vscode.window.withProgress({ location }, (_, token) =>
      engine.refreshSource(params, { signal: abortSignal(token), background }),
    );
  try {
    // What nobody has chosen doesn't make the window busy: whatever somebody chooses runs in its place.
    monitor.report(await (background ? read() : monitor.run(job, vscode.l10n.t('reading users and groups'), read)));
  } catch (failure) {
    if (!background || !gaveWay(failure)) throw failure;
  } finally {
    assignments.reload(job.id);
  }
}
