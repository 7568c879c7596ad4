import type { Comparison, ExecutorDifference } from '../../protocol/comparison.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';
import { actionTitle, eventStatusName, localDateTime } from '../documents/words.ts';
import { codeSpan, table } from '../support/markdown.ts';

/** What our engine would do beside what Entra's service did, to read: each difference with its likely cause. */
export function comparisonDocument(
  jobName: string,
  { compared, unseen }: Comparison,
  differences: readonly ExecutorDifference[],
  t: Localize,
): string {
  const lead =
    differences.length === 0
      ? t(
          'No differences: our engine would do with all {0} users and groups what Microsoft Entra’s service did.',
          compared,
        )
      : t(
          '{0} of {1} users and groups differ between what our engine would do now and what Microsoft Entra’s service did last.',
          differences.length,
          compared,
        );
  const headings = [t('Kind'), t('Name'), t('Our engine'), t('Microsoft Entra'), t('Likely cause')];
  return [
    `# ${t('Compare Executors: {0}', escapeMarkdown(jobName))}`,
    `${lead} ${t('Nothing was written.')}`,
    ...(unseen.length === 0
      ? []
      : [unseen.map((sentence) => `> ⚠ ${escapeMarkdown(render(sentence, t))}`).join('\n>\n')]),
    ...(differences.length === 0
      ? []
      : [
          table(
            headings,
            differences.map((difference) => row(difference, t)),
          ),
        ]),
    '',
  ].join('\n\n');
}

function row({ source, ours, theirs, cause }: ExecutorDifference, t: Localize): readonly string[] {
  const would = ours.failed ? t('Failure') : actionTitle(ours.action, t);
  return [
    source.type === 'User' ? t('User') : t('Group'),
    `${escapeMarkdown(source.displayName || source.id)} ${codeSpan(source.id)}`,
    `${would}: ${escapeMarkdown(render(ours.reason.message, t))}`,
    theirs === null
      ? t('Nothing in its log')
      : `${actionTitle(theirs.action, t)}, ${eventStatusName(theirs.status, t)}, ${localDateTime(theirs.activityDateTime)}: ${escapeMarkdown(render(theirs.reason.message, t))}`,
    escapeMarkdown(render(cause, t)),
  ];
}
