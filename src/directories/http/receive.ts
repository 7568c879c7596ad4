import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ExchangeWatch } from './exchangeWatch.ts';

/** An answer as it came: the body whole, still in its content coding. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends one request and gathers its answer. Uses undici's `dispatch` rather than its `request`: a stream for each answer
 * costs a fifth of the client's CPU time (docs/decisions/0054), and no answer is read piecemeal here.
 *
 * @throws undici's error when no answer came, ExchangeTimeout when it took too long; the signal's reason when it was aborted.
 */
export function receive(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  watch: ExchangeWatch,
): Promise<ReceivedAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let isOver = false;
    const settle = (): void => {
      isOver = true;
      signal.removeEventListener('abort', abort);
      watched.over();
    };
    const giveUp = (reason: Error): void => {
      settle();
      controller?.abort(reason);
      reject(reason);
    };
    const abort = (): void => {
      giveUp(signal.reason as Error);
    };
    const watched = watch.begin(giveUp);
    signal.addEventListener('abort', abort, { once: true });
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        // What was given up while it waited for a connection is not sent any more.
        if (isOver || signal.aborted) started.abort(new Error('The request was given up.'));
        else watched.sent();
      },
      onResponseStart(_, code, received) {
        status = code; // That of an interim answer (1xx) is followed by the final one's.
        headers = received;
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
        watched.received(chunk.length);
      },
      onResponseEnd() {
        settle();
        const [first = Buffer.alloc(0)] = chunks;
        resolve({ status, headers, body: chunks.length > 1 ? Buffer.concat(chunks) : first });
      },
      onResponseError(_, error) {
        settle();
        reject(error);
      },
    });
  });
}
