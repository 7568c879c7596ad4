import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where a server of the sandbox proves that it has its token, without telling it. */
export const challengePath = '/_sandbox/challenge';

/** What proves to whoever chose the nonce that the other side has the token (HMAC, RFC 2104, with SHA-256). */
export function proofOf(token: string, nonce: string): string {
  return createHmac('sha256', token).update(`dropbox-provisioning sandbox ${nonce}`).digest('hex');
}

/** Responds to a challenge, which needs no token. @returns false when the request is no challenge. */
export function respondToChallenge(token: string, { url = '/' }: IncomingMessage, response: ServerResponse): boolean {
  const [path, query = ''] = url.split('?', 2);
  if (path !== challengePath) return false;
  const nonce = new URLSearchParams(query).get('nonce') ?? '';
  const isNonce = /^[0-9a-f]{32,128}$/.test(nonce);
  response.writeHead(isNonce ? 200 : 400, { 'Content-Type': 'text/plain' });
  response.end(isNonce ? proofOf(token, nonce) : 'Send a nonce of 32 to 128 hexadecimal digits.');
  return true;
}
