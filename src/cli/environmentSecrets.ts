import { oddKindAt } from '../directories/files/fileKind.ts';
import { english } from '../protocol/text.ts';
import { readSmallFile } from '../engine/lease/smallFile.ts';
import type { Environment } from './command.ts';
import { NoTokenError } from './failures.ts';

/** Which of a job's servers a variable is for. */
export type Side = 'SOURCE' | 'TARGET';

/** A pipeline that says where its token, or its notifications, belong is safe from a job file that points elsewhere. */
export function checkPin(side: Side | 'WEBHOOK', origin: string, environment: Environment): void {
  const variable = `DROPBOX_PROVISIONING_${side}_ORIGIN`;
  const pin = environment[variable]?.trim();
  if (pin === undefined || pin === '') return;
  if (!URL.canParse(pin)) {
    throw new NoTokenError(`${variable} is not an address: set it to one such as "https://www.dropbox.com".`);
  }
  if (new URL(pin).origin === origin) return;
  throw new NoTokenError(
    `The job's ${side.toLowerCase()} is at ${origin}, but ${variable} allows only ${new URL(pin).origin}, so nothing was sent. Check who changed the job's address; if the change is meant, set ${variable} to ${origin}.`,
  );
}

/**
 * A token itself, or that of the file which `…_FILE` names: one that is renewed elsewhere is read anew by each cycle of `watch`.
 *
 * @throws NoTokenError for one that is none
 */
export function secretInEnvironment(variable: string, environment: Environment): string | null {
  const found = valueOf(variable, environment, 'the token alone');
  return found === null ? null : checkedToken(found.text, found.where);
}

/**
 * A PEM text itself (RFC 7468), or that of the file which `…_FILE` names; it isn't read here.
 *
 * @throws NoTokenError for a file that can't be read
 */
export function pemInEnvironment(variable: string, environment: Environment): string | null {
  return valueOf(variable, environment, 'the certificate and its private key')?.text ?? null;
}

/**
 * A text of several lines or values itself, or that of the file which `…_FILE` names; it isn't read here.
 *
 * @param content what belongs into that file, for a message.
 * @throws NoTokenError for a file that can't be read
 */
export function textInEnvironment(variable: string, environment: Environment, content: string): string | null {
  return valueOf(variable, environment, content)?.text ?? null;
}

/** A variable's value, or that of the file which `…_FILE` names; null when neither is set. */
function valueOf(
  variable: string,
  environment: Environment,
  content: string,
): { readonly text: string; readonly where: string } | null {
  const fileVariable = `${variable}_FILE`;
  const text = environment[variable]?.trim() ?? '';
  const file = environment[fileVariable]?.trim() ?? '';
  if (text !== '' && file !== '')
    throw new NoTokenError(`${variable} and ${fileVariable} are both set: set one of them.`);
  if (file === '') return text === '' ? null : { text, where: variable };
  return { text: textInFile(file, fileVariable, content), where: `The file of ${fileVariable}` };
}

function textInFile(file: string, variable: string, content: string): string {
  const odd = oddKindAt(file);
  if (odd !== null)
    throw new NoTokenError(`${variable} names ${file}, which is ${english(odd)}: name a file with ${content}.`);
  const text = readSmallFile(file);
  if (text === null)
    throw new NoTokenError(`${variable} names ${file}, which cannot be read: name a file with ${content}.`);
  return text.trim();
}

function checkedToken(token: string, where: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new NoTokenError(
    token === ''
      ? `${where} is empty: write the token into it.`
      : `${where} has spaces, line breaks or letters in it that no token has: set it to the token alone.`,
  );
}

export function tokenVariable(side: Side): string {
  return `DROPBOX_PROVISIONING_${side}_TOKEN`;
}
