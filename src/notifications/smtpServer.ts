import { isLoopbackHost } from '../job/loopback.ts';
import type { SmtpServer } from '../protocol/openJob.ts';

/** A server and the password that stood beside it, or the sentence that says what to write instead. */
export type SmtpReading =
  { readonly server: SmtpServer; readonly password: string | null } | { readonly problem: string };

/** Message submission, without and with implicit TLS (RFC 6409 section 3.1, RFC 8314 section 7.3). */
const submissionPort = 587;
const submissionsPort = 465;

/**
 * Reads the address of a mail server: `smtp://user:password@host:port`, or `smtps://` for implicit TLS, which port 465 means,
 * too. User name and password are percent-encoded where they have characters that an address can't (RFC 3986 section 3.2.1).
 * A problem never quotes the address, since it may hold a password.
 */
export function readSmtpServer(text: string): SmtpReading {
  const written = text.trim();
  if (!/^smtps?:\/\/[^\s/?#\\]+\/?$/i.test(written)) return { problem: malformed };
  // URL parses hosts, ports and user names of schemes that it knows only.
  const url = URL.parse(written.replace(/^smtps?:/i, 'https:'));
  if (url === null || url.hostname === '') return { problem: malformed };
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined)
    return {
      problem: 'The user name or password of the mail server is not validly percent-encoded: write "%25" for a "%".',
    };
  if (user === null && password !== null)
    return { problem: 'A password needs a user name: smtp://user:password@host.' };
  const written443 = /:443\/?$/.test(written);
  const secure = /^smtps:/i.test(written);
  const port = url.port !== '' ? Number(url.port) : written443 ? 443 : secure ? submissionsPort : submissionPort;
  return {
    server: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      implicitTls: secure || port === submissionsPort,
      user,
      loopback: isLoopbackHost(url.hostname),
    },
    password,
  };
}

/** Names a server for people, and for what a password is kept under: `me@contoso.com at smtp.contoso.com:587`. */
export function smtpServerName({ host, port, user }: SmtpServer): string {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return user === null ? address : `${user} at ${address}`;
}

/**
 * Who a mail is from: what the job says, else the user name at the server where that is an address, else the recipient, who
 * is known to be there.
 */
export function senderOf(from: string | null, user: string | null, recipient: string): string {
  return from ?? (user !== null && /^[^@\s]+@[^@\s]+$/.test(user) ? user : recipient);
}

const malformed =
  'The mail server is not written as an address: write "smtp://host:port" or "smtps://host:port", with "user@" or "user:password@" before the host if it asks for them. Percent-encode what an address can’t have, such as "%2F" for a "/".';

/** Null for an empty part, undefined for one that can't be decoded. */
function decoded(part: string): string | null | undefined {
  if (part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
