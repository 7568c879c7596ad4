import { type ChildProcess, fork } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter, type MessageTransports } from 'vscode-languageclient/node';

/** Starts the language server in processes of its own, one after another when it has to be started again. */
export interface ServerProcess {
  /** Starts it and gives the channel to speak through. */
  start(): MessageTransports;
  /** Why the process that was started last has ended, once it has; null when none was started. */
  whyEnded(): Promise<string | null>;
  /** Ends the process when it still runs. */
  kill(): void;
}

/** @param log told each line that the server writes besides its answers. */
export function languageServerProcess(
  modulePath: string,
  environment: () => Record<string, string>,
  log: (line: string) => void,
): ServerProcess {
  let running: { readonly child: ChildProcess; readonly ended: Promise<string> } | null = null;
  return {
    start() {
      const child = fork(modulePath, ['--node-ipc'], {
        env: environment(),
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      running = { child, ended: endOf(child, log) };
      return { reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child) };
    },
    whyEnded: async () => (await running?.ended) ?? null,
    kill() {
      running?.child.kill();
    },
  };
}

/** How a process ended, with its last line, which usually says why. */
function endOf(child: ChildProcess, log: (line: string) => void): Promise<string> {
  let lastLine = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split(/\r?\n/)) {
        if (line.trim() === '') continue;
        lastLine = line.trim();
        log(lastLine);
      }
    });
  }
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('close', (code, signal) => {
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      resolve(lastLine === '' ? how : `${how}: ${lastLine}`);
    });
  });
}
