import { Budget, evaluationLimits } from '../../src/expressions/budget.ts';
import { compile } from '../../src/expressions/compile.ts';
import type { Outcome } from '../../src/expressions/value.ts';
import { attributesFromJson, toText } from '../../src/expressions/valueText.ts';
import type { Sample } from '../../src/protocol/mappingEditor.ts';
import type { MappingView } from '../../src/protocol/mappingEditorView.ts';
import { say, t } from '../language.ts';

/** What an expression gives for one object, for people. */
export interface SampleValue {
  readonly text: string;
  readonly kind: 'value' | 'nothing' | 'error';
}

/** Evaluates an expression for an object, with the engine's own evaluator. Random functions give another value each time. */
export function evaluateFor(expression: string, sample: Sample, cloudSync: boolean): SampleValue {
  if ((workFor.get(sample) ?? 0) > evaluationLimits.work)
    return { text: t('not evaluated, because the values before it took too much work'), kind: 'error' };
  const compiled = compile(expression, { dialect: cloudSync ? 'cloud-sync' : 'provisioning' });
  const budget = new Budget();
  const outcome = compiled.evaluate(attributesFromJson(sample.attributes), {
    now: Date.now(),
    random: Math.random,
    tenant: {},
    isTaken: () => false,
    budget,
  });
  addWork(sample, budget.spent);
  return valueOf(outcome);
}

/** A value is read in a line or two. */
const longestText = 1000;

/** Steps that the values for a sample took since the page last came to rest: a table may have a thousand rows. */
const workFor = new Map<Sample, number>();

function addWork(sample: Sample, steps: number): void {
  if (workFor.size === 0)
    setTimeout(() => {
      workFor.clear();
    }, 0);
  workFor.set(sample, (workFor.get(sample) ?? 0) + steps);
}

/** What a mapping gives for an object: its expression's value, else its default, which is written at creation. */
export function mappingValueFor(mapping: MappingView, sample: Sample, cloudSync: boolean): SampleValue {
  const value: SampleValue =
    mapping.kind === 'none'
      ? { text: t('nothing'), kind: 'nothing' }
      : evaluateFor(mapping.expression, sample, cloudSync);
  if (value.kind !== 'nothing' || mapping.defaultValue === null) return value;
  return { text: t('nothing; “{0}” at creation', mapping.defaultValue), kind: 'nothing' };
}

function valueOf(outcome: Outcome): SampleValue {
  switch (outcome.kind) {
    case 'value': {
      if (outcome.redacted) return { text: '[Redact]', kind: 'value' };
      const text = toText(outcome.value);
      if (text === null || text === '') return { text: t('nothing'), kind: 'nothing' };
      return { text: text.length > longestText ? `${text.slice(0, longestText)}…` : text, kind: 'value' };
    }
    case 'ignoreAttribute':
      return { text: t('leaves the attribute alone'), kind: 'nothing' };
    case 'ignoreObject':
      return { text: t('leaves the whole object alone'), kind: 'nothing' };
    case 'error':
      return { text: say(outcome.error.message), kind: 'error' };
  }
}
