import { findFunction } from '../functions/catalogue.ts';
import { parameterAt } from '../functions/callProblems.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { constantMeaning } from '../syntax/literals.ts';
import { createPrinter, quoteString } from '../syntax/printer.ts';
import { isKnownMacro } from '../syntax/macros.ts';
import type { CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import { alignedArguments, blank } from './alignedArguments.ts';

/** Microsoft Graph's `attributeMappingSource` as it is written: every member is there. */
export interface AttributeMappingSourceTree {
  readonly expression: string | null;
  readonly name: string;
  readonly type: 'Attribute' | 'Constant' | 'Function';
  readonly parameters: readonly { readonly key: string; readonly value: AttributeMappingSourceTree }[];
}

/**
 * Writes a tree in Graph's form: canonical texts, constants as strings, no entry for an empty argument.
 * Null when Graph has no form for it: a function or word that does not exist, more arguments than it takes, a comparison
 * that is not whole or stands outside of IIF and CBool, or nothing at all.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-attributemappingsource
 */
export function toSource(node: ExpressionNode): AttributeMappingSourceTree | null {
  return sourceOf(node, createPrinter(true));
}

type Printer = ReturnType<typeof createPrinter>;

function sourceOf(node: ExpressionNode, textOf: Printer): AttributeMappingSourceTree | null {
  switch (node.kind) {
    case 'attribute':
      return { expression: textOf(node), name: node.name, type: 'Attribute', parameters: [] };
    case 'string':
      return constant(node.value, isKnownMacro(node.value) ? null : textOf(node));
    case 'number':
      return constant(node.text, quoteString(node.text));
    case 'constant':
      return constantMeaning(node.name) === undefined ? null : constant(node.name, node.name);
    case 'macro':
      return constant(node.name, null);
    case 'call':
      return callToSource(node, textOf);
    case 'comparison':
    case 'blank':
      return null;
  }
}

function constant(name: string, expression: string | null): AttributeMappingSourceTree {
  return { expression, name, type: 'Constant', parameters: [] };
}

function callToSource(node: CallNode, textOf: Printer): AttributeMappingSourceTree | null {
  const definition = findFunction(node.name);
  if (definition === undefined || !hasForm(definition, node)) return null;
  const entries = keyedArguments(definition, node);
  const parameters = entries.flatMap(({ key, argument }) => {
    const value = sourceOf(argument, textOf);
    return value === null ? [] : [{ key, value }];
  });
  if (parameters.length < entries.length) return null;
  return { expression: textOf(node), name: definition.name, type: 'Function', parameters };
}

/** The given arguments with Graph's key for each. IIF takes its condition apart into `one` to `three`. */
function keyedArguments(
  definition: FunctionDefinition,
  node: CallNode,
): readonly { key: string; argument: ExpressionNode }[] {
  if (definition.name === 'IIF') {
    const [condition = blank, whenTrue = blank, whenFalse = blank] = node.arguments;
    return [
      ...conditionEntries(condition),
      { key: 'four', argument: whenTrue },
      { key: 'five', argument: whenFalse },
    ].filter(isGivenEntry);
  }
  const [first] = node.arguments;
  if (definition.name === 'CBool' && first?.kind === 'comparison') return conditionEntries(first).filter(isGivenEntry);
  return alignedArguments(node)
    .map((argument, index) => ({ key: keyAt(definition, index), argument }))
    .filter(isGivenEntry);
}

/** Blanks have no entry, so what stands behind one in Switch's pairs would move. */
function hasForm({ name, parameters }: FunctionDefinition, { arguments: given }: CallNode): boolean {
  const isTooLong = given.length > parameters.length && parameters.at(-1)?.repeating !== true;
  const losesPairs = name === 'Switch' && given.slice(2).some(({ kind }) => kind === 'blank');
  return !isTooLong && !losesPairs && !given.some(lacksOperand);
}

/** A comparison that is still being typed. */
function lacksOperand(node: ExpressionNode): boolean {
  return node.kind === 'comparison' && (node.left.kind === 'blank' || node.right.kind === 'blank');
}

function conditionEntries(condition: ExpressionNode): readonly { key: string; argument: ExpressionNode }[] {
  if (condition.kind !== 'comparison') return [{ key: 'one', argument: condition }];
  const operator: ExpressionNode = {
    kind: 'string',
    value: condition.operator,
    start: condition.operatorStart,
    end: condition.operatorStart + condition.operator.length,
  };
  return [
    { key: 'one', argument: condition.left },
    { key: 'two', argument: operator },
    { key: 'three', argument: condition.right },
  ];
}

function isGivenEntry({ argument }: { argument: ExpressionNode }): boolean {
  return argument.kind !== 'blank';
}

/** The key of a position; numbered parameters go on counting. */
function keyAt(definition: FunctionDefinition, index: number): string {
  const parameter = parameterAt(definition, index);
  if (parameter === undefined) return String(index + 1);
  return (
    parameter.graphKey ?? (parameter.repeating ? parameter.name.replace(/\d+$/u, String(index + 1)) : parameter.name)
  );
}
