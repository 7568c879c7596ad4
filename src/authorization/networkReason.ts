import type { Localize } from '../protocol/localize.ts';

/** Why no response came, in the operating system's or fetch's own word. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'network error';
  if (error.name === 'TimeoutError') return 'no response';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'network error';
}

/** An error that `networkReason` reads this reason from, wherever it was found. */
export function networkError(reason: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(reason), { code: reason }) });
}

/** Whether a reason is about the server's certificate or the encryption (OpenSSL's and Node's names). */
export function isTlsReason(reason: string): boolean {
  return /CERT|SIGNATURE|TLS|SSL|SELF_SIGNED|UNABLE_TO|ERR_OSSL|EPROTO/.test(reason);
}

/** What helps where no response came. */
export function networkAdvice(reason: string, t: Localize): string {
  return isTlsReason(reason)
    ? t(
        'Check the server’s certificate. For a certificate of your own authority, name its file in the environment variable NODE_EXTRA_CA_CERTS.',
      )
    : t('Check the network and the proxy, and try again.');
}
