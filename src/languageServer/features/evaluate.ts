import type { Budget } from '../../expressions/budget.ts';
import type { EvaluationContext, Outcome, Value } from '../../expressions/value.ts';
import { attributesFromJson, isEmpty, toJsonValue } from '../../expressions/valueText.ts';
import type { Localize } from '../../protocol/localize.ts';
import { render } from '../../protocol/text.ts';
import { type DocumentModel, expressionAt, type LocatedExpression } from '../documents/documentModel.ts';
import { textOf } from '../documents/jsonNodes.ts';
import type { ExpressionResult, Sample } from '../sampleProtocol.ts';

/** What an expression comes to on a sample, for people. */
export interface Evaluated {
  readonly text: string;
  readonly failed: boolean;
}

/** Whether a sample is an object of the kind that a mapping reads. */
export function fits(sample: Sample, { mapping }: LocatedExpression): boolean {
  return mapping.objectMapping.sourceObjectName.toLowerCase() === sample.type.toLowerCase();
}

/**
 * Evaluates an expression on a sample. What Redact hides is shown as `[Redact]`; random functions give the same for the
 * same expression, so that what is shown does not flicker as the person types elsewhere.
 */
export function evaluateOn(
  sample: Sample,
  { compiled, mapping, literal }: LocatedExpression,
  { now, budget, t }: { readonly now: number; readonly budget?: Budget; readonly t: Localize },
): Evaluated {
  const context: EvaluationContext = { now, random: repeatable(literal.value), tenant: {}, ...(budget && { budget }) };
  const outcome = compiled().evaluate(attributesFromJson(sample.attributes), context);
  return describeOutcome(outcome, mapping.defaultValue, t);
}

/** What the expression at a document offset comes to; null when none stands there or the sample is of another kind. */
export function evaluateAt(
  model: DocumentModel,
  offset: number,
  sample: Sample | null,
  now: number,
): ExpressionResult | null {
  const expression = expressionAt(model, offset);
  if (expression === null || sample === null || !fits(sample, expression)) return null;
  const targetAttributeName = textOf(expression.mapping.target ?? undefined) ?? '';
  return {
    expression: expression.literal.value,
    targetAttributeName,
    ...evaluateOn(sample, expression, { now, t: model.t }),
  };
}

function describeOutcome(outcome: Outcome, defaultValue: string | null, t: Localize): Evaluated {
  switch (outcome.kind) {
    case 'value':
      return { text: outcome.redacted ? '[Redact]' : valueText(outcome.value, defaultValue, t), failed: false };
    case 'ignoreAttribute':
      return { text: t('the attribute is left alone'), failed: false };
    case 'ignoreObject':
      return { text: t('the whole object is left alone'), failed: false };
    case 'error':
      return { text: render(outcome.error.message, t), failed: true };
  }
}

function valueText(value: Value, defaultValue: string | null, t: Localize): string {
  if (!isEmpty(value)) return JSON.stringify(toJsonValue(value));
  const nothing = value === '' ? t('"" (empty)') : t('nothing');
  return defaultValue === null ? nothing : t('{0}; {1} at creation', nothing, JSON.stringify(defaultValue));
}

/** Numbers in [0, 1) that only depend on a text (a linear congruential generator over its hash). */
function repeatable(text: string): () => number {
  let state = 0;
  for (let index = 0; index < text.length; index += 1) state = (Math.imul(state, 31) + text.charCodeAt(index)) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
