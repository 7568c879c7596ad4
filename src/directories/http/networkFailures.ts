import { type Text, text } from '../../protocol/text.ts';

/** Codes of failures before a connection stood: nothing was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CONNECTION_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const tooLarge = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);

/** Whether a request that failed with this code may have reached the server. */
export function mayBeSent(code: string): boolean {
  return !neverSent.has(code);
}

/** Whether more came than is read, as it would again. */
export function isTooLarge(code: string): boolean {
  return tooLarge.has(code);
}

/** The code of a network error: that of the first in its chain of causes that has one, else its name. */
export function errorCode(error: unknown): string {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** What happened, in a sentence. @param timeout milliseconds that an exchange may take. */
export function failureSentence(code: string, origin: string, timeout: number): Text {
  const seconds = Math.round(timeout / 1000);
  switch (code) {
    case 'ECONNREFUSED':
      return text`${origin} refused the connection (${code}).`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return text`The host name of ${origin} could not be found (${code}).`;
    case 'EXCHANGE_TIMEOUT':
      return text`${origin} did not respond within ${seconds} seconds.`;
    case 'EXCHANGE_TOO_SLOW':
      return text`${origin} started its response, and had not finished it after more than ${seconds} seconds.`;
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'CONNECTION_TIMEOUT':
      return text`No connection to ${origin} could be made in time (${code}).`;
    case 'EXCHANGE_TOO_LARGE':
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
    case 'ERR_BUFFER_TOO_LARGE':
      return text`${origin} sent a response that is too large to read (${code}).`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return text`${origin} closed the connection before it had responded (${code}).`;
    default:
      return text`The request to ${origin} failed (${code}).`;
  }
}
