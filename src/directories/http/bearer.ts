import { TextError } from '../../protocol/failure.ts';
import type { Text } from '../../protocol/text.ts';

/** Where a client's bearer token comes from when it ends while the client is in use. */
export interface BearerSource {
  /**
   * The token to send now.
   *
   * @param refused one that the server has just refused as expired; null for none.
   * @param challenge what the server wants of the next one, as it refused it; null where any other may do.
   * @throws BearerFailure when there is none that could be sent.
   */
  token(refused: string | null, challenge: string | null): Promise<string>;
}

/** A token that a server didn't take. */
export interface RefusedToken {
  readonly token: string;
  /** What the server wants of the next one; null where any other may do. */
  readonly challenge: string | null;
}

/** Waits no longer than a signal lets it: whoever is asked to sign in may take their time. @throws the signal's reason */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** No token could be had, so the request wasn't sent. */
export class BearerFailure extends TextError {
  /** `unauthorized` when somebody has to authorize again; `network` when it may work later. */
  readonly kind: 'unauthorized' | 'network';
  readonly advice: Text | null;
  /** True when the server may have acted on an earlier attempt at the request. */
  readonly maybeSent: boolean;

  constructor(
    kind: BearerFailure['kind'],
    told: Text,
    options: { readonly advice: Text | null; readonly maybeSent?: boolean; readonly cause?: unknown },
  ) {
    super(told, { cause: options.cause });
    this.name = 'BearerFailure';
    this.kind = kind;
    this.advice = options.advice;
    this.maybeSent = options.maybeSent ?? false;
  }
}

/** A failure before anything was sent, of a request that an earlier attempt may have brought to the server. */
export function afterAttempt(failure: BearerFailure, maybeActed: boolean): BearerFailure {
  const { kind, text, advice, cause } = failure;
  return maybeActed ? new BearerFailure(kind, text, { advice, maybeSent: true, cause }) : failure;
}
