import type { Notice } from '../../notifications/notice.ts';
import type { Delivery } from '../../protocol/deliveries.ts';
import type { Text } from '../../protocol/text.ts';
import { TextError } from '../../protocol/failure.ts';

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
export class SendFailure extends TextError {
  readonly recommendedAction: Text;
  /** True when nobody was there to take it, so that the next notice would fare no better. */
  readonly unreachable: boolean;

  constructor(told: Text, recommendedAction: Text, unreachable: boolean, cause?: unknown) {
    super(told, { cause });
    this.name = 'SendFailure';
    this.recommendedAction = recommendedAction;
    this.unreachable = unreachable;
  }
}

/** A way on which nothing can be sent. */
export function deadEnd(way: Delivery['way'], to: string, failure: SendFailure): Sender {
  return { way, to, send: () => Promise.reject(failure), close: () => Promise.resolve() };
}
