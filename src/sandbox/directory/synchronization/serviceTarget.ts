import { isLoopbackAddress } from '../../liveSandbox.ts';
import { secretOf } from './secrets.ts';
import type { PracticeTarget } from './servicePort.ts';
import type { SecretValue } from './storedJob.ts';

/** Why a job's credentials can't be used, in the words of Entra's provisioning service. */
export class CredentialFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CredentialFailure';
    this.code = code;
  }
}

export const invalidCredentials = 'SystemForCrossDomainIdentityManagementInvalidCredentials';
const unavailable = 'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable';

/** Where a job writes, and with which token, as its secrets say. Throws CredentialFailure. */
export function serviceTarget(values: readonly SecretValue[], practice: PracticeTarget | null): PracticeTarget {
  const baseAddress = (secretOf(values, 'BaseAddress') ?? practice?.baseAddress ?? '').replace(/\/$/, '');
  const token = secretOf(values, 'SecretToken') ?? secretOf(values, 'Oauth2AccessToken');
  if (baseAddress === '' || !URL.canParse(baseAddress)) {
    throw new CredentialFailure(invalidCredentials, 'Please provide a valid tenant URL for your application.');
  }
  if (!isLoopbackAddress(baseAddress)) {
    throw new CredentialFailure(
      unavailable,
      `The sandbox's provisioning service writes to this machine only, and ${new URL(baseAddress).origin} is elsewhere.`,
    );
  }
  if (token === undefined) {
    throw new CredentialFailure(invalidCredentials, 'Please provide a valid secret token for your application.');
  }
  return { baseAddress, token };
}

/**
 * Asks a target for a user who can't exist, as *Test Connection* does
 * (https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups). Throws CredentialFailure.
 */
export async function checkCredentials({ baseAddress, token }: PracticeTarget, name: string): Promise<void> {
  const filter = encodeURIComponent(`userName eq "${name}"`);
  const response = await fetch(`${baseAddress}/Users?filter=${filter}`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/scim+json' },
    redirect: 'manual',
  }).catch((error: unknown) => {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CredentialFailure(unavailable, `We could not connect to your application: ${reason}`);
  });
  const text = await response.text();
  if (response.status === 401 || response.status === 403) {
    throw new CredentialFailure(
      invalidCredentials,
      'You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account.',
    );
  }
  if (response.status !== 200 || !isList(text)) {
    throw new CredentialFailure(
      unavailable,
      `We received this unexpected response from your application: ${response.status}.`,
    );
  }
}

function isList(text: string): boolean {
  try {
    const { totalResults } = Object(JSON.parse(text)) as { readonly totalResults?: unknown };
    return typeof totalResults === 'number';
  } catch {
    return false;
  }
}
