import type { Finding, Fix } from '../finding.ts';
import { callProblem, parameterAt } from '../functions/callProblems.ts';
import { findFunction, isKnownTo } from '../functions/catalogue.ts';
import { type FunctionDefinition, isLeftOut, type Parameter } from '../functions/definition.ts';
import { roleAttribute } from '../functions/roles.ts';
import { print } from '../syntax/printer.ts';
import type { CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import { checkConstants } from './constants.ts';
import type { CheckSubject } from './environment.ts';
import { finding, replaceBy } from './findings.ts';
import { nearestName } from './suggestions.ts';
import { resultsOf, typeOf } from './types.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Arguments that are missing, too many, of the wrong kind, or constants that the function cannot use. */
export function checkArguments(subject: CheckSubject): readonly Finding[] {
  return subject.nodes.flatMap((node) => {
    const definition = node.kind === 'call' ? findFunction(node.name) : undefined;
    if (node.kind !== 'call' || definition === undefined || !isKnownTo(definition, subject.dialect)) return [];
    return [
      ...checkCount(definition, node, subject),
      ...checkKinds(definition, node, subject),
      ...checkConstants(node),
    ];
  });
}

function checkCount(
  definition: FunctionDefinition,
  node: CallNode,
  { dialect, syntaxErrors }: CheckSubject,
): readonly Finding[] {
  const problem = callProblem(definition, node, dialect);
  const isBroken = syntaxErrors.some((offset) => node.start <= offset && offset <= node.end);
  if (problem === null || isBroken) return [];
  const fix =
    problem.code === 'switchOdd'
      ? addBlankDefault(node)
      : problem.code === 'replaceCombination'
        ? asReplace(node)
        : undefined;
  const at = { start: node.start, end: node.start + node.name.length };
  return [finding('error', problem.code, at, problem.message, fix)];
}

function addBlankDefault({ arguments: [, second] }: CallNode): Fix | undefined {
  if (second === undefined || second.kind === 'blank') return undefined;
  return { title: text`Add a blank default`, edits: [{ offset: second.start, length: 0, newText: ', ' }] };
}

/** `Replace(x, "[a-z]*", "")` puts both texts where they do not belong: moves them to their places. */
function asReplace(node: CallNode): Fix | undefined {
  const [source, old, replacement, ...more] = node.arguments;
  if (source === undefined || old?.kind !== 'string' || replacement?.kind !== 'string' || more.length > 0)
    return undefined;
  const isPattern = /[[(\\*+?^$|]/u.test(old.value);
  const positions = isPattern ? ['', print(old), '', print(replacement)] : [print(old), '', '', print(replacement)];
  const moved = `${node.name}(${[print(source), ...positions, '', ''].join(', ')})`;
  return replaceBy(text`Put the texts in their places`, node, moved);
}

function checkKinds(definition: FunctionDefinition, node: CallNode, subject: CheckSubject): readonly Finding[] {
  return node.arguments.flatMap((argument, index) => {
    const parameter = parameterAt(definition, index);
    if (parameter === undefined || argument.kind === 'blank') return [];
    if ((!parameter.required || parameter.optionalInCloudSync) && isLeftOut(node, index)) return [];
    return checkKind(definition, parameter, argument, index, subject) ?? [];
  });
}

function checkKind(
  definition: FunctionDefinition,
  parameter: Parameter,
  argument: ExpressionNode,
  index: number,
  subject: CheckSubject,
): Finding | null {
  const label = text`${parameter.name} of ${definition.name}`;
  switch (parameter.type) {
    case 'Integer':
    case 'Number':
      return notANumber(argument, label, parameter.type === 'Integer');
    case 'RoleAssignments':
      return notTheRoles(argument, definition);
    case 'Enumeration':
      return notAChoice(argument, parameter, label);
    case 'String':
      return severalValues(argument, index, definition, label, subject);
    case 'DateTime':
      return notADate(argument, label);
    case 'Condition':
      return notACondition(argument, label);
    case 'Any':
      return definition.name === 'Switch' && index === 0
        ? severalValues(argument, index, definition, label, subject)
        : null;
    case 'Boolean':
    case 'MultiValued':
      return null;
  }
}

function notACondition(argument: ExpressionNode, label: Text): Finding | null {
  if (argument.kind !== 'string' || /^(?:true|false||[-+]?\d+(?:\.\d+)?)$/iu.test(argument.value)) return null;
  const message = text`${label} must be true or false; write a comparison such as [country]="USA", or a function such as IsPresent.`;
  return finding('error', 'argumentType', argument, message);
}

function notANumber(argument: ExpressionNode, label: Text, whole: boolean): Finding | null {
  const pattern = whole ? /^\s*[-+]?\d+\s*$/u : /^\s*[-+]?\d+(?:\.\d+)?\s*$/u;
  const written = argument.kind === 'string' ? argument.value : argument.kind === 'number' ? argument.text : null;
  const isHexadecimal = argument.kind === 'number' && argument.text.startsWith('&');
  const isWrongConstant = written !== null && !isHexadecimal && !pattern.test(written);
  if (!isWrongConstant && argument.kind !== 'comparison') return null;
  return finding(
    'error',
    'argumentType',
    argument,
    whole ? text`${label} must be a whole number; write one, as 3.` : text`${label} must be a number; write one, as 3.`,
  );
}

function notTheRoles(argument: ExpressionNode, definition: FunctionDefinition): Finding | null {
  if (argument.kind === 'attribute' && argument.name === roleAttribute) return null;
  if (argument.kind === 'constant') return null; // a word without brackets is reported as such
  const message = text`${definition.name} takes only [${roleAttribute}].`;
  return finding(
    'error',
    'argumentType',
    argument,
    message,
    replaceBy(text`Write [${roleAttribute}]`, argument, `[${roleAttribute}]`),
  );
}

function notAChoice(argument: ExpressionNode, { choices = [] }: Parameter, label: Text): Finding | null {
  const name = argument.kind === 'constant' ? argument.name : argument.kind === 'string' ? argument.value : null;
  if (name === null || choices.includes(name)) return null;
  const nearest = nearestName(name, choices);
  const fix = nearest === null ? undefined : replaceBy(text`Change to ${nearest}`, argument, nearest);
  return finding('error', 'argumentType', argument, text`${label} must be one of ${choices.join(', ')}.`, fix);
}

/** Functions that take each of several values in their first argument by itself. */
const mapsEachValue: ReadonlySet<string> = new Set([
  'Append',
  'Left',
  'Mid',
  'StripSpaces',
  'Trim',
  'ToLower',
  'ToUpper',
  'PCase',
  'NormalizeDiacritics',
  'Replace',
  'Split',
  'ConvertToBase64',
  'ConvertToUTF8Hex',
]);

function severalValues(
  argument: ExpressionNode,
  index: number,
  { name }: FunctionDefinition,
  label: Text,
  { sourceAttribute }: CheckSubject,
): Finding | null {
  if (index === 0 && mapsEachValue.has(name)) return null;
  const several = resultsOf(argument).find((result) => typeOf(result, sourceAttribute).multiple);
  if (several === undefined) return null;
  const message = text`${label} takes one value, but this may yield several; pick one with Item(…, 1) or join them with Join(",", …).`;
  return finding('warning', 'multipleValues', several, message);
}

function notADate(argument: ExpressionNode, label: Text): Finding | null {
  if (argument.kind !== 'number' && argument.kind !== 'comparison') return null;
  return finding(
    'error',
    'argumentType',
    argument,
    text`${label} must be a date; wrap it as CDate(…), or DateFromNum(…) for a date of Active Directory.`,
  );
}
