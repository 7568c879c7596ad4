import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { changesSection, exchangeSection, identityRows, reasonSection, stepsSection } from '../documents/sections.ts';
import { pastReason } from '../../protocol/pastReason.ts';
import { actionName, eventStatusName, localDateTime } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { codeSpan, table } from '../support/markdown.ts';

/** One event of the provisioning log as a Markdown document: reason, what to do, modified properties, steps, request and answer, ids. */
export function eventDocument(event: ProvisioningEvent, t: Localize): string {
  const facts = [
    [t('When'), codeSpan(event.activityDateTime)],
    [t('Took'), t('{0} ms', Math.round(event.durationMs))],
    ...identityRows(event.source, event.targetId, t),
    [t('Cycle'), codeSpan(event.cycleId)],
    [t('Event'), String(event.id)],
  ];
  return [
    `# ${escapeMarkdown(event.source.displayName)}: ${actionName(event.action, t)}`,
    `${eventStatusName(event.status, t)} · ${escapeMarkdown(localDateTime(event.activityDateTime))}`,
    reasonSection({ ...event.reason, message: pastReason(event, t) }, t),
    changesSection(t('Modified properties'), event.modifiedProperties, t),
    stepsSection(event.steps, t),
    ...(event.exchange === null ? [] : [exchangeSection(event.exchange, '##', t)]),
    `## ${t('Details')}`,
    table([t('Provisioning event'), t('Value')], facts),
    '',
  ].join('\n\n');
}
