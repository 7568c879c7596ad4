/** Graph shows stars in place of a secret. Written back, they would be the secret. */
export function isMask(value: string): boolean {
  return /^\*+$/.test(value);
}

/** Values that go into an `Authorization: Bearer` header. Source: Microsoft Graph v1.0, enumeration synchronizationSecret. */
const bearerKeys: ReadonlySet<string> = new Set(['secrettoken', 'oauth2accesstoken']);

/** Whether the credential of a key is a bearer token (RFC 6750), which has no spaces. */
export function isBearerKey(key: string): boolean {
  return bearerKeys.has(key.toLowerCase());
}
