import { formatProblem } from '../job/jobProblems.ts';
import { didYouMean } from '../job/similarName.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { readArguments } from './arguments.ts';
import type { Command, Invocation } from './command.ts';
import { commands } from './commands.ts';
import { exitCode, exitCodeOfFailure, type ExitCode } from './exitCode.ts';
import { exchangeText } from './exchangeText.ts';
import { InvalidFileError, isSystemError, UsageError } from './failures.ts';
import { commandHelp, generalHelp, programName } from './help.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** What the command line stands on; main.ts takes it from the process. */
export type Surroundings = Omit<Invocation, 'arguments'>;

/** Runs the command that the arguments name. Whatever goes wrong is told to the person and becomes the exit code. */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [name, ...rest] = commandFirst(argv);
  const { terminal } = surroundings;
  if (name === undefined) {
    terminal.note(generalHelp(commands));
    return exitCode.usage;
  }
  try {
    if (name === 'help' || name === '--help' || name === '-h') return show(terminal, helpFor(rest));
    if (name === '--version') return show(terminal, version);
    return await runCommand(findCommand(name), rest, surroundings);
  } catch (error) {
    return surroundings.interruption.exitCode() ?? tellFailure(error, name, terminal);
  }
}

/** Options may stand before the command, too: `--json sync JOB` is `sync --json JOB`. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const first = argv[0] ?? '';
  const place = argv.findIndex((argument) => commands.some(({ name }) => name === argument));
  if (!first.startsWith('--') || first === '--version' || place < 1) return argv;
  return [...argv.slice(place, place + 1), ...argv.slice(0, place), ...argv.slice(place + 1)];
}

async function runCommand(command: Command, argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const given = readArguments(command, argv);
  if (given.isSet('help')) return show(surroundings.terminal, commandHelp(command));
  const run = await command.load();
  return run({ ...surroundings, arguments: given });
}

function show(terminal: Terminal, text: string): ExitCode {
  terminal.say(text);
  return exitCode.ok;
}

function helpFor(argv: readonly string[]): string {
  const name = argv.find((argument) => !argument.startsWith('-'));
  return name === undefined ? generalHelp(commands) : commandHelp(findCommand(name));
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  if (name.startsWith('-')) {
    throw new UsageError(`There is no command before or after ${printable(name)}.`);
  }
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError(`There is no command ${JSON.stringify(name)}.${didYouMean(name, names)}`);
}

function tellFailure(error: unknown, commandName: string, terminal: Terminal): ExitCode {
  if (error instanceof UsageError) {
    emitError(terminal, 'usage', error.message);
    const isCommand = commands.some(({ name }) => name === commandName);
    tellError(terminal, error.message);
    terminal.note(`Help: ${programName} ${isCommand ? `help ${commandName}` : 'help'}`);
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
  const { kind, message, recommendedAction, exchange } = failure;
  emitError(terminal, kind, message, { recommendedAction });
  tellError(terminal, message);
  if (recommendedAction !== null) terminal.note(printable(recommendedAction));
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
