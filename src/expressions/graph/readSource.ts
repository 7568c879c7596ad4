import type { Diagnostic } from '../finding.ts';
import { findFunction } from '../functions/catalogue.ts';
import { parameterAt } from '../functions/callProblems.ts';
import type { FunctionDefinition, ParameterType } from '../functions/definition.ts';
import { constantMeaning } from '../syntax/literals.ts';
import { maximumNesting, parse, type ParsedExpression } from '../syntax/parser.ts';
import { print } from '../syntax/printer.ts';
import { tooDeep } from '../syntax/syntaxProblems.ts';
import type { ComparisonNode, ComparisonOperator, ExpressionNode } from '../syntax/syntaxTree.ts';
import { alignedArguments, blank } from './alignedArguments.ts';
import { text } from '../../protocol/text.ts';

/** Microsoft Graph's `attributeMappingSource` as it is read: every member may be missing. */
export interface AttributeMappingSourceLike {
  readonly expression?: string | null;
  readonly name?: string | null;
  readonly type?: string;
  readonly parameters?: readonly { readonly key: string; readonly value: AttributeMappingSourceLike }[] | null;
}

/** The keys of IIF's parameters, and of CBool's comparison. */
const conditionalKeys: ReadonlySet<string> = new Set(['one', 'two', 'three', 'four', 'five']);
const operators: readonly string[] = ['=', '<>', '>', '>=', '<', '<='] satisfies readonly ComparisonOperator[];

/**
 * Reads Graph's form: the text and the tree that it stands for. The tree is the truth: the text counts where it says the same, and is
 * printed anew, with a warning, where it does not. A source without a tree is read from its text.
 */
export function fromSource(source: AttributeMappingSourceLike): ParsedExpression & { readonly text: string } {
  const written = source.expression ?? '';
  if (isTooDeep(source)) {
    const problem = tooDeep({ start: 0, end: written.length }, maximumNesting);
    return { text: written, tree: { ...blank, end: written.length }, diagnostics: [problem] };
  }
  const tree = hasTree(source) ? nodeOf(source, 'Any') : null;
  if (tree === null) return { text: written, ...parse(written) };
  const parsed = parse(written);
  if (isSame(parsed.tree, tree))
    return { text: written, tree: withMacros(parsed.tree, tree), diagnostics: withoutEmpty(parsed, tree) };
  const text = print(tree);
  const printed = parse(text);
  const diagnostics = withoutEmpty(printed, tree);
  return {
    text,
    tree: withMacros(printed.tree, tree),
    diagnostics: written === '' ? diagnostics : [mismatch(written, text), ...diagnostics],
  };
}

/** Whether a tree, perhaps a stranger's, is nested deeper than any text may be; found level by level, without recursion. */
function isTooDeep(source: AttributeMappingSourceLike): boolean {
  let level: readonly AttributeMappingSourceLike[] = [source];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maximumNesting) return true;
    level = level.flatMap(({ parameters }) => (parameters ?? []).map(({ value }) => value));
  }
  return false;
}

function mismatch(written: string, printed: string): Diagnostic {
  const message = text`The text of this mapping (${written}) does not say what its tree does; the tree counts, and reads ${printed}. If you changed the text, delete name, type and parameters beside it.`;
  return { code: 'treeDiffersFromText', severity: 'warning', message, offset: 0, length: printed.length };
}

/** A macro alone prints as nothing, which is no syntax error then. */
function withoutEmpty({ diagnostics }: ParsedExpression, tree: ExpressionNode): readonly Diagnostic[] {
  return tree.kind === 'macro' ? diagnostics.filter(({ code }) => code !== 'syntaxEmpty') : diagnostics;
}

/** Whether a source says more than a text: a type with what it needs. */
function hasTree({ type, name, parameters }: AttributeMappingSourceLike): boolean {
  if (name === undefined || name === null || name === '') return type === 'Constant' && name === '';
  return type === 'Function'
    ? parameters !== undefined && parameters !== null
    : type === 'Attribute' || type === 'Constant';
}

/** The node of a source, without offsets; `expected` is what its parameter takes. Null for what cannot be read. */
function nodeOf(source: AttributeMappingSourceLike, expected: ParameterType): ExpressionNode | null {
  const { type = 'Attribute', expression } = source;
  const name = source.name ?? '';
  if (type === 'Attribute') return { kind: 'attribute', name, start: 0, end: 0 };
  if (type === 'Function') return callOf(source, name);
  if (type !== 'Constant') return null;
  if (expression === null || expression === undefined) return { kind: 'macro', name, start: 0, end: 0 };
  if (expression === name && constantMeaning(name) !== undefined) return { kind: 'constant', name, start: 0, end: 0 };
  const isNumber =
    (expected === 'Integer' || expected === 'Number') && /^(?:-?\d+(?:\.\d+)?|&[Hh][\dA-Fa-f]+)$/u.test(name);
  return isNumber
    ? { kind: 'number', text: name, start: 0, end: 0 }
    : { kind: 'string', value: name, start: 0, end: 0 };
}

function callOf({ parameters }: AttributeMappingSourceLike, name: string): ExpressionNode | null {
  const entries = parameters ?? [];
  const definition = findFunction(name);
  const isKeyed = entries.some(({ key }) => conditionalKeys.has(key));
  const given = isKeyed ? conditionalArguments(entries, name) : positionalArguments(entries, definition);
  return given === null
    ? null
    : { kind: 'call', name, arguments: shortened(name, given), closed: true, start: 0, end: 0 };
}

type Entries = NonNullable<AttributeMappingSourceLike['parameters']>;

function conditionalArguments(entries: Entries, name: string): readonly ExpressionNode[] | null {
  const read = (key: string): ExpressionNode | null => {
    const found = entries.find((entry) => entry.key === key);
    return found === undefined ? blank : nodeOf(found.value, 'Any');
  };
  const [left, right, whenTrue, whenFalse] = [read('one'), read('three'), read('four'), read('five')];
  if (left === null || right === null || whenTrue === null || whenFalse === null) return null;
  const operator = entries.find(({ key }) => key === 'two')?.value.name;
  const condition = operator === undefined || operator === null ? left : comparisonOf(left, operator, right);
  if (condition === null) return null;
  return name.toLowerCase() === 'iif' ? [condition, whenTrue, whenFalse] : [condition];
}

function comparisonOf(left: ExpressionNode, operator: string, right: ExpressionNode): ComparisonNode | null {
  if (!isOperator(operator)) return null;
  return { kind: 'comparison', operator, operatorStart: 0, left, right, start: 0, end: 0 };
}

function isOperator(text: string): text is ComparisonOperator {
  return operators.includes(text);
}

/** Arguments in the position of their key; a key that is not known follows the one before it. Graph prints all of Replace's. */
function positionalArguments(
  entries: Entries,
  definition: FunctionDefinition | undefined,
): readonly ExpressionNode[] | null {
  const placed: ExpressionNode[] = [];
  let last = -1;
  for (const { key, value } of entries) {
    const position = definition === undefined ? last + 1 : positionOf(definition, key, last);
    const argument = nodeOf(
      value,
      definition === undefined ? 'Any' : (parameterAt(definition, position)?.type ?? 'Any'),
    );
    if (argument === null) return null;
    while (placed.length < position) placed.push(blank);
    placed[position] = argument;
    last = position;
  }
  if (definition?.name !== 'Replace') return placed;
  return definition.parameters.map((_, index) => placed[index] ?? blank);
}

function positionOf({ parameters }: FunctionDefinition, key: string, last: number): number {
  const wanted = key.toLowerCase();
  const found = parameters.findIndex(
    ({ name, graphKey }) => graphKey?.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
  if (found < 0) return last + 1;
  return parameters[found]?.repeating ? Math.max(found, last + 1) : found;
}

/** FormatDateTime without styles is printed with three positions, as Graph does. */
function shortened(name: string, given: readonly ExpressionNode[]): readonly ExpressionNode[] {
  const [source, styles, ...formats] = given;
  if (name.toLowerCase() !== 'formatdatetime' || source === undefined || styles?.kind !== 'blank' || given.length < 4)
    return given;
  return [source, ...formats];
}

/** Whether a parsed text says what a tree does: constants by their text, macros as blanks, blanks at the end not counted. */
function isSame(parsed: ExpressionNode, tree: ExpressionNode): boolean {
  if (parsed.kind === 'call' && tree.kind === 'call') {
    if (parsed.name.toLowerCase() !== tree.name.toLowerCase()) return false;
    const [one, other] = [alignedArguments(parsed), alignedArguments(tree)];
    return Array.from({ length: Math.max(one.length, other.length) }, (_, index) =>
      isSame(one[index] ?? blank, other[index] ?? blank),
    ).every(Boolean);
  }
  if (parsed.kind === 'comparison' && tree.kind === 'comparison') {
    return parsed.operator === tree.operator && isSame(parsed.left, tree.left) && isSame(parsed.right, tree.right);
  }
  if (parsed.kind === 'blank') return tree.kind === 'blank' || tree.kind === 'macro';
  if (parsed.kind === 'attribute' && tree.kind === 'attribute') return parsed.name === tree.name;
  const text = constantText(parsed);
  return text !== null && text === constantText(tree);
}

function constantText(node: ExpressionNode): string | null {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return node.text;
  return node.kind === 'constant' || node.kind === 'macro' ? node.name : null;
}

/** The parsed tree with the macros that its text cannot hold put back in their places. */
function withMacros(parsed: ExpressionNode, tree: ExpressionNode): ExpressionNode {
  if (parsed.kind === 'blank' && tree.kind === 'macro') return { ...tree, start: parsed.start, end: parsed.end };
  if (parsed.kind === 'comparison' && tree.kind === 'comparison') {
    return { ...parsed, left: withMacros(parsed.left, tree.left), right: withMacros(parsed.right, tree.right) };
  }
  if (parsed.kind !== 'call' || tree.kind !== 'call') return parsed;
  return {
    ...parsed,
    arguments: parsed.arguments.map((argument, index) => withMacros(argument, tree.arguments[index] ?? blank)),
  };
}
