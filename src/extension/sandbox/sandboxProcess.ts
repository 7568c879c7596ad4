import { type ChildProcess, spawn } from 'node:child_process';
import type { SandboxAddresses } from '../../protocol/engineProtocol.ts';

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
  const generated = users > 0 ? ['--users', String(users)] : [];
  const child = spawn(process.execPath, [modulePath, 'sandbox', '--state', stateDirectory, ...generated], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel closes when this process ends, however it ends
    windowsHide: true,
  });
  const words = lastWords(child);
  let stopping = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, killer) => {
      resolve(words() || (killer === null ? `exit code ${String(code)}` : `signal ${killer}`));
    });
  });
  const end = (): void => {
    stopping = true;
    child.kill();
  };
  const stop = async (): Promise<void> => {
    end();
    await exited;
  };
  signal.addEventListener('abort', end);
  try {
    const line = await Promise.race([firstLine(child), exited.then((reason) => Promise.reject(new Error(reason)))]);
    return { ready: readReadyLine(line), ended: exited.then((reason) => (stopping ? null : reason)), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}

/** The end of what the sandbox wrote for people, which says why it ended. */
function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2000);
  });
  return () => text.trim();
}

function readReadyLine(line: string): ReadySandbox {
  const value = JSON.parse(line) as Partial<ReadySandbox>;
  const { id = null, source, target, dropboxBusiness, job } = value;
  if (source === undefined || target === undefined || typeof job !== 'string') {
    throw new Error('The sandbox did not say where it listens.');
  }
  return { id, source, target, ...(dropboxBusiness === undefined ? {} : { dropboxBusiness }), job };
}
