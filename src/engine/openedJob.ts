import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { TargetDirectory } from '../directories/targetDirectory.ts';
import type { ProvisioningJob } from '../job/job.ts';
import type { OpenJobParams } from '../protocol/openJob.ts';
import type { ProvisioningFailure } from '../protocol/failure.ts';
import { openSource, openTarget } from './openDirectories.ts';
import type { Renewals } from './renewedBearer.ts';
import { hasState, openDatabase, type Database } from './store/database.ts';
import type { JobIdentity } from './store/jobState.ts';
import { jobStore, type JobStore } from './store/jobStore.ts';

/** A job's state and both its directories. */
export interface Opened {
  /** How tokens are renewed that end meanwhile. */
  readonly renewals: Renewals;
  store(): JobStore;
  source(): SourceDirectory;
  target(): TargetDirectory;
  /** How many requests were sent to both. */
  requests(): number;
  /** The damage to the state that is behind an unexpected error, if it has been opened and is damaged. */
  damageBehind: (error: unknown) => ProvisioningFailure | null;
  close(): Promise<void>;
}

/** Opens store and directories when they are first needed: a status needs no connection. */
export function lazily(job: ProvisioningJob, params: OpenJobParams, identity: JobIdentity, renewals: Renewals): Opened {
  const { now } = renewals;
  let database: Database | null = null;
  let store: JobStore | null = null;
  let source: SourceDirectory | null = null;
  let target: TargetDirectory | null = null;
  return {
    renewals,
    store() {
      database ??= openDatabase(params.stateDirectory, now());
      store ??= jobStore(database);
      return store;
    },
    source: () => (source ??= openSource(job, params, renewals)),
    target() {
      target ??= openTarget(
        job,
        params,
        learnedOf(params.stateDirectory, () => this.store(), identity),
        renewals,
      );
      return target;
    },
    requests: () => (source?.requestCount() ?? 0) + (target?.requestCounts().all ?? 0),
    damageBehind: (error) => database?.damageBehind(error) ?? null,
    async close() {
      await Promise.all([source?.close(), target?.close()]);
      database?.close();
    },
  };
}

/**
 * A connection can be tested without a state, or with one that can't be read. What was learnt before any account is known is
 * learnt anew: it may be of another team than the one that was meant.
 */
function learnedOf(stateDirectory: string, store: () => JobStore, { target }: JobIdentity): string | null {
  try {
    return hasState(stateDirectory) && store().knowsAccounts() ? store().state.learned(target) : null;
  } catch {
    return null;
  }
}
