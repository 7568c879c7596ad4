import type { AttributeJson, DecisionSummary } from '../../protocol/provisioning.ts';
import { commentLines } from '../documents/commentLines.ts';
import { actionTitle } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { shortened, visible } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

export type DiffSide = 'before' | 'after';

/**
 * One side of an object's diff: JSON with comments that names action and reason and holds the attributes that change, in
 * one order on both sides, each name as the mapping writes it. The reason stands on the second side alone: the editor folds
 * long runs of lines that both have. The action is on both: beside an empty side the editor would mark a removed line.
 */
export function objectDocument(decision: DecisionSummary, side: DiffSide, t: Localize): string {
  const comments = `// ${decisionTitle(decision, t)}\n${side === 'before' ? '' : reasonComment(decision, t)}`;
  const missing = side === 'before' ? 'create' : 'delete';
  if (decision.action === missing) return comments;
  const values: Record<string, AttributeJson> = {};
  for (const change of decision.changes) values[change.attribute] = side === 'before' ? change.old : change.new;
  return `${comments}${JSON.stringify(values, null, 2)}\n`;
}

function reasonComment(decision: DecisionSummary, t: Localize): string {
  const sentences: string[] = [];
  if (decision.held === 'whole') sentences.push(t('The next sync doesn’t do this until you release it.'));
  if (decision.held === 'part') sentences.push(t('Members who would leave stay until you release that.'));
  if (decision.destructive)
    sentences.push(
      decision.held === 'whole'
        ? t('The account would be deleted permanently.')
        : t('The account is deleted permanently.'),
    );
  sentences.push(render(decision.reason.message, t));
  if (decision.reason.recommendedAction !== null) sentences.push(render(decision.reason.recommendedAction, t));
  return commentLines(sentences.join(' '));
}

/** What the multi-diff editor's tab says: when it was made, and of how many it shows some. */
export function diffTitle(
  diff: { readonly title: string; readonly time: string; readonly shown: number; readonly of: number },
  t: Localize,
): string {
  const { title, time, shown, of } = diff;
  if (shown >= of) return t('{0} ({1})', title, time);
  return t('{0} ({1}), {2} of {3} changes', title, time, shown.toLocaleString(), of.toLocaleString());
}

/** What is done, or held back: `Disable`, `Held back: Disable`. */
function decisionTitle({ action, held }: Pick<DecisionSummary, 'action' | 'held'>, t: Localize): string {
  return held === 'whole' ? t('Held back: {0}', actionTitle(action, t)) : actionTitle(action, t);
}

/**
 * The path of an object's documents, which the multi-diff editor shows as its heading: the file name says action and object,
 * the folder the reason.
 */
export function objectPath(decision: DecisionSummary, t: Localize): string {
  const name = `${decisionTitle(decision, t)} ${decision.source.displayName || decision.source.id}`;
  return `/${pathSegment(render(decision.reason.message, t), 140)}/${pathSegment(name, 100)}.jsonc`;
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
