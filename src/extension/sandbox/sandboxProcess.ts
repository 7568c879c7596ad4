import type { SandboxAddresses } from '../../protocol/openJob.ts';
import { startOwnProcess } from '../support/ownProcess.ts';

/** What the command line's `sandbox` prints when it is ready: its addresses, and the job file made for it. */
export interface ReadySandbox extends SandboxAddresses {
  /** Absolute path of the job file in the sandbox's own folder. */
  readonly job: string;
}

export interface SandboxStart {
  /** The command line's bundle. */
  readonly modulePath: string;
  readonly stateDirectory: string;
  /** How many users a new sandbox generates; 0 for the sample tenant. */
  readonly users: number;
  readonly environment: Record<string, string>;
  readonly signal: AbortSignal;
}

/** A sandbox that this window started. */
export interface SandboxProcess {
  readonly ready: ReadySandbox;
  /** Settles with the reason when it ends without being stopped; null when it was stopped. */
  readonly ended: Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Starts the sandbox as a process of its own and waits until it answers. It ends with this window.
 *
 * @throws Error with the sandbox's own words when it ends before it is ready, or the signal aborts the start.
 */
export async function startSandboxProcess(start: SandboxStart): Promise<SandboxProcess> {
  const { modulePath, stateDirectory, users, environment, signal } = start;
  const { promise: readyLine, resolve: ready } = Promise.withResolvers<string>();
  const sandbox = startOwnProcess({
    ...{ modulePath, environment },
    arguments: ['sandbox', '--state', stateDirectory, ...(users > 0 ? ['--users', String(users)] : [])],
    onLine: (line, stream) => {
      if (stream === 'stdout') ready(line);
    },
  });
  const reason = sandbox.ended.then((end) => (end.errors === '' ? end.how : end.errors)); // the command line tells people
  const stop = async (): Promise<void> => {
    sandbox.stop();
    await sandbox.ended;
  };
  signal.addEventListener('abort', sandbox.stop);
  try {
    const line = await Promise.race([readyLine, reason.then((text) => Promise.reject(new Error(text)))]);
    const ended = sandbox.ended.then(({ stopped }) => (stopped ? null : reason));
    return { ready: readReadyLine(line), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', sandbox.stop);
  }
}

function readReadyLine(line: string): ReadySandbox {
  const value = JSON.parse(line) as Partial<ReadySandbox>;
  const { id = null, source, target, dropboxBusiness, job } = value;
  if (source === undefined || target === undefined || typeof job !== 'string') {
    throw new Error('The sandbox did not say where it listens.');
  }
  return { id, source, target, ...(dropboxBusiness === undefined ? {} : { dropboxBusiness }), job };
}
