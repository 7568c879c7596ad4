import type { Notice } from '../../notifications/notice.ts';
import type { Delivery, DeliveryFailure } from '../../protocol/deliveries.ts';

/** One way that notices of a job go. */
export interface Sender {
  readonly way: Delivery['way'];
  /** For people: to whom, through what. Holds no secret. */
  readonly to: string;
  /** @throws SendFailure; the signal's reason when it was aborted. */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A notice could not be sent: why, and what to do, without secrets. */
export class SendFailure extends Error implements DeliveryFailure {
  readonly recommendedAction: string;
  /** True when nobody was there to take it, so that the next notice would fare no better. */
  readonly unreachable: boolean;

  constructor(message: string, recommendedAction: string, unreachable: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'SendFailure';
    this.recommendedAction = recommendedAction;
    this.unreachable = unreachable;
  }
}

/** A way on which nothing can be sent. */
export function deadEnd(way: Delivery['way'], to: string, failure: SendFailure): Sender {
  return { way, to, send: () => Promise.reject(failure), close: () => Promise.resolve() };
}
