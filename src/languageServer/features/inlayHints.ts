import type { InlayHint } from 'vscode-languageserver';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import type { Sample } from '../sampleProtocol.ts';
import { code, markdown } from './describe.ts';
import { type Evaluated, evaluateOn, fits } from './evaluate.ts';
import { type Span, touches } from './ranges.ts';

const longestLabel = 60;

/** What each expression within a stretch yields for the sample, behind its string; nothing while no sample is chosen. */
export function inlayHints(model: DocumentModel, within: Span, sample: Sample | null, now: number): InlayHint[] {
  if (sample === null) return [];
  return model.expressions
    .filter((expression) => expression.outermost && touches(within, expression.literal) && fits(sample, expression))
    .map((expression) => inlayHint(model, expression, sample, evaluateOn(sample, expression, now)));
}

function inlayHint(
  { document }: DocumentModel,
  { node, literal }: LocatedExpression,
  { displayName }: Sample,
  { text, failed }: Evaluated,
): InlayHint {
  const shown = text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
  return {
    position: document.positionAt(node.offset + node.length),
    label: failed ? `⚠ ${shown}` : `→ ${shown}`,
    paddingLeft: true,
    tooltip: markdown(`${code(literal.value)} for ${code(displayName)}:`, code(text)),
  };
}
