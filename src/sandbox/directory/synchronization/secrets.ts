import type { Directory } from '../directory.ts';
import { badRequest } from '../graphError.ts';
import { bodyObject } from '../routes/lookups.ts';
import type { SecretValue } from './storedJob.ts';

/** Microsoft Graph v1.0, "synchronizationSecretKeyStringValuePair": `synchronizationSecret`. */
const names =
  'None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType Sandbox Url Domain ' +
  'ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken Oauth2AccessTokenCreationTime Oauth2RefreshToken ' +
  'SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete SynchronizationSchedule ' +
  'SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions Oauth2AuthorizationCode ' +
  'Oauth2RedirectUri ApplicationTemplateIdentifier Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server ' +
  'PerformInboundEntitlementGrants HardDeletesEnabled SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain ' +
  'TestReferences ConnectionString';
const known = new Map(names.split(' ').map((name) => [name.toLowerCase(), name]));

const secretNames = new Set(
  (
    'Password SecretToken AppKey ClientSecret ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken ' +
    'Oauth2ClientSecret Oauth2AuthorizationCode ConnectionString'
  ).split(' '),
);

/** What is read back in the place of a secret. */
export const mask = '*';

/** The secrets and settings of an application; empty where none were put. */
export function secretsOf({ records }: Directory, servicePrincipalId: string): readonly SecretValue[] {
  return records.get('secrets', servicePrincipalId)?.values ?? [];
}

/** One value by its key; undefined where there is none, or an empty one. */
export function secretOf(values: readonly SecretValue[], key: string): string | undefined {
  const value = values.find((each) => each.key === key)?.value;
  return value === '' ? undefined : value;
}

/** As Graph shows them: nothing secret is read back. */
export function masked(values: readonly SecretValue[]): SecretValue[] {
  return values.map(({ key, value }) => ({ key, value: secretNames.has(key) && value !== '' ? mask : value }));
}

/**
 * Keeps secrets in place of all that were there. A mask that comes back is kept as the value that it then is: Graph asks for
 * the real secrets with every write.
 */
export function putSecrets(directory: Directory, servicePrincipalId: string, values: readonly SecretValue[]): void {
  const kept = values.filter(({ value }) => value !== '');
  directory.records.set('secrets', servicePrincipalId, { servicePrincipalId, values: kept });
}

/** The key-value pairs of a request. Throws Graph's 400. */
export function readSecrets(pairs: unknown): readonly SecretValue[] {
  if (!Array.isArray(pairs)) throw badRequest('The credentials must be an array of key-value pairs.');
  return pairs.map((pair) => {
    const { key, value } = bodyObject(pair);
    const name = typeof key === 'string' ? known.get(key.toLowerCase()) : undefined;
    if (name === undefined) {
      throw badRequest(
        `Cannot convert the literal '${String(key)}' to the expected type 'microsoft.graph.synchronizationSecret'.`,
      );
    }
    if (typeof value !== 'string' && value !== null) throw badRequest(`The value of '${name}' must be a string.`);
    return { key: name, value: value ?? '' };
  });
}
