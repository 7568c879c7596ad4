import { join } from 'node:path';
import { openSynchronizationClient, type SynchronizationClient } from '../../entraService/synchronizationClient.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { RunParts } from '../exclusively.ts';
import { lazily, type Opened } from '../openedJob.ts';
import { graphServer } from '../openDirectories.ts';
import type { SessionParts } from '../localSession.ts';
import { serviceState, type ServiceState } from '../store/serviceState.ts';
import { loggedTarget } from './loggedTarget.ts';
import { text } from '../../protocol/text.ts';

/** What a session on a job that Entra's service runs works with. Nothing is opened before it's needed. */
export interface ServiceParts extends Omit<RunParts, 'opened'> {
  readonly opened: Opened;
  readonly client: () => SynchronizationClient;
  readonly state: () => ServiceState;
  readonly now: () => number;
  /** Where what is known of the job in Entra is kept. */
  readonly stateDirectory: string;
  /** False where the target can't be asked, because nobody has given a token for it: only Entra needs one to run the job. */
  readonly seesTarget: boolean;
  readonly memory: SessionParts['memory'];
  close(): Promise<void>;
}

/**
 * Puts them together. What is known of such a job is kept beside what our own engine knows of it: after a move from one to
 * the other neither may take what the other has done for its own.
 */
export function serviceParts({ renewals, ...begin }: SessionParts): ServiceParts {
  const { job, params, identity } = begin;
  const { now } = renewals;
  const { source, target } = job;
  const own = { ...params, stateDirectory: join(params.stateDirectory, 'entra') };
  const seesTarget = params.targetCredential !== null || target.kind === 'sandbox';
  const base = lazily(job, own, identity, renewals);
  const opened: Opened = seesTarget ? base : { ...base, target: () => loggedTarget(base.store()) };
  let client: SynchronizationClient | null = null;
  let state: ServiceState | null = null;
  return {
    ...begin,
    opened,
    now,
    stateDirectory: own.stateDirectory,
    seesTarget,
    client() {
      if (source.kind === 'snapshot') throw needsTenant();
      const timeout = params.requestTimeoutMs === undefined ? {} : { timeout: params.requestTimeoutMs };
      client ??= openSynchronizationClient({ ...graphServer(source, params, renewals), ...timeout }, now);
      return client;
    },
    state: () => (state ??= serviceState(base.store().database)),
    async close() {
      await Promise.all([client?.close(), base.close()]);
    },
  };
}

/** The same to run with another job: with the schema and the settings that Entra has. */
export function runPartsOf({ opened, who, ports, params, identity }: ServiceParts, job: ProvisioningJob): RunParts {
  return { job, params, identity, opened, who, ports };
}

function needsTenant(): ProvisioningFailure {
  return new ProvisioningFailure(
    'invalidJob',
    text`Microsoft Entra’s service reads only its own tenant, and no snapshot.`,
    {
      recommendedAction: text`Write a source of kind "entra" in the job file.`,
    },
  );
}
