import type { Localize } from './localize.ts';
import type { EventStatus, ProvisioningEvent, Reason } from './provisioning.ts';
import { render } from './text.ts';

/** What was decided, how it ended, and why it was decided. */
export interface Outcome {
  readonly action: ProvisioningEvent['action'];
  readonly status: EventStatus;
  readonly reason: Reason;
}

/**
 * The reason of what has happened. Of what was carried out it's told as past, since it needn't be so any more: after a creation
 * the target has the account. What was skipped, is held back or failed is still so, and keeps its words.
 */
export function pastReason({ action, status, reason }: Outcome, t: Localize): string {
  if (status !== 'success') return render(reason.message, t);
  if (reason.code === 'Create') return t('Created, because it was in scope and the target had no object that matched.');
  if (reason.code === 'LinkedObjectVanished')
    return t('Created again, because the linked object was no longer in the target.');
  switch (action) {
    case 'create':
      return t('Created. Reason at the time: {0}', render(reason.message, t));
    case 'update':
      return t('Updated. Reason at the time: {0}', render(reason.message, t));
    case 'disable':
      return t('Disabled. Reason at the time: {0}', render(reason.message, t));
    case 'delete':
      return t('Deleted. Reason at the time: {0}', render(reason.message, t));
    default:
      return render(reason.message, t);
  }
}
