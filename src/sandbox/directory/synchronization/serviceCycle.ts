import { randomUUID } from 'node:crypto';
import type { SynchronizationProgress } from '@microsoft/microsoft-graph-types';
import type { CycleProgress } from '../../../protocol/cycleProgress.ts';
import type { CycleSummary } from '../../../protocol/cycleSummary.ts';
import { afterCycle, afterFailure } from './execution.ts';
import type { Span } from './execution.ts';
import { changeJob } from './jobs.ts';
import { oldTemplate } from './oldIntegration.ts';
import type { OpenedRun, ServiceContext } from './serviceSession.ts';
import { failureOf, keepEvent, withSession } from './serviceSession.ts';

/** Runs a cycle of a job. One that fails puts the job in quarantine; nothing is thrown but faults of the sandbox's own. */
export async function runServiceCycle(context: ServiceContext, jobId: string): Promise<void> {
  const { directory, progress, signal } = context;
  // What the old integration does isn't played: its jobs are on or off, and write nothing.
  if (directory.records.get('synchronizationJob', jobId)?.templateId === oldTemplate) {
    progress.delete(jobId);
    return;
  }
  const [id, began] = [randomUUID(), directory.now().toISOString()];
  const span = (): Span => ({ id, began, ended: directory.now().toISOString() });
  try {
    await withSession(context, jobId, async (run) => {
      try {
        const summary = await sync(context, run);
        keepOutcome(context, run, summary, span());
      } catch (error) {
        const failure = failureOf(error);
        if (failure === null || signal.aborted) throw error;
        const entered = run.session.status().quarantine;
        changeJob(directory, jobId, (job) => ({ history: afterFailure(job.history, failure, entered, span()) }));
      }
    });
  } catch (error) {
    const failure = failureOf(error);
    if (signal.aborted) return;
    if (failure === null) throw error;
    changeJob(directory, jobId, (job) => ({ history: afterFailure(job.history, failure, null, span()) }));
  } finally {
    progress.delete(jobId);
  }
}

function sync(context: ServiceContext, { job, session, target }: OpenedRun): Promise<CycleSummary> {
  const { progress, directory, signal } = context;
  return session.sync({
    signal,
    onEvent: (event) => {
      keepEvent(context, job, event);
    },
    onProgress: (now) => progress.set(job.id, shownProgress(now, directory.now())),
    allowDeletes: job.resets.includes('ForceDeletes'),
    restart: false,
    reset: job.resets,
    adopt: job.linkedTo !== null && job.linkedTo !== target.baseAddress,
  });
}

function keepOutcome({ directory }: ServiceContext, run: OpenedRun, summary: CycleSummary, span: Span): void {
  const status = run.session.status();
  changeJob(directory, run.job.id, (job) => ({
    // What was asked for meanwhile is for the next cycle.
    resets: job.resets.filter((criterion) => !run.job.resets.includes(criterion)),
    linkedTo: run.target.baseAddress,
    history: afterCycle(job.history, summary, status, span),
  }));
}

/** Entra counts pages; here each object is one. */
export function shownProgress(
  { done, total }: Pick<CycleProgress, 'done' | 'total'>,
  at: Date,
): SynchronizationProgress {
  return {
    completedUnits: done,
    totalUnits: total ?? done,
    units: 'pages',
    progressObservationDateTime: at.toISOString(),
  };
}
