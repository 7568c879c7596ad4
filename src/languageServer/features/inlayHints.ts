import type { InlayHint } from 'vscode-languageserver';
import { Budget, evaluationLimits } from '../../expressions/budget.ts';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import type { Sample } from '../sampleProtocol.ts';
import { code, markdown } from './describe.ts';
import { type Evaluated, evaluateOn, fits } from './evaluate.ts';
import { type Span, touches } from './ranges.ts';

const longestLabel = 60;

/** A tooltip is read, not scrolled. */
const longestTooltip = 1000;

/**
 * What each expression within a stretch yields for the sample, behind its string; nothing while no sample is chosen. When
 * expressions have used up the work of one evaluation, those after them have no hint: an editor must not wait for them.
 */
export function inlayHints(model: DocumentModel, within: Span, sample: Sample | null, now: number): InlayHint[] {
  if (sample === null) return [];
  const hints: InlayHint[] = [];
  let spent = 0;
  for (const expression of model.expressions) {
    if (!expression.outermost || !touches(within, expression.literal) || !fits(sample, expression)) continue;
    if (spent > evaluationLimits.work) break;
    const budget = new Budget();
    hints.push(inlayHint(model, expression, sample, evaluateOn(sample, expression, { now, budget, t: model.t })));
    spent += budget.spent;
  }
  return hints;
}

function inlayHint(
  { document, t }: DocumentModel,
  { node, literal }: LocatedExpression,
  { displayName }: Sample,
  { text, failed }: Evaluated,
): InlayHint {
  const shown = cut(text, longestLabel);
  return {
    position: document.positionAt(node.offset + node.length),
    label: failed ? `⚠ ${shown}` : `→ ${shown}`,
    paddingLeft: true,
    tooltip: markdown(t('{0} for {1}:', code(literal.value), code(displayName)), code(cut(text, longestTooltip))),
  };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
