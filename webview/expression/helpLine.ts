import { callAround } from '../../src/expressions/assist/signature.ts';
import { parameterLabel } from '../../src/expressions/functions/callProblems.ts';
import type { ExpressionPlace } from './analysis.ts';
import { h } from '../h.ts';
import { linesAbout } from './words.ts';
import { say, t } from '../language.ts';

/** The signature of the call at the caret, else what stands there, else how to get help. */
export function helpNodes(text: string, caret: number, place: ExpressionPlace): Node[] {
  const call = callAround(text, caret);
  if (call === null) {
    const lines = caret === 0 ? [] : linesAbout(text, caret - 1, place);
    return [h('span', { class: 'help' }, lines.join('\n') || t('Ctrl+Space lists functions and attributes.'))];
  }
  const { definition, parameter } = call;
  const labels = definition.parameters.flatMap((each, index) => [
    ...(index > 0 ? [document.createTextNode(', ')] : []),
    h(each === parameter ? 'strong' : 'span', {}, parameterLabel(each)),
  ]);
  const returns = definition.returns === 'Argument' ? t('what it is given') : definition.returns;
  return [
    h('code', {}, `${definition.name}(`, ...labels, `) → ${returns}`),
    h('span', { class: 'help' }, parameter ? `${parameter.name}: ${say(parameter.meaning)}` : say(definition.meaning)),
  ];
}
