import type { Localize } from '../../protocol/localize.ts';
import { countList, withPermanently } from '../../protocol/permanently.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import { seatSentences } from '../../protocol/seatWords.ts';
import type { PreviewCounts } from './previewCollector.ts';

/** The counts in one line for a notification; only what there is, and nothing that is held back. */
export function countsLine(counts: PreviewCounts, t: Localize): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.create, t('{0} to create', counts.create)],
    [counts.update, t('{0} to update', counts.update)],
    [counts.disable, disableText(counts, t)],
    [counts.delete, t('{0} to delete', counts.delete)],
    [counts.skip, t('{0} skipped', counts.skip)],
    [counts.failure, t('{0} failing', counts.failure)],
    [counts.none, t('{0} unchanged', counts.none)],
  ];
  return listed(parts) || t('nobody to provision');
}

/** What is held back, in the same words: `76 to disable, all of them permanently: their invitations haven't been accepted`. */
export function heldLine({ held }: Pick<PreviewCounts, 'held'>, t: Localize): string {
  return listed([
    [held.disable, disableText(held, t)],
    [held.delete, t('{0} to delete', held.delete)],
    [
      held.groups,
      held.groups === 1 ? t('1 group would lose members') : t('{0} groups would lose members', held.groups),
    ],
  ]);
}

/** A preview in a notification: what the next sync does, what it holds back, and who gets no seat. */
export function previewNotice(
  counts: PreviewCounts,
  { outcome, seats = null }: Pick<CycleSummary, 'outcome' | 'seats'>,
  t: Localize,
): string {
  const held = heldLine(counts, t);
  if (outcome === 'cancelled') return t('The preview was cancelled. So far: {0}.', countsLine(counts, t));
  return [
    t('Preview: {0}.', countsLine(counts, t)),
    ...(held === '' ? [] : [t('Held back: {0}.', held)]),
    t('Nothing was written.'),
    ...(seats === null ? [] : seatSentences(seats, t)),
  ].join(' ');
}

/** `76 to disable, 3 of them permanently: …` */
export function disableText({ disable, permanent }: Pick<PreviewCounts, 'disable' | 'permanent'>, t: Localize): string {
  return withPermanently(t('{0} to disable', disable), disable, permanent, t);
}

/** How many objects are held back, those among them of which a part is done. */
export function heldObjects({ held }: Pick<PreviewCounts, 'held'>): number {
  return held.disable + held.delete + held.groups;
}

function listed(parts: readonly (readonly [number, string])[]): string {
  return countList(parts.flatMap(([count, text]) => (count > 0 ? [text] : [])));
}
