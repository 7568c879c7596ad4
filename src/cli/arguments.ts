import { parseArgs } from 'node:util';
import { withGuess } from '../job/similarName.ts';
import type { Arguments, Command, Option, OptionValue } from './command.ts';
import { UsageError } from './failures.ts';
import { english } from '../protocol/text.ts';

/** Options that every command has. */
export const commonOptions: readonly Option[] = [
  { name: 'json', meaning: 'Print JSON Lines on standard output, and text for people on standard error.' },
  { name: 'help', meaning: 'Show this help.' },
];

/**
 * Checks the arguments after a command's name.
 * @throws UsageError for an unknown option, a value that is missing or impossible, too few or too many arguments
 */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const options = [...command.options, ...commonOptions];
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      options.map(({ name, value }) => [name, { type: value ? 'string' : 'boolean' }] as const),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string | number | true>();
  for (const token of tokens) {
    if (token.kind === 'option') values.set(nameOf(token), readOption(options, token));
  }
  if (!values.has('help')) checkPositionals(command, positionals);
  return {
    positionals,
    isSet: (option) => values.has(option),
    text: (option) => textOrNull(values.get(option)),
    count: (option) => countOrNull(values.get(option)) ?? defaultOf(options, option),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function nameOf({ name, rawName }: OptionToken): string {
  return rawName === '-h' ? 'help' : name;
}

function readOption(options: readonly Option[], token: OptionToken): string | number | true {
  const option = options.find(({ name }) => name === nameOf(token));
  if (!option || (!token.rawName.startsWith('--') && token.rawName !== '-h')) {
    const names = options.map(({ name }) => `--${name}`);
    throw new UsageError(english(withGuess(`There is no option ${token.rawName}.`, token.rawName, names)));
  }
  if (!option.value) {
    if (token.value === undefined) return true;
    throw new UsageError(`${token.rawName} takes no value: leave out ${JSON.stringify(token.value)}.`);
  }
  const forgotten = token.value === undefined || (token.inlineValue === false && /^-./.test(token.value));
  if (forgotten || token.value === '') {
    throw new UsageError(`${token.rawName} needs a value: write ${token.rawName} ${option.value.placeholder}.`);
  }
  return readValue(token.rawName, option.value, token.value ?? '');
}

function readValue(rawName: string, expected: OptionValue, text: string): string | number {
  if (expected.kind === 'text') {
    const { choices } = expected;
    if (!choices || choices.includes(text)) return text;
    throw new UsageError(
      english(
        withGuess(`${rawName} cannot be ${JSON.stringify(text)}: write one of ${choices.join(', ')}.`, text, choices),
      ),
    );
  }
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= expected.minimum && count <= expected.maximum) return count;
  throw new UsageError(
    `${rawName} cannot be ${JSON.stringify(text)}: write a whole number from ${expected.minimum} to ${expected.maximum}.`,
  );
}

function checkPositionals({ name, parameters }: Command, positionals: readonly string[]): void {
  const required = parameters.filter(({ optional }) => !optional);
  const missing = required[positionals.length];
  if (missing) throw new UsageError(`${missing.name} is missing: ${missing.meaning}`);
  const surplus = positionals[parameters.length];
  if (surplus !== undefined && !parameters.at(-1)?.repeats) {
    throw new UsageError(
      `${name} does not know what to do with ${JSON.stringify(surplus)}: put a name with spaces in quotes.`,
    );
  }
}

function defaultOf(options: readonly Option[], name: string): number | null {
  const value = options.find((option) => option.name === name)?.value;
  return value?.kind === 'count' ? (value.default ?? null) : null;
}

function textOrNull(value: string | number | true | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function countOrNull(value: string | number | true | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
