import type { Delivery } from '../protocol/deliveries.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import { printable } from './printable.ts';
import { english } from '../protocol/text.ts';

/** What became of a notification on one way. */
export function deliveryText({ to, subject, failure }: Delivery): readonly string[] {
  const what = printable(subject);
  if (failure === null) return [`Sent to ${printable(to)}: ${what}`];
  return [
    `Not sent to ${printable(to)}: ${what}`,
    `  ${printable(english(failure.message))}`,
    `  ${printable(english(failure.recommendedAction))}`,
  ];
}

/** What waits to be sent, and why; nothing when nothing does. */
export function waitingText({
  notifications: { waiting, failure },
}: Pick<JobStatus, 'notifications'>): readonly string[] {
  if (waiting === 0) return [];
  const count = waiting === 1 ? '1 notification waits' : `${waiting} notifications wait`;
  return [
    `${count} to be sent after the next cycle.`,
    ...(failure === null
      ? []
      : [
          `  ${failure.at}  ${printable(english(failure.message))}`,
          `  ${printable(english(failure.recommendedAction))}`,
        ]),
  ];
}
