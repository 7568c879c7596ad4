import { exitCode, type ExitCode } from './exitCode.ts';

/** Whether the person, or the system, asked the running command to stop. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** What the process ends with once it was asked to stop; null before. */
  readonly exitCode: () => ExitCode | null;
  readonly interrupt: (code: ExitCode) => void;
}

/** npm and our own launcher hand a Ctrl+C on to a process that the terminal has told already; one key press arrives twice. */
const echoMilliseconds = 500;

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. The first aborts the signal, so that a cycle ends in a consistent state; another
 * one ends the process at once, which the engine's store survives too.
 */
export function listenForInterruption(process: NodeJS.Process, onInterrupted: () => void): Interruption {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let interruptedAt = 0;

  const interrupt = (newCode: ExitCode): void => {
    code ??= newCode;
    controller.abort();
  };
  const onSignal = (newCode: ExitCode): void => {
    const now = performance.now();
    if (code === null) {
      interruptedAt = now;
      onInterrupted();
      interrupt(newCode);
    } else if (now - interruptedAt > echoMilliseconds) {
      process.exit(code);
    }
  };
  process.on('SIGINT', () => {
    onSignal(exitCode.interrupted);
  });
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      onSignal(exitCode.terminated);
    });
  }
  return { signal: controller.signal, exitCode: () => code, interrupt };
}
