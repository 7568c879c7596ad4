import type { Environment } from './command.ts';
import { textInEnvironment } from './environmentSecrets.ts';
import { UsageError } from './failures.ts';
import { printable } from './printable.ts';

const secretsVariable = 'DROPBOX_PROVISIONING_ENTRA_SECRETS';

/**
 * Credentials that Entra keeps and shows only masked, by key, as the environment has them, or the file that `…_FILE` names;
 * none when neither says anything.
 *
 * @throws UsageError for what is no JSON object of texts, and for a file that can't be read.
 */
export function serviceSecrets(environment: Environment): Readonly<Record<string, string>> {
  const given = textInEnvironment(secretsVariable, environment, 'the credentials as JSON') ?? '';
  if (given === '') return {};
  try {
    const value: unknown = JSON.parse(given);
    if (isObjectOfTexts(value)) return value;
  } catch {
    // Said below, without what it holds.
  }
  throw new UsageError(`${secretsVariable} is no JSON object of texts: set it to one such as {"SecretToken": "…"}.`);
}

function isObjectOfTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}

/** How credentials of these keys are given: in the environment or in a file, and never as an argument, which others see. */
export function howToEnter(keys: readonly string[]): string {
  const example = JSON.stringify(Object.fromEntries(keys.map((key) => [key, '…'])));
  return printable(
    `To enter ${keys.join(', ')}: set ${secretsVariable} to ${example}, or ${secretsVariable}_FILE to a file that holds such JSON.`,
  );
}
