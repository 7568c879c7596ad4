import { withGuess } from '../job/similarName.ts';
import { readArguments } from './arguments.ts';
import type { Command, Invocation } from './command.ts';
import { commands } from './commands.ts';
import { exitCode, type ExitCode } from './exitCode.ts';
import { UsageError } from './failures.ts';
import { commandHelp, generalHelp, programName } from './help.ts';
import { printable } from './printable.ts';
import { tellFailure } from './tellFailure.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';
import { english } from '../protocol/text.ts';

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
    return surroundings.interruption.exitCode() ?? tellFailure(error, terminal, helpOn(name));
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
  throw new UsageError(english(withGuess(`There is no command ${JSON.stringify(name)}.`, name, names)));
}

function helpOn(commandName: string): string {
  const isCommand = commands.some(({ name }) => name === commandName);
  return `${programName} ${isCommand ? `help ${commandName}` : 'help'}`;
}
