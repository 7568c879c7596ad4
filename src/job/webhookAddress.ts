import type { AddressProblem } from './serverAddress.ts';
import { isLoopbackHost } from './loopback.ts';
import { type Text, text } from '../protocol/text.ts';

/**
 * Checks the address that notifications are posted to: absolute `https:`, or `http:` to loopback; no user name, password or
 * fragment. It may have a query, since some services put their key there. Null when it is fine.
 *
 * The message quotes the origin at most: whoever knows the rest can post there.
 */
export function checkWebhookAddress(address: string): AddressProblem | null {
  const url = parseAddress(address);
  if (url === null)
    return invalid(
      text`This is not an address: write an absolute one that begins with https://, as Teams or Slack gives it.`,
    );
  if (url.username !== '' || url.password !== '')
    return {
      code: 'address-with-credentials',
      message: text`A webhook's address must not hold a user name or password: write one that begins with "${url.protocol}//${url.host}/".`,
    };
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    return {
      code: 'insecure-address',
      message: text`http:// would send notifications to ${url.host} unencrypted: write https://. Plain http is allowed only to loopback (127.0.0.1, [::1], localhost).`,
    };
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return invalid(text`${url.protocol} is not a scheme that can be used: write an address that begins with https://.`);
  if (address.includes('#')) return invalid(text`A webhook’s address must not have a fragment (the part from "#" on).`);
  return null;
}

/** What people may see of a webhook's address: its origin. */
export function webhookOrigin(address: string): string {
  return new URL(address).origin;
}

/** Null for what is no absolute address with a host, also for spaces and backslashes, which `URL` would repair silently. */
function parseAddress(text: string): URL | null {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s\\/?#\p{Cc}][^\s\\\p{Cc}]*$/iu.test(text)) return null;
  return URL.parse(text);
}

function invalid(message: Text): AddressProblem {
  return { code: 'invalid-address', message };
}
