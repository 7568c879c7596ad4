import type { Localize } from '../../protocol/localize.ts';
import type { Delivery } from '../../protocol/deliveries.ts';
import type { LogLine } from '../logs/logLines.ts';
import { render } from '../../protocol/text.ts';

/** What became of a notification, in a line of the log. */
export function deliveryLine({ to, subject, failure }: Delivery, t: Localize): LogLine {
  if (failure === null) return { level: 'info', text: t('Notification sent to {0}: {1}', to, subject) };
  const why = `${render(failure.message, t)} ${render(failure.recommendedAction, t)}`;
  return { level: 'warn', text: t('Notification not sent to {0} ({1}): {2}', to, subject, why) };
}

/** What became of a test on all of its ways, for a message. */
export function deliveryResult(deliveries: readonly Delivery[], t: Localize): string {
  const sent = deliveries.filter(({ failure }) => failure === null).map(({ to }) => to);
  const failed = deliveries.flatMap(({ failure }) => (failure === null ? [] : [render(failure.message, t)]));
  return [sent.length === 0 ? '' : t('Test notification sent to {0}.', sent.join(', ')), ...failed]
    .filter((part) => part !== '')
    .join(' ');
}
