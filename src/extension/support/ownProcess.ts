import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ProcessStart {
  /** The bundle that it runs. */
  readonly modulePath: string;
  readonly arguments?: readonly string[];
  readonly environment: Record<string, string>;
  readonly execArgv?: readonly string[];
  /** Told each line that it writes, without those that are empty. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** A process of ours: the engine, the language server, the sandbox. It runs beside the extension host and ends with it. */
export interface OwnProcess {
  /** For those who speak with it over Node's channel between processes. */
  readonly child: ChildProcess;
  /** Settles when it has ended and written its last. */
  readonly ended: Promise<ProcessEnd>;
  /** Asks it to end. */
  readonly stop: () => void;
}

export interface ProcessEnd {
  /** Whether we ended it. */
  readonly stopped: boolean;
  /** `exit code 1`, `signal SIGKILL`, or why it could not be started. */
  readonly how: string;
  /** The last line that it wrote, which usually says why it ended; empty when it wrote none. */
  readonly lastLine: string;
  /** The end of what it wrote to its standard error, 2000 characters at most. */
  readonly errors: string;
}

const longestErrors = 2000;

/** Starts a process of ours. Its channel closes when this process ends, however it ends, and then it ends itself. */
export function startOwnProcess(start: ProcessStart): OwnProcess {
  const options = {
    env: start.environment,
    execArgv: [...(start.execArgv ?? [])],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'] as ('ignore' | 'pipe' | 'ipc')[],
    windowsHide: true,
  };
  const child = fork(start.modulePath, [...(start.arguments ?? [])], options);
  const written = { lastLine: '', errors: '' };
  eachLine(child.stdout, (line) => {
    written.lastLine = line;
    start.onLine(line, 'stdout');
  });
  eachLine(child.stderr, (line) => {
    written.lastLine = line;
    written.errors = `${written.errors}${line}\n`.slice(-longestErrors);
    start.onLine(line, 'stderr');
  });
  let stopped = false;
  const ended = howEnded(child).then((how) => ({
    stopped,
    how,
    lastLine: written.lastLine,
    errors: written.errors.trim(),
  }));
  const stop = (): void => {
    stopped = true;
    child.kill();
  };
  return { child, ended, stop };
}

/** How a process ended, in a few words for the log: `exit code 3: Error: out of memory`. */
export function endInWords({ how, lastLine }: ProcessEnd): string {
  return lastLine === '' ? how : `${how}: ${lastLine}`;
}

function howEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('close', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
}

function eachLine(stream: Readable | null, take: (line: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() !== '') take(line.trim());
  });
}
