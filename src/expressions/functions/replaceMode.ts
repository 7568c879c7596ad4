import type { CallNode } from '../syntax/syntaxTree.ts';
import { type CallProblem, isGiven, isLeftOut } from './definition.ts';
import { text } from '../../protocol/text.ts';

/**
 * What a Replace does, decided by which of its parameters are given.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data#replace
 */
export type ReplaceMode = 'text' | 'template' | 'pattern' | 'group' | 'fallback';

/** Where the parameters after the source stand. */
export const positions = { oldValue: 1, pattern: 2, group: 3, replacement: 4, fallback: 5, template: 6 } as const;

/** What to write where the combination of parameters is none that is documented. */
export const combination = text`Replace needs one of these combinations: oldValue with replacementValue or template, or regexPattern with replacementValue (and perhaps regexGroupName), or with regexGroupName and replacementAttributeName; leave the other positions blank: Replace(source, "old", , , "new", , ).`;

/**
 * The mode of a call, or null for a combination of parameters that is not documented. Parameters that are empty texts count as
 * left out; an empty replacement is a replacement by nothing, unless the others leave no place for one.
 */
export function replaceMode(node: CallNode): ReplaceMode | null {
  const has = (position: keyof typeof positions): boolean => !isLeftOut(node, positions[position]);
  const replaces = isGiven(node, positions.replacement);
  if (has('pattern')) {
    if (has('oldValue') || has('template')) return null;
    if (has('group') && has('fallback') && !has('replacement')) return 'fallback';
    if (has('fallback') || !replaces) return null;
    return has('group') ? 'group' : 'pattern';
  }
  if (!has('oldValue') || has('group') || has('fallback')) return null;
  if (has('template')) return has('replacement') ? null : 'template';
  return replaces ? 'text' : null;
}

/** Why a call can never be evaluated. */
export function combinationProblem(node: CallNode): CallProblem | null {
  return replaceMode(node) === null ? { code: 'replaceCombination', message: combination } : null;
}
