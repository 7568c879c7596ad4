import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { changesSection, identityRows, reasonSection, stepsSection } from '../documents/sections.ts';
import { actionTitle } from '../documents/words.ts';
import type { Localize } from '../support/localize.ts';
import { escapeMarkdown, table } from '../support/markdown.ts';

/** Why an object is, or is not, provisioned: what the next sync would decide, step by step, as a Markdown document. */
export function explainDocument(decision: DecisionSummary, t: Localize): string {
  const next = decision.failed ? t('Fail: the object cannot be provisioned as it is') : actionTitle(decision.action, t);
  const rows = [[t('The next sync will'), next], ...identityRows(decision.source, decision.targetId, t)];
  const warning = decision.destructive
    ? [`> ⚠ ${t('This takes the account away for good. Dropbox deletes an invited user who is suspended.')}`]
    : [];
  return [
    `# ${escapeMarkdown(decision.source.displayName)}: ${next}`,
    table([t('Explanation'), t('Value')], rows),
    ...warning,
    reasonSection(decision.reason, t),
    stepsSection(decision.steps, t),
    changesSection(t('Changes that the next sync will write'), decision.changes, t),
    `---\n\n${t('Nothing was written to find this out.')}`,
    '',
  ].join('\n\n');
}
