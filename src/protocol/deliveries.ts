import type { Text } from './text.ts';

/** What became of one notification on one of the ways that it goes. */
export interface Delivery {
  readonly way: 'email' | 'webhook';
  /** For people: an email address and the server it went through, or the kind and origin of a webhook. */
  readonly to: string;
  /** What it is about. */
  readonly subject: string;
  /** Null when it was sent. */
  readonly failure: DeliveryFailure | null;
}

/** Why a notification could not be sent, and what to do. */
export interface DeliveryFailure {
  readonly message: Text;
  readonly recommendedAction: Text;
}

export interface NotificationReport {
  /** Empty when the job tells nobody. */
  readonly deliveries: readonly Delivery[];
}

/** How a job's notifications are. */
export interface NotificationStatus {
  /** How many wait to be sent with the next cycle. */
  readonly waiting: number;
  /** Why the last one could not be sent, and when that was tried (ISO 8601, UTC); null when it was sent. */
  readonly failure: (DeliveryFailure & { readonly at: string }) | null;
}
