import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a process is started. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A process that ends with this one, and everything that it started too. */
export interface OwnedProcess {
  readonly child: ChildProcess;
  /** What it wrote so far, standard output and standard error together. */
  output(): string;
  /**
   * Waits for a line of its standard output.
   *
   * @throws Error quoting its output when it ends before, or when `timeoutMs` are over.
   */
  line(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop (SIGTERM), and after `graceMs` ends it and all that it started. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a process in a process group of its own, which is killed at the latest when this process exits: nothing that a
 * test run or `npm start` starts is left behind. Needs {@link exitOnSignals} to hold for signals too.
 */
export function startProcess(command: string, args: readonly string[], options: ProcessOptions = {}): OwnedProcess {
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { all: '', lines: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    written.lines += chunk.toString();
    written.all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (written.all += chunk.toString()));

  const killGroup = () => {
    signalGroup(child, 'SIGKILL');
  };
  process.once('exit', killGroup);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Whoever waits for it sees the error of a command that cannot be started; unwatched, it must not end this process.
  ended.catch(() => undefined);

  return {
    child,
    ended,
    output: () => written.all,
    line: (pattern, timeoutMs) => waitForLine(child, pattern, timeoutMs, written),
    stop: async (graceMs = 5000) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(killGroup, graceMs);
        await ended.catch(() => undefined);
        clearTimeout(timer);
      }
      killGroup();
      process.removeListener('exit', killGroup);
    },
  };
}

function waitForLine(
  child: ChildProcess,
  pattern: RegExp,
  timeoutMs: number,
  written: Readonly<{ all: string; lines: string }>,
): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const look = () => {
    const found = pattern.exec(written.lines);
    if (found) resolve(found);
  };
  const giveUp = (what: string) => {
    reject(new Error(`${child.spawnargs.join(' ')} ${what} before it wrote ${String(pattern)}:\n${written.all}`));
  };
  const onEnd = (code: number | null) => {
    giveUp(`ended with exit code ${String(code)}`);
  };
  const timer = setTimeout(giveUp, timeoutMs, `took longer than ${timeoutMs} ms`);
  child.stdout?.on('data', look);
  child.once('error', reject);
  child.once('close', onEnd);
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    child.stdout?.off('data', look);
    child.off('error', reject);
    child.off('close', onEnd);
  });
}

/** Signals a process and everything in its group; one that is gone already is fine. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Makes a folder for this run; it is removed when this process exits. Its path has no symbolic links in it. */
export function temporaryDirectory(purpose: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `dropbox-provisioning-${purpose}-`)));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return folder;
}

/** Turns the signals that end a program into an ordinary exit, so that what is owned is stopped and removed. */
export function exitOnSignals(): void {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}
