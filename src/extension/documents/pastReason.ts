import type { EventStatus, ProvisioningEvent, Reason } from '../../protocol/provisioning.ts';
import type { Localize } from '../../protocol/localize.ts';
import { actionName } from './words.ts';
import { render } from '../../protocol/text.ts';

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
  const isDone = action === 'create' || action === 'update' || action === 'disable' || action === 'delete';
  if (status !== 'success' || !isDone) return render(reason.message, t);
  if (reason.code === 'Create') return t('Created, because it was in scope and the target had no object that matched.');
  if (reason.code === 'LinkedObjectVanished')
    return t('Created again, because the linked object was no longer in the target.');
  const done = actionName(action, t);
  const title = done.charAt(0).toLocaleUpperCase() + done.slice(1);
  return t('{0}. Reason at the time: {1}', title, render(reason.message, t));
}
