import { settingId } from '../settings/settingDefaults.ts';
import type { Localize } from '../../protocol/localize.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { DecisionAction } from '../../protocol/provisioning.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { seatSentences } from '../../protocol/seatWords.ts';
import { actionTitle } from '../documents/words.ts';
import { codeSpan, table } from '../support/markdown.ts';
import type { ListedDecision, PreviewCounts, PreviewResult } from './previewCollector.ts';
import { disableText, heldLine, heldObjects } from './previewCounts.ts';
import { render } from '../../protocol/text.ts';

/** A preview as its summary tells it. */
export interface SummarizedPreview {
  readonly jobName: string;
  /** Local date and time. */
  readonly made: string;
  readonly result: PreviewResult;
  readonly summary: CycleSummary;
}

/**
 * What a preview came to, to read: what is dangerous, the counts, then everyone whom it's about, with the reason.
 *
 * @param most how many of each kind are listed; the number beside them counts all.
 */
export function previewSummary(preview: SummarizedPreview, t: Localize, most = Infinity): string {
  const { jobName, made, result, summary } = preview;
  const dangers = dangersOf(preview, t).map((danger) => `> ⚠ ${escapeMarkdown(danger)}`);
  return [
    `# ${t('Preview: {0}', escapeMarkdown(jobName))}`,
    `${t('Made {0}.', made)} ${lead(summary, result, t)}`,
    ...(dangers.length === 0 ? [] : [dangers.join('\n>\n')]),
    ...enoughSeats(summary, t),
    table([t('Action'), t('Objects')], countRows(result.counts, t)),
    ...howToGoOn(result, t),
    ...sections.flatMap((section) => listSection(section, result.listed, most, t)),
    '',
  ].join('\n\n');
}

function lead({ outcome }: CycleSummary, { counts }: PreviewResult, t: Localize): string {
  if (outcome === 'cancelled') return t('The preview was cancelled, so this is only what had been decided by then.');
  return heldObjects(counts) === 0
    ? t('This is what the next sync will do. Nothing was written.')
    : t(
        'This is what the next sync will do. What is held back stays as it is until you release it. Nothing was written.',
      );
}

/** What a person has to know before anything else, worst first. */
function dangersOf({ result: { counts }, summary }: SummarizedPreview, t: Localize): readonly string[] {
  const { quarantine, seats = null, unseen = [] } = summary;
  const held = heldLine(counts, t);
  return [
    ...(quarantine === null ? [] : [`${render(quarantine.message, t)} ${render(quarantine.recommendedAction, t)}`]),
    ...(held === '' || (quarantine !== null && isOfOneKind(counts)) ? [] : [t('Held back: {0}.', held)]),
    ...(counts.permanent === 0 ? [] : [t('{0}.', disableText(counts, t))]),
    ...(counts.delete === 0 ? [] : [t('{0} to delete permanently.', counts.delete)]),
    ...(counts.failure === 0 ? [] : [t('{0} would fail.', counts.failure)]),
    ...(seats === null || seats.without.length === 0 ? [] : [seatSentences(seats, t).join(' ')]),
    ...unseen.map((sentence) => render(sentence, t)),
  ];
}

/** What is held back of one kind the quarantine tells in full. */
function isOfOneKind({ held }: PreviewCounts): boolean {
  return [held.disable, held.delete, held.groups].filter((count) => count > 0).length === 1;
}

function enoughSeats({ seats = null }: CycleSummary, t: Localize): string[] {
  return seats === null || seats.without.length > 0 ? [] : [`> ${escapeMarkdown(seatSentences(seats, t).join(' '))}`];
}

/** What needs a person's eye comes first. */
const sections = ['failure', 'held', 'delete', 'disable', 'skip', 'create', 'update'] as const;

type Section = (typeof sections)[number];

/** An object of which a part is held back is listed with what is held back, and with what is done. */
function isIn(section: Section, { failed, action, held }: ListedDecision): boolean {
  if (section === 'held') return held !== 'no';
  if (held === 'whole') return false;
  return (failed ? 'failure' : action) === section;
}

function listSection(section: Section, listed: readonly ListedDecision[], most: number, t: Localize): string[] {
  const decisions = listed.filter((decision) => isIn(section, decision));
  if (decisions.length === 0) return [];
  const withAttributes = section === 'update' || section === 'disable'; // elsewhere it is all of them, or none
  const rows = decisions
    .slice(0, most)
    .map((decision) => [
      decision.type === 'User' ? t('User') : t('Group'),
      `${decision.destructive ? '⚠ ' : ''}${escapeMarkdown(decision.displayName)}`,
      ...(section === 'held' ? [heldAction(decision, t)] : []),
      ...(withAttributes ? [decision.attributes.map(codeSpan).join(', ') || '–'] : []),
      escapeMarkdown(render(decision.reason, t)),
    ]);
  const headings = [
    ...[t('Kind'), t('Name')],
    ...(section === 'held' ? [t('Held back')] : []),
    ...(withAttributes ? [t('Attributes')] : []),
    t('Reason'),
  ];
  const more = decisions.length - rows.length;
  return [
    `## ${sectionTitle(section, t)}: ${decisions.length}`,
    table(headings, rows),
    ...(more > 0 ? [t('… and {0} more: *Show Everyone in the Preview* in the title bar lists all.', more)] : []),
  ];
}

function sectionTitle(section: Section, t: Localize): string {
  if (section === 'failure') return t('Fail');
  return section === 'held' ? t('Held back') : actionTitle(section, t);
}

function heldAction({ action, held, destructive }: ListedDecision, t: Localize): string {
  if (held === 'part' || action === 'update') return t('Remove members');
  return destructive && action === 'disable' ? t('Disable, permanently') : actionTitle(action, t);
}

function countRows(counts: PreviewCounts, t: Localize): readonly (readonly string[])[] {
  const of = (action: DecisionAction): string => String(counts[action]);
  const held = heldObjects(counts);
  return [
    [t('Create'), of('create')],
    [t('Update'), of('update')],
    [t('Disable'), of('disable')],
    [t('Delete'), of('delete')],
    ...(held === 0 ? [] : [[t('Held back'), String(held)]]),
    [t('Skip'), of('skip')],
    [t('Fail'), String(counts.failure)],
    [t('Leave as it is'), of('none')],
  ];
}

/** How to come to the diffs, and which of all objects they show. */
function howToGoOn({ shown, changing }: PreviewResult, t: Localize): string[] {
  if (shown.length === 0) return [];
  if (changing <= shown.length)
    return [t('*Show Preview Differences* in the title bar shows before and after of each, side by side.')];
  return [
    t(
      '*Show Preview Differences* in the title bar shows {0} of the {1} objects that change, those that lose something first; the setting {2} says how many.',
      shown.length,
      changing,
      codeSpan(settingId('preview.maximumDiffs')),
    ),
  ];
}
