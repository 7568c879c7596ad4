import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { StagedDetail } from '../../protocol/stagedActions.ts';
import type { Localize } from '../../protocol/localize.ts';
import { commentLines } from '../documents/commentLines.ts';
import { actText, decisionText } from './stagedPresentation.ts';
import { render } from '../../protocol/text.ts';

/**
 * One side of a staged delete's diff: JSON with comments. Before, what the account or group has; after, what would be left
 * of it. What would happen, and why, stands above both, so that the editor marks nothing but what would be lost.
 */
export function stagedSide(detail: StagedDetail, side: 'before' | 'after', t: Localize): string {
  const { action, before, after, members } = detail;
  const heading = [actText(action, t), ...reasons(detail, t)].map(commentLines).join('');
  const values = side === 'before' ? before : after;
  if (values === null) return heading;
  const shown: Record<string, AttributeJson> = { ...values };
  if (members !== null)
    shown['members'] = side === 'before' ? inOrder([...members.stay, ...members.leave]) : members.stay;
  return `${heading}${JSON.stringify(shown, null, 2)}\n`;
}

function reasons({ action }: StagedDetail, t: Localize): readonly string[] {
  const { reason, decision } = action;
  return [
    render(reason.message, t),
    ...(reason.recommendedAction === null ? [] : [render(reason.recommendedAction, t)]),
    ...(decision === null ? [] : [decisionText(decision, t)]),
  ];
}

function inOrder(names: readonly string[]): readonly string[] {
  return names.toSorted((left, right) => left.localeCompare(right));
}
