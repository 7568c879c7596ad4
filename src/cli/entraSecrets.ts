import type { Environment } from './command.ts';
import { UsageError } from './failures.ts';

const secretsVariable = 'DROPBOX_PROVISIONING_ENTRA_SECRETS';

/**
 * Credentials that Entra is to have, or that it keeps masked, by key; empty when none are given.
 *
 * @throws UsageError for what is no JSON object of texts.
 */
export function secretsIn(environment: Environment): Readonly<Record<string, string>> {
  const given = environment[secretsVariable]?.trim() ?? '';
  if (given === '') return {};
  try {
    const value: unknown = JSON.parse(given);
    if (typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string'))
      return value as Record<string, string>;
  } catch {
    // Said below, without what it holds.
  }
  throw new UsageError(`${secretsVariable} is no JSON object of texts: set it to one such as {"SecretToken": "…"}.`);
}
