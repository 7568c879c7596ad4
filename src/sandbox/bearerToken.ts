import { timingSafeEqual } from 'node:crypto';

/**
 * Makes the check of an `Authorization` header against a bearer token (RFC 6750). The time that it takes tells the length
 * of the token at most, which is no secret.
 */
export function bearerTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = Buffer.from(token);
  return (authorization = '') => {
    const sent = Buffer.from(/^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '');
    return sent.length === expected.length && timingSafeEqual(sent, expected);
  };
}
