import { commonOptions } from './arguments.ts';
import type { Command, Option, Parameter } from './command.ts';

export const programName = 'dropbox-provisioning';

/** The help of the whole command line: every command in a line. */
export function generalHelp(commands: readonly Command[]): string {
  return [
    'Provision Dropbox users and groups from their assignments in Microsoft Entra ID.',
    '',
    `Usage: ${programName} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    'Commands:',
    ...columns(commands.map((command) => [signature(command), command.summary])),
    '',
    'Every command takes --json (JSON Lines on standard output) and --help.',
    '',
    'Environment:',
    ...columns([
      ['DROPBOX_PROVISIONING_TARGET_TOKEN', 'Bearer token for the target (Dropbox).'],
      ['DROPBOX_PROVISIONING_SOURCE_TOKEN', 'Bearer token for the source (Microsoft Graph).'],
      ['DROPBOX_PROVISIONING_TARGET_TOKEN_FILE', 'A file with that token instead; read anew before each cycle.'],
      ['DROPBOX_PROVISIONING_SOURCE_TOKEN_FILE', 'The same for the source.'],
      [
        'DROPBOX_PROVISIONING_SOURCE_CLIENT_ID',
        'App registration that gets tokens for the source, instead of a token.',
      ],
      ['DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET', 'Its client secret.'],
      ['DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE', 'Or its certificate and private key, as PEM.'],
      ['DROPBOX_PROVISIONING_TARGET_REFRESH_TOKEN', 'Refresh token for a target dropboxBusiness, instead of a token.'],
      ['DROPBOX_PROVISIONING_DROPBOX_APP_KEY', 'The key of your app in Dropbox’s App Console, which goes with it.'],
      ['DROPBOX_PROVISIONING_DROPBOX_APP_SECRET', 'The app’s secret, where it was authorized with it.'],
      ['DROPBOX_PROVISIONING_TARGET_ORIGIN', 'The only origin that the target token may go to.'],
      ['DROPBOX_PROVISIONING_SOURCE_ORIGIN', 'The only origin that the source token may go to.'],
      ['DROPBOX_PROVISIONING_SMTP', 'Mail server for notifications: smtp://user:password@host:port.'],
      ['DROPBOX_PROVISIONING_STATE', 'Where the state of jobs is kept without --state, in windows, too.'],
      ['DROPBOX_PROVISIONING_WEBHOOK_ORIGIN', 'The only origin that notifications may be posted to.'],
    ]),
    '',
    'Exit codes: 0 all well, 1 some objects failed, 2 usage or invalid file, 3 quarantine, 4 connection failed,',
    '70 internal error, 74 a file or the output cannot be read or written, 75 something else is running on the job, 130 interrupted, 143 terminated.',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const { parameters, options, details, examples } = command;
  return [
    command.summary,
    '',
    `Usage: ${programName} ${signature(command)} [OPTIONS]`,
    ...details.flatMap((paragraph) => ['', paragraph]),
    ...section(
      'Arguments',
      parameters.map(({ name, meaning }) => [name, meaning]),
    ),
    ...section(
      'Options',
      [...options, ...commonOptions].map((option) => [optionText(option), option.meaning + defaultText(option)]),
    ),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example.replaceAll('$', programName)}`),
  ].join('\n');
}

function signature({ name, parameters }: Command): string {
  return [name, ...parameters.map(parameterText)].join(' ');
}

function parameterText({ name, repeats, optional }: Parameter): string {
  const text = repeats ? `${name}…` : name;
  return optional ? `[${text}]` : text;
}

function optionText({ name, value }: Option): string {
  return value ? `--${name} ${value.placeholder}` : `--${name}`;
}

function defaultText({ value }: Option): string {
  return value?.kind === 'count' && value.default !== undefined ? ` Default: ${value.default}.` : '';
}

function section(title: string, rows: readonly Row[]): readonly string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...columns(rows)];
}

type Row = readonly [left: string, right: string];

function columns(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
