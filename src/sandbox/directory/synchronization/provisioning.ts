import type { SynchronizationProgress } from '@microsoft/microsoft-graph-types';
import type { ProvisioningEvent } from '../../../protocol/provisioning.ts';
import type { Directory } from '../directory.ts';
import { runServiceCycle, shownProgress } from './serviceCycle.ts';
import type { PracticeTarget, ServiceHost } from './servicePort.ts';
import type { ServiceContext } from './serviceSession.ts';
import { keepEvent, noService, withSession } from './serviceSession.ts';
import { createTurns } from './turns.ts';

/** The provisioning service behind the jobs of a directory. */
export interface Provisioning {
  /** Where jobs write whose secrets name no other address; null when there is no such team. */
  practice(): PracticeTarget | null;
  /** How far the running cycle of a job is; empty when none runs. */
  progressOf(jobId: string): readonly SynchronizationProgress[];
  /** Begins a cycle after those of the job that were begun before. Nothing happens without a service. */
  begin(jobId: string): void;
  /** Runs a cycle, and comes back when it has ended, however. Throws Graph's 501 without a service. */
  run(jobId: string): Promise<void>;
  /** Provisions one object. Throws Graph's errors, CredentialFailure and ProvisioningFailure. */
  provision(jobId: string, objectId: string): Promise<ProvisioningEvent>;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
  /** Cancels what runs. */
  close(): Promise<void>;
}

/** @param host what runs cycles; null where nothing does. */
export function createProvisioning(
  directory: Directory,
  host: ServiceHost | null,
  practice: () => PracticeTarget | null,
): Provisioning {
  const turns = createTurns();
  const cancelling = new AbortController();
  const progress = new Map<string, SynchronizationProgress>();
  const context: ServiceContext = { directory, host, practice, progress, signal: cancelling.signal };
  const run = (jobId: string): Promise<void> => {
    if (host === null) return Promise.reject(noService(jobId));
    progress.set(jobId, shownProgress({ done: 0, total: 0 }, directory.now()));
    return turns.take(jobId, () => runServiceCycle(context, jobId));
  };
  return {
    practice,
    progressOf: (jobId) => [progress.get(jobId) ?? []].flat(),
    begin(jobId) {
      if (host !== null) inBackground(run(jobId));
    },
    run,
    provision: (jobId, objectId) =>
      turns.take(jobId, () =>
        withSession(context, jobId, async ({ job, session }) => {
          const event = await session.provisionOnDemand(objectId, cancelling.signal);
          keepEvent(context, job, event);
          return event;
        }),
      ),
    settled: () => turns.settled(),
    async close() {
      cancelling.abort();
      await turns.settled();
    },
  };
}

/** Nobody waits for this cycle: a fault of the sandbox's own is told on standard error. */
function inBackground(work: Promise<void>): void {
  work.catch((error: unknown) => {
    process.emitWarning(error instanceof Error ? error : String(error));
  });
}
