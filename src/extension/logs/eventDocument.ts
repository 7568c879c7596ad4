import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { changesSection, exchangeSection, identityRows, reasonSection, stepsSection } from '../documents/sections.ts';
import { actionName, eventStatusName, localDateTime } from '../documents/words.ts';
import type { Localize } from '../support/localize.ts';
import { codeSpan, escapeMarkdown, table } from '../support/markdown.ts';

/** One event of the provisioning log as a Markdown document: reason, what to do, steps, modified properties, request and answer. */
export function eventDocument(event: ProvisioningEvent, t: Localize): string {
  const rows = [
    [t('Status'), eventStatusName(event.status, t)],
    [t('Action'), actionName(event.action, t)],
    [t('When'), `${escapeMarkdown(localDateTime(event.activityDateTime))} (${codeSpan(event.activityDateTime)})`],
    [t('Took'), t('{0} ms', Math.round(event.durationMs))],
    ...identityRows(event.source, event.targetId, t),
    [t('Cycle'), codeSpan(event.cycleId)],
    [t('Event'), String(event.id)],
  ];
  return [
    `# ${escapeMarkdown(event.source.displayName)}: ${actionName(event.action, t)}`,
    table([t('Provisioning event'), t('Value')], rows),
    reasonSection(event.reason, t),
    stepsSection(event.steps, t),
    changesSection(t('Modified properties'), event.modifiedProperties, t),
    ...(event.exchange === null ? [] : [exchangeSection(event.exchange, '##', t)]),
    '',
  ].join('\n\n');
}
