import { withPermanently } from '../../protocol/permanently.ts';
import type { AttributeJson, CycleSummary, DecisionAction, DecisionSummary } from '../../protocol/provisioning.ts';
import { commentLines } from '../documents/commentLines.ts';
import { actionTitle } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, shortened, visible } from '../../protocol/safeText.ts';
import { seatSentences } from '../../protocol/seatWords.ts';
import { codeSpan, table } from '../support/markdown.ts';
import type { ListedDecision, PreviewCounts, PreviewResult } from './previewCollector.ts';

export type DiffSide = 'before' | 'after';

/**
 * One side of an object's diff: JSON with comments that names action and reason and holds the attributes that change, in
 * one order on both sides, each name as the mapping writes it. The reason stands on the second side alone: the editor folds
 * long runs of lines that both have. The action is on both: beside an empty side the editor would mark a removed line.
 */
export function objectDocument(decision: DecisionSummary, side: DiffSide, t: Localize): string {
  const comments = `// ${actionTitle(decision.action, t)}\n${side === 'before' ? '' : reasonComment(decision, t)}`;
  const missing = side === 'before' ? 'create' : 'delete';
  if (decision.action === missing) return comments;
  const values: Record<string, AttributeJson> = {};
  for (const change of decision.changes) values[change.attribute] = side === 'before' ? change.old : change.new;
  return `${comments}${JSON.stringify(values, null, 2)}\n`;
}

function reasonComment(decision: DecisionSummary, t: Localize): string {
  const sentences = decision.destructive ? [t('The account is deleted permanently.')] : [];
  sentences.push(decision.reason.message);
  if (decision.reason.recommendedAction !== null) sentences.push(decision.reason.recommendedAction);
  return commentLines(sentences.join(' '));
}

/**
 * The path of an object's documents, which the multi-diff editor shows as its heading: the file name says action and object,
 * the folder the reason.
 */
export function objectPath(decision: DecisionSummary, t: Localize): string {
  const name = `${actionTitle(decision.action, t)} ${decision.source.displayName || decision.source.id}`;
  return `/${pathSegment(decision.reason.message, 140)}/${pathSegment(name, 100)}.jsonc`;
}

/** Text that may stand between two slashes of a path and still reads as before. */
export function pathSegment(text: string, length: number): string {
  const flat = text
    .replace(/[\\/]/g, '∕')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  const bare = shortened(visible(flat).replace(/\\/g, '∖'), length);
  return bare.replace(/\.+$/, '') || '–';
}

/** A preview as its summary tells it. */
export interface SummarizedPreview {
  readonly jobName: string;
  /** Local date and time. */
  readonly made: string;
  readonly result: PreviewResult;
  readonly summary: CycleSummary;
}

/** Counts by action, then everyone whom the preview is about, with the reason; what the multi-diff editor leaves out stands here. */
export function previewSummary({ jobName, made, result, summary }: SummarizedPreview, t: Localize): string {
  const { quarantine, seats = null, unseen = [] } = summary;
  return [
    `# ${t('Preview: {0}', escapeMarkdown(jobName))}`,
    `${t('Made {0}.', made)} ${lead(summary, t)}`,
    ...(quarantine === null
      ? []
      : [`> ⚠ ${escapeMarkdown(quarantine.message)} ${escapeMarkdown(quarantine.recommendedAction)}`]),
    ...(seats === null
      ? []
      : [`> ${seats.without.length > 0 ? '⚠ ' : ''}${escapeMarkdown(seatSentences(seats, t).join(' '))}`]),
    ...unseen.map((sentence) => `> ⚠ ${escapeMarkdown(sentence)}`),
    table([t('Action'), t('Objects')], countRows(result.counts, t)),
    ...cap(result, t),
    ...sections.flatMap((section) => listSection(section, result.listed, t)),
    '',
  ].join('\n\n');
}

function lead({ outcome, staged }: CycleSummary, t: Localize): string {
  if (outcome === 'cancelled') return t('The preview was cancelled, so this is only what had been decided by then.');
  return staged === 0
    ? t('This is what the next sync will do. Nothing was written.')
    : t(
        'This is what the next sync would do. It holds back {0} of these until you release or reject them. Nothing was written.',
        staged,
      );
}

/** What needs a person's eye comes first. */
const sections: readonly (DecisionAction | 'failure')[] = ['failure', 'delete', 'disable', 'skip', 'create', 'update'];

function listSection(section: DecisionAction | 'failure', listed: readonly ListedDecision[], t: Localize): string[] {
  const decisions = listed.filter(({ failed, action }) => (failed ? 'failure' : action) === section);
  if (decisions.length === 0) return [];
  const withAttributes = section === 'update' || section === 'disable'; // elsewhere it is all of them, or none
  const rows = decisions.map((decision) => [
    decision.type === 'User' ? t('User') : t('Group'),
    `${decision.destructive ? '⚠ ' : ''}${escapeMarkdown(decision.displayName)}`,
    ...(withAttributes ? [decision.attributes.map(codeSpan).join(', ') || '–'] : []),
    escapeMarkdown(decision.reason),
  ]);
  const title = section === 'failure' ? t('Fail') : actionTitle(section, t);
  const headings = [t('Kind'), t('Name'), ...(withAttributes ? [t('Attributes')] : []), t('Reason')];
  return [`## ${title}: ${decisions.length}`, table(headings, rows)];
}

/** The counts in one line for a notification; only what there is. */
export function countsLine(counts: PreviewCounts, t: Localize): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.create, t('{0} to create', counts.create)],
    [counts.update, t('{0} to update', counts.update)],
    [counts.disable, withPermanently(t('{0} to disable', counts.disable), counts.disable, counts.permanent, t)],
    [counts.delete, t('{0} to delete', counts.delete)],
    [counts.skip, t('{0} skipped', counts.skip)],
    [counts.failure, t('{0} failing', counts.failure)],
    [counts.none, t('{0} unchanged', counts.none)],
  ];
  return parts.flatMap(([count, text]) => (count > 0 ? [text] : [])).join(', ') || t('nobody to provision');
}

function countRows(counts: PreviewCounts, t: Localize): readonly (readonly string[])[] {
  return [
    [t('Create'), String(counts.create)],
    [t('Update'), String(counts.update)],
    [t('Disable'), withPermanently(String(counts.disable), counts.disable, counts.permanent, t)],
    [t('Delete'), String(counts.delete)],
    [t('Skip'), String(counts.skip)],
    [t('Fail'), String(counts.failure)],
    [t('Leave as it is'), String(counts.none)],
  ];
}

function cap(result: PreviewResult, t: Localize): string[] {
  if (result.changing <= result.shown.length) return [];
  return [
    t(
      'The diff editor shows {0} of the {1} objects that change, those that lose something first; the setting {2} says how many. All are listed below.',
      result.shown.length,
      result.changing,
      codeSpan('dropboxProvisioning.preview.maximumDiffs'),
    ),
  ];
}
