import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Makes the check of an `Authorization` header against a bearer token (RFC 6750). Digests are compared, which have one
 * length, so that the time taken says nothing about the token.
 */
export function bearerTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (authorization) => {
    const [, sent] = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
    return sent !== undefined && timingSafeEqual(digest(sent), expected);
  };
}
