import type { Localize } from '../protocol/localize.ts';
import { english, type Text, text } from '../protocol/text.ts';

/** Why no response came, in the operating system's or fetch's own word. */
export function networkReason(error: unknown): Text {
  if (error instanceof NetworkError) return error.reason;
  if (!(error instanceof Error)) return text`network error`;
  if (error.name === 'TimeoutError') return text`no response`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : text`network error`;
}

/** No response came to a request that another process has sent. */
export class NetworkError extends TypeError {
  readonly reason: Text;

  constructor(reason: Text) {
    super(english(reason));
    this.name = 'NetworkError';
    this.reason = reason;
  }
}

/** Whether a reason is about the server's certificate or the encryption (OpenSSL's and Node's names). */
export function isTlsReason(reason: string): boolean {
  return /CERT|SIGNATURE|TLS|SSL|SELF_SIGNED|UNABLE_TO|ERR_OSSL|EPROTO/.test(reason);
}

/** What helps where no response came. */
export function networkAdvice(reason: Text, t: Localize): string {
  return isTlsReason(english(reason))
    ? t(
        'Check the server’s certificate. For a certificate of your own authority, name its file in the environment variable NODE_EXTRA_CA_CERTS.',
      )
    : t('Check the network and the proxy, and try again.');
}
