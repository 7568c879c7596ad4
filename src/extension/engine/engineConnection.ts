import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { engineExecArgv } from '../../protocol/engineProcessOptions.ts';

/** Where the engine's process tells what it has to tell besides its answers. */
export interface EngineLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface EngineProcessOptions {
  /** The engine's bundle. */
  readonly modulePath: string;
  readonly environment: Record<string, string>;
  readonly log: EngineLog;
}

/** A running engine: the conversation with it, and when and why it ended. */
export interface EngineConnection {
  readonly messages: MessageConnection;
  /** Settles when the process ends, with its reason; null when we ended it. */
  readonly ended: Promise<string | null>;
  stop(): void;
}

/**
 * Starts the engine in a process of its own and opens the conversation of `src/protocol/engineProtocol.ts` with it over
 * Node's channel between processes. Tokens go through that channel only, never through arguments or environment.
 */
export function startEngine({ modulePath, environment, log }: EngineProcessOptions): EngineConnection {
  const child = fork(modulePath, [], {
    env: environment,
    execArgv: [...engineExecArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastWords = logOutput(child, log);
  const messages = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  let stopping = false;
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      resolve(stopping ? null : [how, lastWords()].filter((part) => part !== '').join(': '));
    });
  });
  const close = (): void => {
    messages.dispose();
  };
  ended.then(close, close);
  messages.listen();
  return {
    messages,
    ended,
    stop() {
      stopping = true;
      child.kill();
    },
  };
}

/** Passes the process's output on to the log; the function gives its last line, which usually says why it ended. */
function logOutput(child: ChildProcess, log: EngineLog): () => string {
  let lastLine = '';
  const pass = (write: (text: string) => void) => (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split(/\r?\n/)) {
      if (line.trim() === '') continue;
      lastLine = line.trim();
      write(lastLine);
    }
  };
  child.stdout?.on('data', pass((text) => { log.info(text); })); // prettier-ignore
  child.stderr?.on('data', pass((text) => { log.warn(text); })); // prettier-ignore
  return () => lastLine;
}
