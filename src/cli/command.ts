import type { ExitCode } from './exitCode.ts';
import type { Interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

/** One command, as the table in commands.ts states it: enough to parse its arguments and to print its help. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly options: readonly Option[];
  /** Paragraphs below the summary in the command's own help. */
  readonly details: readonly string[];
  /** Without the program's name. */
  readonly examples: readonly string[];
  /** Loads what the command needs, and no more: `--help` and `evaluate` must not wait for an HTTP client. */
  readonly load: () => Promise<RunCommand>;
}

export type RunCommand = (invocation: Invocation) => Promise<ExitCode>;

export interface Parameter {
  /** In capitals: `JOB`. */
  readonly name: string;
  readonly meaning: string;
  /** One or more of them; only the last parameter may repeat. */
  readonly repeats?: true;
  readonly optional?: true;
}

export interface Option {
  /** Without the two hyphens. */
  readonly name: string;
  readonly meaning: string;
  /** What its value is; absent for a switch. */
  readonly value?: OptionValue;
}

export type OptionValue =
  { readonly kind: 'text'; readonly placeholder: string; readonly choices?: readonly string[] } | CountValue;

export interface CountValue {
  readonly kind: 'count';
  readonly placeholder: string;
  readonly minimum: number;
  readonly maximum: number;
  /** What it is when nobody says; the help adds it to the option's meaning. */
  readonly default?: number;
}

/** The arguments of one call, checked against the command's parameters and options. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly isSet: (option: string) => boolean;
  readonly text: (option: string) => string | null;
  /** The number given, else the option's default, else null. */
  readonly count: (option: string) => number | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that a command may use. */
export interface Invocation {
  readonly arguments: Arguments;
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  readonly environment: Environment;
  /** Standard input as text, for the command that reads it. */
  readonly input: () => AsyncIterable<string>;
}
