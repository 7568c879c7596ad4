import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { engineExecArgv } from '../../protocol/engineProcessOptions.ts';
import { endInWords, startOwnProcess } from '../support/ownProcess.ts';

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
  readonly pid: number | undefined;
  /** Settles when the process ends, with its reason; null when we ended it. */
  readonly ended: Promise<string | null>;
  stop(): void;
}

/**
 * Starts the engine in a process of its own and opens the conversation of `src/protocol/engineProtocol.ts` with it over
 * Node's channel between processes. Tokens go through that channel only, never through arguments or environment.
 */
export function startEngine({ modulePath, environment, log }: EngineProcessOptions): EngineConnection {
  const { child, ...engine } = startOwnProcess({
    ...{ modulePath, environment, execArgv: engineExecArgv },
    onLine: (line, stream) => {
      if (stream === 'stdout') log.info(line);
      else log.warn(line);
    },
  });
  const messages = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const ended = engine.ended.then((end) => {
    messages.dispose();
    return end.stopped ? null : endInWords(end);
  });
  messages.listen();
  return {
    messages,
    pid: child.pid,
    ended,
    stop: engine.stop,
  };
}
