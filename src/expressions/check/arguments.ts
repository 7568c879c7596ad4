import { findInterval } from '../dateArithmetic.ts';
import { parseDateFormat } from '../dateFormat.ts';
import { compileDotNetRegex } from '../dotnetRegex.ts';
import type { Finding } from '../finding.ts';
import { callProblem, parameterAt } from '../functions/callProblems.ts';
import { findFunction, isKnownTo } from '../functions/catalogue.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import { randomStringLimit } from '../functions/generated.ts';
import { roleAttribute } from '../functions/roles.ts';
import type { CallNode, ExpressionNode } from '../syntaxTree.ts';
import type { CheckSubject } from './environment.ts';
import { finding, replaceBy } from './findings.ts';
import { nearestName } from './suggestions.ts';
import { resultsOf, typeOf } from './types.ts';

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
  const before = node.arguments[1]?.start;
  const isDefaultForgotten = problem.code === 'switchOdd' && before !== undefined;
  const fix = isDefaultForgotten
    ? { title: 'Add a blank default', edits: [{ offset: before, length: 0, newText: ', ' }] }
    : undefined;
  const at = { start: node.start, end: node.start + node.name.length };
  return [finding('error', problem.code, at, problem.message, fix)];
}

function checkKinds(definition: FunctionDefinition, node: CallNode, subject: CheckSubject): readonly Finding[] {
  return node.arguments.flatMap((argument, index) => {
    const parameter = parameterAt(definition, index);
    if (parameter === undefined || argument.kind === 'blank') return [];
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
  const label = `${parameter.name} of ${definition.name}`;
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
    case 'Boolean':
    case 'Condition':
    case 'MultiValued':
    case 'Any':
      return null;
  }
}

function notANumber(argument: ExpressionNode, label: string, whole: boolean): Finding | null {
  const pattern = whole ? /^\s*[-+]?\d+\s*$/u : /^\s*[-+]?\d+(?:\.\d+)?\s*$/u;
  const text = argument.kind === 'string' ? argument.value : argument.kind === 'number' ? argument.text : null;
  const isHexadecimal = argument.kind === 'number' && argument.text.startsWith('&');
  const isWrongConstant = text !== null && !isHexadecimal && !pattern.test(text);
  if (!isWrongConstant && argument.kind !== 'comparison') return null;
  return finding(
    'error',
    'argumentType',
    argument,
    `${label} must be a ${whole ? 'whole ' : ''}number; write one, as 3.`,
  );
}

function notTheRoles(argument: ExpressionNode, definition: FunctionDefinition): Finding | null {
  if (argument.kind === 'attribute' && argument.name === roleAttribute) return null;
  const message = `${definition.name} takes only [${roleAttribute}].`;
  return finding(
    'error',
    'argumentType',
    argument,
    message,
    replaceBy(`Write [${roleAttribute}]`, argument, `[${roleAttribute}]`),
  );
}

function notAChoice(argument: ExpressionNode, { choices = [] }: Parameter, label: string): Finding | null {
  const name = argument.kind === 'constant' ? argument.name : argument.kind === 'string' ? argument.value : null;
  if (name === null || choices.includes(name)) return null;
  const nearest = nearestName(name, choices);
  const fix = nearest === null ? undefined : replaceBy(`Change to ${nearest}`, argument, nearest);
  return finding('error', 'argumentType', argument, `${label} must be one of ${choices.join(', ')}.`, fix);
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
  label: string,
  { sourceAttribute }: CheckSubject,
): Finding | null {
  if (index === 0 && mapsEachValue.has(name)) return null;
  const several = resultsOf(argument).find((result) => typeOf(result, sourceAttribute).multiple);
  if (several === undefined) return null;
  const message = `${label} takes one value, but this may yield several; pick one with Item(…, 1) or join them with Join(",", …).`;
  return finding('warning', 'multipleValues', several, message);
}

function notADate(argument: ExpressionNode, label: string): Finding | null {
  if (argument.kind !== 'number' && argument.kind !== 'comparison') return null;
  return finding(
    'error',
    'argumentType',
    argument,
    `${label} must be a date; wrap it as CDate(…), or DateFromNum(…) for a date of Active Directory.`,
  );
}

function checkConstants(node: CallNode): readonly Finding[] {
  switch (findFunction(node.name)?.name) {
    case 'DateAdd':
    case 'DateDiff':
      return checkInterval(node.arguments[0]);
    case 'FormatDateTime':
      return node.arguments.slice(node.arguments.length > 3 ? 2 : 1).flatMap(checkDateFormat);
    case 'Replace':
      return checkPattern(node);
    case 'Item':
      return numberOf(node.arguments[1]) === 0
        ? [
            finding(
              'error',
              'itemZero',
              node.arguments[1] ?? node,
              'Item counts from 1; write 1 for the first value.',
              replaceBy('Change to 1', node.arguments[1] ?? node, '1'),
            ),
          ]
        : [];
    case 'RandomString':
      return checkRandomString(node);
    default:
      return [];
  }
}

function checkInterval(argument: ExpressionNode | undefined): readonly Finding[] {
  if (argument?.kind !== 'string' || findInterval(argument.value) !== null) return [];
  const meant = (
    {
      y: 'yyyy',
      yy: 'yyyy',
      year: 'yyyy',
      years: 'yyyy',
      month: 'm',
      months: 'm',
      mm: 'm',
      day: 'd',
      days: 'd',
      dd: 'd',
      week: 'ww',
      weeks: 'ww',
      w: 'ww',
      hour: 'h',
      hours: 'h',
      hh: 'h',
      minute: 'n',
      minutes: 'n',
      mi: 'n',
      second: 's',
      seconds: 's',
      ss: 's',
    } as Readonly<Record<string, string>>
  )[argument.value.toLowerCase()];
  const fix = meant === undefined ? undefined : replaceBy(`Change to "${meant}"`, argument, `"${meant}"`);
  return [
    finding(
      'error',
      'intervalUnknown',
      argument,
      'The interval must be yyyy (years), m (months), d (days), ww (weeks), h (hours), n (minutes) or s (seconds).',
      fix,
    ),
  ];
}

function checkDateFormat(argument: ExpressionNode): readonly Finding[] {
  if (argument.kind !== 'string') return [];
  const parsed = parseDateFormat(argument.value);
  return parsed.ok ? [] : [finding('error', 'dateFormat', argument, `This is no .NET date format: ${parsed.message}.`)];
}

function checkPattern(node: CallNode): readonly Finding[] {
  const [, , pattern, group, replacement] = node.arguments;
  if (pattern?.kind !== 'string') return [];
  const compiled = compileDotNetRegex(pattern.value);
  if (!compiled.ok) return [finding('error', 'regexInvalid', pattern, compiled.message)];
  const { groupNames } = compiled.regex;
  const named = group?.kind === 'string' && !groupNames.has(group.value) ? [{ at: group, name: group.value }] : [];
  const referred =
    replacement?.kind === 'string'
      ? [...replacement.value.matchAll(/\$\{(\w+)\}/gu)].flatMap(([, name = '']) =>
          groupNames.has(name) ? [] : [{ at: replacement, name }],
        )
      : [];
  return [...named, ...referred].map(({ at, name }) => {
    const nearest = nearestName(
      name,
      [...groupNames].filter((known) => !/^\d+$/u.test(known)),
    );
    const hint = nearest === null ? `name it in the pattern: (?<${name}>…)` : `did you mean ${nearest}?`;
    return finding(
      'warning',
      'regexGroupUnknown',
      at,
      `The pattern has no group ${name}; ${hint}`.replace(/([^?])$/u, '$1.'),
    );
  });
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
      `Length must be at most ${randomStringLimit} and at least the sum of the minimums, which is ${sum}.`,
    ),
  ];
}

function numberOf(argument: ExpressionNode | undefined): number | null {
  const text = argument?.kind === 'number' ? argument.text : argument?.kind === 'string' ? argument.value : '';
  return /^\d+$/u.test(text) ? Number(text) : null;
}
