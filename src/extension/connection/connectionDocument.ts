import type { ConnectionReport, ConnectionStep } from '../../protocol/connectionReport.ts';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import { exchangeSection } from '../documents/sections.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { table } from '../support/markdown.ts';
import { render } from '../../protocol/text.ts';

/** The result of *Test Connection* as a Markdown document: each step, what was found, what to do, and request and response. */
export function connectionDocument(jobName: string, report: ConnectionReport, t: Localize): string {
  const verdict = report.succeeded
    ? t('✓ Both servers respond as expected.')
    : t('✗ The connection does not work yet. The first step marked ✗ is where to begin.');
  return [
    `# ${t('Test Connection: {0}', escapeMarkdown(jobName))}`,
    verdict,
    side(t('Source: where users and groups are read'), report, 'source', t),
    side(t('Target: where they are written'), report, 'target', t),
    `---\n\n${t('Tokens are left out of the requests shown here. Nothing was written.')}`,
    '',
  ].join('\n\n');
}

/** The first step that failed, in one sentence for a notification; null when none did. */
export function failedStep(report: ConnectionReport, t: Localize): string | null {
  const step = report.steps.find(({ status }) => status === 'failed');
  if (step === undefined) return null;
  const where = step.side === 'source' ? t('Source') : t('Target');
  const action = step.recommendedAction === null ? '' : ` ${render(step.recommendedAction, t)}`;
  return `${where}, ${render(step.title, t)}: ${render(step.detail, t)}${action}`;
}

function side(title: string, report: ConnectionReport, name: ConnectionStep['side'], t: Localize): string {
  const steps = report.steps.filter((step) => step.side === name);
  if (steps.length === 0) return `## ${title}\n\n${t('Nothing to test.')}`;
  const exchanges = steps.flatMap((step) => (step.exchange === null ? [] : [exchangeOf(step, step.exchange, t)]));
  const overview = table(
    [t('Step'), t('Found')],
    steps.map((step) => stepRow(step, t)),
  );
  return [`## ${title}`, overview, ...exchanges].join('\n\n');
}

function stepRow(step: ConnectionStep, t: Localize): readonly string[] {
  const sign = { passed: '✓', failed: '✗', warning: '⚠', skipped: '–' }[step.status];
  const action =
    step.recommendedAction === null
      ? ''
      : ` **${t('What to do')}**: ${escapeMarkdown(render(step.recommendedAction, t))}`;
  return [
    `${sign}\u00a0${escapeMarkdown(render(step.title, t))}`,
    `${escapeMarkdown(render(step.detail, t))}${action}`,
  ];
}

function exchangeOf(step: ConnectionStep, exchange: HttpExchange, t: Localize): string {
  return `### ${t('{0}: request and response', escapeMarkdown(render(step.title, t)))}\n\n${exchangeSection(exchange, '####', t)}`;
}
