import { IPCMessageReader, IPCMessageWriter, type MessageTransports } from 'vscode-languageclient/node';
import { endInWords, type OwnProcess, startOwnProcess } from '../support/ownProcess.ts';

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
  let running: OwnProcess | null = null;
  return {
    start() {
      running = startOwnProcess({ modulePath, arguments: ['--node-ipc'], environment: environment(), onLine: log });
      return { reader: new IPCMessageReader(running.child), writer: new IPCMessageWriter(running.child) };
    },
    async whyEnded() {
      return running === null ? null : endInWords(await running.ended);
    },
    kill() {
      running?.stop();
    },
  };
}
