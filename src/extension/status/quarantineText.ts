import type { Localize } from '../../protocol/localize.ts';
import type { Quarantine } from '../../protocol/cycleSummary.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { exchangeSection } from '../documents/sections.ts';
import { localDateTime } from '../documents/words.ts';
import type { LogLine } from '../logs/logLines.ts';
import { codeSpan, table } from '../support/markdown.ts';
import { render } from '../../protocol/text.ts';

/** When a job in quarantine is tried again, in a sentence; empty while that is as often as ever. */
export function attemptSentence({ nextAttempt, off, seriesCount }: Quarantine, t: Localize): string {
  if (off) return t('No cycle runs by itself any more, after {0} attempts; Sync Now tries at once.', seriesCount);
  return nextAttempt === null ? '' : t('The next attempt is due at {0}.', localDateTime(nextAttempt));
}

/** What of the quarantine has changed since, as a line of the log; null when nothing has. */
export function quarantineLine(
  jobName: string,
  before: Quarantine | null,
  after: Quarantine | null,
  t: Localize,
): LogLine | null {
  if (after === null)
    return before === null
      ? null
      : { level: 'info', text: t('{0}: the quarantine has ended ({1}).', jobName, before.reason) };
  if (before?.reason === after.reason) return null;
  const what =
    before === null
      ? t('{0}: the job is in quarantine ({1}).', jobName, after.reason)
      : t('{0}: the job is in quarantine for another reason ({1}, before {2}).', jobName, after.reason, before.reason);
  const why = [render(after.message, t), render(after.recommendedAction, t), attemptSentence(after, t)];
  return { level: 'error', text: [what, ...why].filter((part) => part !== '').join(' ') };
}

/** Why a job is in quarantine, what to do, and the request and response that caused it. Markdown. */
export function quarantineDocument(jobName: string, quarantine: Quarantine | null, t: Localize): string {
  const title = `# ${t('Quarantine: {0}', escapeMarkdown(jobName))}`;
  if (quarantine === null) return [title, t('The job isn’t in quarantine.'), ''].join('\n\n');
  const { reason, message, recommendedAction, since, exchange, seriesBegan, seriesCount, escrowsPruned } = quarantine;
  const attempts = attemptSentence(quarantine, t);
  return [
    title,
    `${escapeMarkdown(render(message, t))} (${codeSpan(reason)})`,
    `## ${t('Recommended action')}`,
    escapeMarkdown(render(recommendedAction, t)),
    ...(attempts === '' ? [] : [escapeMarkdown(attempts)]),
    ...(escrowsPruned ? [t('What failed in the initial cycle is decided again as a whole.')] : []),
    exchange === null
      ? t('No single request is the cause. The provisioning log says what failed, object by object.')
      : exchangeSection(exchange, '##', t),
    `## ${t('Details')}`,
    table(
      [t('Quarantine'), t('Value')],
      [
        [t('In quarantine for this reason since'), localDateTime(since)],
        [t('First attempt that failed'), localDateTime(seriesBegan)],
        [t('Attempts since'), String(seriesCount)],
      ],
    ),
    '',
  ].join('\n\n');
}
