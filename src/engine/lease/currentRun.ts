import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { RunHolder } from '../../protocol/jobStatus.ts';
import { busyFailure } from './busyFailure.ts';
import { askToEnd } from './lease.ts';
import type { LeasePorts } from './leasePorts.ts';
import { clearRunFiles, readHolder, type NotedHolder } from './runFiles.ts';
import { tryRunLock } from './runLock.ts';

/** Who runs on this state now; null for nobody, also when the one that ran last has died. */
export function currentRun(stateDirectory: string): RunHolder | null {
  const holder = livingHolder(stateDirectory);
  if (holder === null) return null;
  const { who, what, background, pid, host, since } = holder;
  return { who, what, background, pid, host, since };
}

function livingHolder(stateDirectory: string): NotedHolder | null {
  const holder = readHolder(stateDirectory);
  if (holder === null) return null;
  try {
    const unlock = tryRunLock(stateDirectory);
    if (unlock === null) return holder;
    clearRunFiles(stateDirectory);
    unlock();
  } catch (error) {
    // Where no lock can be kept nothing runs, and the next run says why.
    if (!(error instanceof ProvisioningFailure)) throw error;
  }
  return null;
}

const pause = 100;
/** Milliseconds that a run may take to end in a consistent state: writes under way have five seconds. */
const endsWithin = 30_000;

/**
 * Asks whatever runs on this state, in whatever process, to end in a consistent state, and waits for that.
 *
 * @returns what ran; null for nothing.
 * @throws ProvisioningFailure of kind `busy` when it hasn't ended within 30 seconds.
 */
export async function cancelRun(
  stateDirectory: string,
  signal: AbortSignal,
  ports: LeasePorts,
): Promise<RunHolder | null> {
  const first = livingHolder(stateDirectory);
  if (first === null) return null;
  for (let waited = 0; waited < endsWithin; waited += pause) {
    if (livingHolder(stateDirectory)?.id !== first.id) return first;
    askToEnd(stateDirectory, first, 'cancel');
    await ports.wait(pause, signal);
    signal.throwIfAborted();
  }
  throw busyFailure(first, ports);
}
