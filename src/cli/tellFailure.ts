import { formatProblem } from '../job/jobProblems.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { exitCode, exitCodeOfFailure, type ExitCode } from './exitCode.ts';
import { exchangeText } from './exchangeText.ts';
import { InvalidFileError, isSystemError, UsageError } from './failures.ts';
import { programName } from './help.ts';
import { printable } from './printable.ts';
import { howToEnter } from './serviceSecrets.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';
import { english } from '../protocol/text.ts';

/**
 * Tells the person what went wrong and what to do, and a program the same as JSON; gives what the process ends with.
 *
 * @param help what shows how to use what was used wrongly
 */
export function tellFailure(error: unknown, terminal: Terminal, help: string): ExitCode {
  if (error instanceof UsageError) {
    emitError(terminal, 'usage', error.message);
    tellError(terminal, error.message);
    terminal.note(`Help: ${help}`);
    return exitCode.usage;
  }
  if (error instanceof InvalidFileError) {
    const problems = error.problems.map((problem) => ({ file: error.file, ...problem }));
    emitError(terminal, 'invalidJob', `${error.message}.`, { problems });
    for (const problem of error.problems) terminal.note(printable(formatProblem(error.file, problem)));
    return exitCode.usage;
  }
  if (error instanceof ProvisioningFailure) return tellProvisioningFailure(error, terminal);
  if (isSystemError(error)) return tellSystemError(error, terminal);
  emitError(terminal, 'internal', String(error));
  tellError(terminal, `This is a fault of ${programName} ${version}, please report it:`);
  terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCode.internal;
}

/** A disk that is full, or a file that may not be read: of the world, and no fault of the program. */
function tellSystemError(error: NodeJS.ErrnoException, terminal: Terminal): ExitCode {
  const message = `The system refused something: ${error.message}.`;
  const recommendedAction = 'Mend that and run the command again; what was not finished is taken up then.';
  emitError(terminal, 'inputOutput', message, { recommendedAction });
  tellError(terminal, message);
  terminal.note(recommendedAction);
  return exitCode.inputOutput;
}

function tellProvisioningFailure(failure: ProvisioningFailure, terminal: Terminal): ExitCode {
  const { kind, message, recommendedAction, exchange, maskedKeys } = failure;
  emitError(terminal, kind, message, { recommendedAction, ...(maskedKeys.length === 0 ? {} : { maskedKeys }) });
  tellError(terminal, message);
  if (recommendedAction !== null) terminal.note(printable(english(recommendedAction)));
  if (maskedKeys.length > 0) terminal.note(howToEnter(maskedKeys));
  if (exchange !== null) for (const line of exchangeText(exchange)) terminal.note(line);
  return exitCodeOfFailure(failure);
}

/** The last line of standard output of a run that failed as a whole. */
function emitError(terminal: Terminal, code: string, message: string, more: object = {}): void {
  terminal.emit({ error: { code, message, recommendedAction: null, ...more } });
}

function tellError(terminal: Terminal, message: string): void {
  terminal.note(`${terminal.styleNote('red', 'error:')} ${printable(message)}`);
}
