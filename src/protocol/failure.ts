import type { EngineErrorData } from './engineProtocol.ts';
import type { HttpExchange } from './provisioning.ts';

/**
 * A failure that speaks to the person: it stops the whole run, unlike the failure of one object, which is a
 * provisioning event.
 */
export class ProvisioningFailure extends Error {
  readonly kind: EngineErrorData['kind'];
  readonly recommendedAction: string | null;
  readonly exchange: HttpExchange | null;

  constructor(
    kind: EngineErrorData['kind'],
    message: string,
    options: {
      readonly recommendedAction?: string;
      readonly exchange?: HttpExchange | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProvisioningFailure';
    this.kind = kind;
    this.recommendedAction = options.recommendedAction ?? null;
    this.exchange = options.exchange ?? null;
  }
}
