import { ProvisioningFailure } from '../protocol/failure.ts';
import { isMask } from '../protocol/maskedKeys.ts';
import { isSecretKey, isSettingKey } from './secretKeys.ts';
import type { ServiceSecret, SynchronizationClient } from './synchronizationClient.ts';
import { text } from '../protocol/text.ts';

/** The keys that Graph shows only masked, as it spells them. */
export function maskedKeysOf(secrets: readonly ServiceSecret[]): readonly string[] {
  return secrets.filter(({ value }) => isMask(value)).map(({ key }) => key);
}

/**
 * Writes some keys and leaves the others as they are. Graph replaces all of them, and shows secrets only masked: so each
 * masked one has to be given anew, or nothing is written.
 *
 * @param changes by key, in any letter case; an empty text clears a key.
 * @param known what a person has entered: the real values of keys that are masked, or credentials that Entra is to have;
 *   an empty text is none.
 * @throws ProvisioningFailure of kind `credential` that names the keys which are masked, and of kind `source` when Graph
 *   tells others afterwards than were written.
 */
export async function changeSecrets(
  client: Pick<SynchronizationClient, 'readSecrets' | 'replaceSecrets'>,
  changes: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const current = await client.readSecrets(signal);
  const wanted = merged(current, changes, known);
  const masked = maskedKeysOf(wanted);
  if (masked.length > 0) throw cannotKeep(masked);
  await client.replaceSecrets(wanted, secretValuesOf(wanted, current, known), signal);
  checkWritten(wanted, await client.readSecrets(signal));
}

/** What no quote may show: what is secret by its key, masked, or was entered for a key that nobody knows for a setting. */
function secretValuesOf(
  wanted: readonly ServiceSecret[],
  current: readonly ServiceSecret[],
  known: Readonly<Record<string, string>>,
): readonly string[] {
  const lowerCase = (keys: Iterable<string>): ReadonlySet<string> =>
    new Set(Array.from(keys, (key) => key.toLowerCase()));
  const [masked, entered] = [lowerCase(maskedKeysOf(current)), lowerCase(Object.keys(known))];
  const plain = lowerCase(current.flatMap(({ key, value }) => (isMask(value) ? [] : [key])));
  const isSecret = (key: string): boolean =>
    isSecretKey(key) || masked.has(key) || (entered.has(key) && !plain.has(key) && !isSettingKey(key));
  return wanted.flatMap(({ key, value }) => (value !== '' && isSecret(key.toLowerCase()) ? [value] : []));
}

function merged(
  current: readonly ServiceSecret[],
  changes: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
): readonly ServiceSecret[] {
  const all = new Map(current.map((secret) => [secret.key.toLowerCase(), secret]));
  const given = Object.entries(known).filter(([, value]) => value !== '');
  for (const [key, value] of [...given, ...Object.entries(changes)]) {
    const held = all.get(key.toLowerCase());
    all.set(key.toLowerCase(), { key: held?.key ?? key, value });
  }
  return [...all.values()];
}

function cannotKeep(keys: readonly string[]): ProvisioningFailure {
  return new ProvisioningFailure(
    'credential',
    text`Microsoft Graph replaces all credentials and settings of a job at once and shows ${keys.join(', ')} only masked, so nothing was written: they would have been lost.`,
    {
      recommendedAction: text`Change this setting in the Microsoft Entra admin center, on the Provisioning page of the application, or enter those credentials again so that they can be written along.`,
      maskedKeys: keys,
    },
  );
}

function checkWritten(wanted: readonly ServiceSecret[], found: readonly ServiceSecret[]): void {
  const values = new Map(found.map(({ key, value }) => [key.toLowerCase(), value]));
  const lost = wanted
    .filter(({ key, value }) => {
      const held = values.get(key.toLowerCase());
      return value !== '' && (held === undefined || (!isMask(held) && held !== value));
    })
    .map(({ key }) => key);
  if (lost.length === 0) return;
  throw new ProvisioningFailure(
    'source',
    text`Microsoft Graph accepted the settings, and tells others when they are read again: ${lost.join(', ')}.`,
    { recommendedAction: text`Check them in the Microsoft Entra admin center before the job is started.` },
  );
}
