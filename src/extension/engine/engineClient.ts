import {
  CancellationTokenSource,
  ConnectionError,
  ErrorCodes,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';
import * as protocol from '../../protocol/engineProtocol.ts';
import type { CycleProgress } from '../../protocol/cycleProgress.ts';
import type { EngineErrorData } from '../../protocol/engineError.ts';
import type { PermanentLosses } from '../../protocol/engineParams.ts';
import type { RenewToken } from '../../protocol/openJob.ts';
import type { Delivery } from '../../protocol/deliveries.ts';
import type { ExecutorDifference } from '../../protocol/comparison.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../protocol/provisioning.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import type { Localize } from '../../protocol/localize.ts';
import { type EngineConnection, type EngineProcessOptions, startEngine } from './engineConnection.ts';
import { engineEnded, engineFailure, engineFailureKind } from './engineFailure.ts';
import { render } from '../../protocol/text.ts';

/** What a long request tells while it runs. */
export interface RunListeners {
  onDecision?(decision: DecisionSummary): void;
  onEvent?(event: ProvisioningEvent): void;
  onDelivery?(delivery: Delivery): void;
  onDifference?(difference: ExecutorDifference): void;
  onProgress?(progress: CycleProgress): void;
  /** Asks the person whether accounts may go permanently; without it nobody is asked. */
  confirmPermanent?(losses: PermanentLosses): Promise<boolean>;
}

export interface EngineClientOptions extends Omit<EngineProcessOptions, 'environment'> {
  /** Asked for at each start, so that changed proxy settings count. */
  readonly environment: () => Record<string, string>;
  readonly t: Localize;
  /** Gets a token that the engine asks for in the middle of a cycle. */
  readonly renewToken: RenewToken;
  /** What its failure is to the engine. */
  readonly renewalError: (error: unknown) => EngineErrorData;
}

/**
 * Sends requests to the engine's process. The process is started by the first request; when it dies, the requests that
 * wait for it fail with the reason and the next one starts it again.
 */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #listeners = new Map<string, RunListeners>();
  #connection: EngineConnection | null = null;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  /** The process that runs; undefined for none. */
  get pid(): number | undefined {
    return this.#connection?.pid;
  }

  /** Sends one request whose notifications, if any, carry `token`. Throws an ActionableFailure, or Cancelled. */
  async request<Params, Result>(
    type: RequestType<Params, Result, EngineErrorData>,
    params: Params,
    options: { readonly signal?: AbortSignal; readonly token?: string; readonly listeners?: RunListeners } = {},
  ): Promise<Result> {
    const { signal, token, listeners } = options;
    if (signal?.aborted) throw new Cancelled();
    const connection = this.#connect();
    const cancellation = new CancellationTokenSource();
    const cancel = (): void => {
      cancellation.cancel();
    };
    signal?.addEventListener('abort', cancel);
    if (token !== undefined && listeners !== undefined) this.#listeners.set(token, listeners);
    try {
      const answer = connection.messages.sendRequest<Result>(type.method, params, cancellation.token);
      return await answer;
    } catch (error) {
      if (signal?.aborted) throw new Cancelled();
      throw isLostConnection(error) ? await this.#whyEnded(connection) : this.#failure(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (token !== undefined) this.#listeners.delete(token);
      cancellation.dispose();
    }
  }

  dispose(): void {
    this.#connection?.stop();
    this.#connection = null;
  }

  #connect(): EngineConnection {
    if (this.#connection !== null) return this.#connection;
    const { modulePath, environment, log, t } = this.#options;
    const connection = startEngine({ modulePath, environment: environment(), log });
    const { messages } = connection;
    messages.onNotification(protocol.decided, ({ token, decisions }) => {
      const listeners = this.#listeners.get(token);
      for (const decision of decisions) listeners?.onDecision?.(decision);
    });
    messages.onNotification(protocol.provisioned, ({ token, events }) => {
      const listeners = this.#listeners.get(token);
      for (const event of events) listeners?.onEvent?.(event);
    });
    messages.onNotification(protocol.differed, ({ token, differences }) => {
      const listeners = this.#listeners.get(token);
      for (const difference of differences) listeners?.onDifference?.(difference);
    });
    messages.onNotification(protocol.notified, ({ token, deliveries }) => {
      const listeners = this.#listeners.get(token);
      for (const delivery of deliveries) listeners?.onDelivery?.(delivery);
    });
    messages.onNotification(protocol.progressed, ({ token, progress }) =>
      this.#listeners.get(token)?.onProgress?.(progress),
    );
    // Whose run has gone meanwhile agrees to nothing.
    messages.onRequest(
      protocol.confirmPermanent,
      ({ token, losses }) => this.#listeners.get(token)?.confirmPermanent?.(losses) ?? false,
    );
    messages.onRequest(protocol.renewToken, (params) =>
      this.#options.renewToken(params).catch((error: unknown) => {
        const data = this.#options.renewalError(error);
        return new ResponseError(1, render(data.message, t), data);
      }),
    );
    messages.onError(([error]) => {
      log.error(t('The engine sent something that cannot be read: {0}', error.message));
    });
    const onEnd = (reason: string | null): void => {
      if (this.#connection === connection) this.#connection = null;
      if (reason !== null)
        log.error(t('The provisioning engine stopped unexpectedly ({0}). The next command starts it again.', reason));
    };
    connection.ended.then(onEnd, onEnd);
    this.#connection = connection;
    return connection;
  }

  async #whyEnded(connection: EngineConnection): Promise<Error> {
    const reason = await connection.ended;
    return reason === null ? new Cancelled() : engineEnded(reason, this.#options.t);
  }

  /** The engine's error as a failure for people. */
  #failure(error: unknown): unknown {
    if (!(error instanceof ResponseError)) return error;
    const failure = engineFailure(error.message, error.data, this.#options.t);
    return engineFailureKind(failure) === 'cancelled' ? new Cancelled() : failure;
  }
}

/** Whether the request found no process any more, or the process went away before it answered. */
function isLostConnection(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
}
