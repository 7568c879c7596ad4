import type { Finding } from '../finding.ts';
import { findFunction } from '../functions/catalogue.ts';
import { randomStringLimit } from '../functions/generated.ts';
import { isCulture } from '../functions/letterCase.ts';
import type { CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import { checkDateFormats, checkInterval } from './dateConstants.ts';
import { finding, replaceBy } from './findings.ts';
import { checkPattern } from './patterns.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Constants that a function refuses for every object, or takes for something else than was meant. */
export function checkConstants(node: CallNode): readonly Finding[] {
  const [first, second, third] = node.arguments;
  switch (findFunction(node.name)?.name) {
    case 'DateAdd':
    case 'DateDiff':
      return checkInterval(first);
    case 'FormatDateTime':
      return checkDateFormats(node);
    case 'Replace':
      return checkPattern(node);
    case 'Item':
      return countsFromOne(second, 'itemZero', text`Item counts from 1; write 1 for the first value.`);
    case 'Mid':
      return countsFromOne(second, 'argumentRange', text`Mid counts characters from 1; write 1 for the first one.`);
    case 'InStr':
      return countsFromOne(third, 'argumentRange', text`InStr counts characters from 1; write 1, or leave it off.`);
    case 'ToLower':
    case 'ToUpper':
      return checkCulture(second);
    case 'RandomString':
      return checkRandomString(node);
    default:
      return [];
  }
}

function countsFromOne(argument: ExpressionNode | undefined, code: string, message: Text): readonly Finding[] {
  const isWrong = argument !== undefined && /^(?:0+|-\d+)$/u.test(constantText(argument));
  return isWrong ? [finding('error', code, argument, message, replaceBy(text`Change to 1`, argument, '1'))] : [];
}

function checkCulture(argument: ExpressionNode | undefined): readonly Finding[] {
  if (argument?.kind !== 'string' || argument.value === '' || isCulture(argument.value)) return [];
  const message = text`There is no culture ${argument.value}; write a name such as ja-JP, or leave it off.`;
  return [finding('error', 'unknownCulture', argument, message)];
}

function checkRandomString(node: CallNode): readonly Finding[] {
  const [length, ...minimums] = node.arguments.slice(0, 5).map(numberOf);
  const sum = minimums.reduce<number>((total, minimum) => total + (minimum ?? 0), 0);
  if (length === undefined || length === null || (length <= randomStringLimit && sum <= length)) return [];
  return [
    finding(
      'error',
      'randomStringRange',
      node.arguments[0] ?? node,
      text`Length must be at most ${randomStringLimit} and at least the sum of the minimums, which is ${sum}.`,
    ),
  ];
}

function numberOf(argument: ExpressionNode | undefined): number | null {
  const text = argument === undefined ? '' : constantText(argument);
  return /^\d+$/u.test(text) ? Number(text) : null;
}

function constantText(argument: ExpressionNode): string {
  return argument.kind === 'number' ? argument.text : argument.kind === 'string' ? argument.value : '';
}
