import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { changesSection, identityRows, reasonSection, stepsSection } from '../documents/sections.ts';
import { actionTitle } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { table } from '../support/markdown.ts';

/** Why an object is, or is not, provisioned: what the next sync would decide, step by step, as a Markdown document. */
export function explainDocument(decision: DecisionSummary, t: Localize): string {
  const next = decision.failed ? t('Fail: the object cannot be provisioned as it is') : actionTitle(decision.action, t);
  const warning = decision.destructive
    ? [`> ⚠ ${t('The account is deleted permanently: Dropbox deletes an invited user who is suspended.')}`]
    : [];
  return [
    `# ${t('Explain {0}', escapeMarkdown(decision.source.displayName))}`,
    t('The next sync will: {0}', `**${next}**`),
    ...warning,
    reasonSection(decision.reason, t),
    changesSection(t('Changes that the next sync will write'), decision.changes, t),
    stepsSection(decision.steps, t),
    `## ${t('Details')}`,
    table([t('Object'), t('Value')], identityRows(decision.source, decision.targetId, t)),
    `---\n\n${t('Nothing was written to find this out.')}`,
    '',
  ].join('\n\n');
}
