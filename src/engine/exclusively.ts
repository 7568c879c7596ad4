import { TargetError } from '../directories/targetDirectory.ts';
import type { ProvisioningJob } from '../job/job.ts';
import type { CycleProgress } from '../protocol/cycleProgress.ts';
import type { OpenJobParams } from '../protocol/openJob.ts';
import type { RunHolder } from '../protocol/jobStatus.ts';
import { connectionFailure } from './connectionFailure.ts';
import { createContext } from './createContext.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { checkIdentity } from './jobIdentity.ts';
import { takeLease } from './lease/lease.ts';
import type { LeasePorts } from './lease/leasePorts.ts';
import type { Opened } from './openedJob.ts';
import type { JobIdentity } from './store/jobState.ts';

/** What a run of a session needs, whatever it does. */
export interface RunParts {
  readonly job: ProvisioningJob;
  readonly params: OpenJobParams;
  readonly identity: JobIdentity;
  readonly opened: Opened;
  readonly who: RunHolder['who'];
  readonly ports: LeasePorts;
}

/** One run. */
export interface Exclusive {
  readonly what: RunHolder['what'];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CycleProgress) => void;
  /** True when nobody has asked for it. */
  readonly background?: boolean;
  /** True when the state is taken up whatever it belongs to. */
  readonly adopts?: boolean;
}

/** Does `work` alone on the job's state, whatever other processes want. It's given the signal that ends it. */
export async function alone<T>(
  { params, who, ports }: RunParts,
  { what, signal, background = false }: Exclusive,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lease = await takeLease(params.stateDirectory, { who, what, background }, signal, ports);
  try {
    return await work(lease.signal);
  } catch (error) {
    throw lease.ended() ?? error;
  } finally {
    lease.release();
  }
}

/** Does `work` with source, target and state, when that state belongs to what the job file names. To be called `alone`. */
export async function inContext<T>(
  { job, identity, opened, ports: { now } }: RunParts,
  { onProgress, adopts = false }: Exclusive,
  signal: AbortSignal,
  work: (context: CycleContext) => Promise<T>,
): Promise<T> {
  try {
    if (!adopts) checkIdentity(opened.store(), job, identity);
    const [source, target, store] = [opened.source(), opened.target(), opened.store()];
    try {
      return await work(await createContext({ job, source, target, store, signal, onProgress, now }));
    } finally {
      store.state.setLearned(identity.target, target.learned());
    }
  } catch (error) {
    throw error instanceof TargetError ? connectionFailure(error) : error;
  }
}

/** Both: what most runs are. */
export function exclusively<T>(
  parts: RunParts,
  exclusive: Exclusive,
  work: (context: CycleContext) => Promise<T>,
): Promise<T> {
  return alone(parts, exclusive, (signal) => inContext(parts, exclusive, signal, work));
}
