import { randomUUID } from 'node:crypto';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { RunHolder } from '../../protocol/jobStatus.ts';
import { busyFailure } from './busyFailure.ts';
import type { LeasePorts } from './leasePorts.ts';
import { clearRunFiles, noteHolder, readHolder, readRequest, writeRequest, type NotedHolder } from './runFiles.ts';
import { tryRunLock } from './runLock.ts';
import { stateFailure } from '../store/stateFailure.ts';
import { text } from '../../protocol/text.ts';

/** Who asks for the lease, and for what. */
export type RunAsked = Pick<RunHolder, 'who' | 'what' | 'background'>;

/** The right to run on a job's state, and nobody else has it: in no other window, process or machine that sees the directory. */
export interface Lease {
  /** Aborted when the caller's signal is, or when another process asks the run to end. */
  readonly signal: AbortSignal;
  /** The failure of a run that another process has ended; null while nobody has asked for that. */
  readonly ended: () => ProvisioningFailure | null;
  readonly release: () => void;
}

/** Milliseconds between two looks at the lock by who waits for it. */
const pause = 100;
/** Milliseconds between two looks at the requests by who holds it. */
const attention = 200;
/** For as long the file that says who holds the lock may lag behind the lock itself. */
const unsettled = 400;
/** For as long a run that nobody has asked for may take to give way. */
const givesWayWithin = 10_000;
/** For as long a run that nobody has asked for waits for its turn. */
const backgroundWaits = 60_000;

/**
 * Takes the lease. A background run is asked to give way, and does so at once; a run that a person asked for isn't disturbed.
 * A background run waits for its turn instead.
 *
 * @throws ProvisioningFailure of kind `busy` that says who runs; of kind `invalidState` when no lock can be kept there.
 * @throws the signal's reason when it's aborted first.
 */
export async function takeLease(
  stateDirectory: string,
  asked: RunAsked,
  signal: AbortSignal,
  ports: LeasePorts,
): Promise<Lease> {
  for (let waited = 0; ; waited += pause) {
    signal.throwIfAborted();
    const unlock = tryRunLock(stateDirectory);
    if (unlock !== null) return begin(stateDirectory, asked, signal, ports, unlock);
    const holder = readHolder(stateDirectory);
    if (waited >= patience(asked, holder)) throw busyFailure(holder, ports);
    if (holder?.background === true && !asked.background) askToEnd(stateDirectory, holder, 'giveWay');
    await ports.wait(pause, signal);
  }
}

/** For how long it's worth while to wait for this holder, in milliseconds. */
function patience(asked: RunAsked, holder: RunHolder | null): number {
  if (asked.background) return backgroundWaits;
  return holder?.background === true ? givesWayWithin : unsettled;
}

/** Asks a holder to end. @throws ProvisioningFailure of kind `invalidState` when nothing can be written there. */
export function askToEnd(stateDirectory: string, { id }: NotedHolder, why: 'giveWay' | 'cancel'): void {
  try {
    writeRequest(stateDirectory, { holder: id, why });
  } catch (error) {
    throw stateFailure(error, stateDirectory) ?? error;
  }
}

function begin(
  stateDirectory: string,
  asked: RunAsked,
  signal: AbortSignal,
  ports: LeasePorts,
  unlock: () => void,
): Lease {
  const { pid, host } = ports;
  const { who, what, background } = asked;
  const id = randomUUID();
  clearRunFiles(stateDirectory);
  const since = new Date(ports.now()).toISOString();
  noteHolder(stateDirectory, { id, who, what, background, pid, host, since });
  const requested = new AbortController();
  let ended: ProvisioningFailure | null = null;
  const stopLooking = ports.every(attention, () => {
    const request = ended === null ? readRequest(stateDirectory, id) : null;
    if (request === null) return;
    ended = endedFailure(request.why);
    requested.abort(ended);
  });
  return {
    signal: AbortSignal.any([signal, requested.signal]),
    ended: () => ended,
    release() {
      stopLooking();
      clearRunFiles(stateDirectory);
      unlock();
    },
  };
}

function endedFailure(why: 'giveWay' | 'cancel'): ProvisioningFailure {
  return new ProvisioningFailure(
    'cancelled',
    why === 'cancel'
      ? text`The run was cancelled from another window or process.`
      : text`The run gave way to one that somebody asked for.`,
    { recommendedAction: text`Run it again; what was not finished is taken up then.` },
  );
}
