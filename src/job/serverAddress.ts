import { isLoopbackHost } from './loopback.ts';
import { type Text, text } from '../protocol/text.ts';

/** Why a server's address is refused: a stable code, and the sentence that says what to write instead. */
export interface AddressProblem {
  readonly code: 'invalid-address' | 'insecure-address' | 'address-with-credentials';
  readonly message: Text;
}

/**
 * Checks the address of a server that a token will be sent to: absolute `https:`, or `http:` to loopback; no user name,
 * password, query or fragment, because paths are appended to it and it is shown to people. Null when it is fine.
 * The message never quotes an address that holds credentials.
 */
export function checkServerAddress(address: string): AddressProblem | null {
  const url = parseAddress(address);
  if (url === null) {
    const quoted = address.includes('@') ? text`This` : JSON.stringify(address);
    return invalid(
      text`${quoted} is not an address: write an absolute one, such as "https://www.dropbox.com/scim/v2".`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    return {
      code: 'address-with-credentials',
      message: text`An address must not hold a user name or password: write only "${url.protocol}//${url.host}${url.pathname}" and enter the token with Update Credentials or in the environment.`,
    };
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return {
      code: 'insecure-address',
      message: text`http:// would send the token to ${url.host} unencrypted: write "https://${url.host}${url.pathname}". Plain http is allowed only to loopback (127.0.0.1, [::1], localhost).`,
    };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return invalid(text`${url.protocol} is not a scheme that can be used: write an address that begins with https://.`);
  }
  return checkTail(address, url);
}

function checkTail(address: string, url: URL): AddressProblem | null {
  const bare = JSON.stringify(`${url.origin}${url.pathname}`);
  if (address.includes('#'))
    return invalid(text`An address must not have a fragment (the part from "#" on): write ${bare}.`);
  if (!address.includes('?')) return null;
  if (/[?&]aadOptscim/i.test(address)) {
    return invalid(
      text`"${url.search}" switches Microsoft Entra's own client, not this one: write ${bare}; requests follow RFC 7644 unless "compatibility" is "entra".`,
    );
  }
  return invalid(
    text`An address must not have a query (the part from "?" on), because paths are appended to it: write ${bare}.`,
  );
}

/** Null for what is no absolute address with a host, also for blanks and backslashes, which `URL` would repair silently. */
function parseAddress(text: string): URL | null {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s\\/?#\p{Cc}][^\s\\\p{Cc}]*$/iu.test(text)) return null;
  return URL.canParse(text) ? new URL(text) : null;
}

function invalid(message: Text): AddressProblem {
  return { code: 'invalid-address', message };
}
