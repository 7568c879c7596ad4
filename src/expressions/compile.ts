import { Budget, BudgetExhausted } from './budget.ts';
import { chargeReading, chargeResult } from './charge.ts';
import { compare } from './comparison.ts';
import { EvaluationStop, type Evaluator, exhausted, failure, type Frame } from './evaluation.ts';
import type { Diagnostic } from './finding.ts';
import { callProblem } from './functions/callProblems.ts';
import { findFunction, isKnownTo } from './functions/catalogue.ts';
import type { Dialect } from './functions/definition.ts';
import { type AttributeMappingSourceLike, fromSource } from './graph/readSource.ts';
import { constantMeaning, numberValue, unknownConstantMessage } from './syntax/literals.ts';
import { isKnownMacro, macroName, valueOfMacro } from './syntax/macros.ts';
import { parse, type ParsedExpression } from './syntax/parser.ts';
import {
  type CallNode,
  type ConstantNode,
  descendants,
  type ExpressionNode,
  type StringNode,
} from './syntax/syntaxTree.ts';
import type { Attributes, EvaluationContext, EvaluationError, Outcome } from './value.ts';
import { type Text, text } from '../protocol/text.ts';

/** An expression, ready to be evaluated for one object after another. */
export interface CompiledExpression {
  readonly text: string;
  readonly tree: ExpressionNode;
  /** What lexer and parser found; the checker knows more. */
  readonly diagnostics: readonly Diagnostic[];
  readonly dialect: Dialect;
  /** The names of the source attributes that it reads. */
  readonly attributes: ReadonlySet<string>;
  /** Evaluates for one object, within the budget of an evaluation (budget.ts). Never throws: what goes wrong is an outcome. */
  evaluate(attributes: Attributes, context: EvaluationContext): Outcome;
}

export interface CompileOptions {
  /** Which functions there are; app provisioning when absent. */
  readonly dialect?: Dialect;
}

/**
 * Compiles an expression's text. Never throws: what is wrong with the text is among the diagnostics, and evaluating it yields the first
 * error.
 */
export function compile(text: string, options: CompileOptions = {}): CompiledExpression {
  return compileParsed(text, parse(text), options);
}

/**
 * Compiles Graph's `attributeMappingSource`: from its tree when it has one, since macros do not survive in the text, else from its text.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-attributemappingsource
 */
export function compileSource(source: AttributeMappingSourceLike, options: CompileOptions = {}): CompiledExpression {
  const { text, ...parsed } = fromSource(source);
  return compileParsed(text, parsed, options);
}

function compileParsed(
  text: string,
  { tree, diagnostics }: ParsedExpression,
  { dialect = 'provisioning' }: CompileOptions,
): CompiledExpression {
  const nodes = [...descendants(tree)];
  const attributes = new Set(nodes.flatMap((node) => (node.kind === 'attribute' ? [node.name] : [])));
  const confidential = nodes.some((node) => node.kind === 'call' && node.name.toLowerCase() === 'redact');
  const problem = firstError(diagnostics) ?? firstProblem(nodes, dialect);
  if (problem !== null) {
    const outcome: Outcome = { kind: 'error', error: problem };
    return { text, tree, diagnostics, dialect, attributes, evaluate: () => outcome };
  }
  const evaluator = build(tree);
  return {
    text,
    tree,
    diagnostics,
    dialect,
    attributes,
    evaluate: (values, context) => {
      const budget = context.budget ?? new Budget();
      return run(evaluator, { attributes: values, context, budget, confidential, redacted: false });
    },
  };
}

function run(evaluator: Evaluator, frame: Frame): Outcome {
  try {
    const value = evaluator(frame);
    return { kind: 'value', value, redacted: frame.redacted };
  } catch (stop) {
    if (stop instanceof EvaluationStop) return stop.outcome;
    if (stop instanceof BudgetExhausted) return exhausted(stop.limit).outcome;
    const message = text`The expression could not be evaluated: ${stop instanceof Error ? stop.message : String(stop)}. Please report this with the expression.`;
    return { kind: 'error', error: { code: 'internal', message, offset: 0 } };
  }
}

function firstError(diagnostics: readonly Diagnostic[]): EvaluationError | null {
  const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  return first === undefined ? null : { code: first.code, message: first.message, offset: first.offset };
}

/** The first thing that would fail for every object: Entra refuses to save such a mapping, so no branch of it may run. */
function firstProblem(nodes: readonly ExpressionNode[], dialect: Dialect): EvaluationError | null {
  for (const node of nodes) {
    const problem =
      node.kind === 'call'
        ? callError(node, dialect, node === nodes[0])
        : node.kind === 'constant'
          ? constantError(node)
          : null;
    if (problem !== null) return { ...problem, offset: node.start };
  }
  return null;
}

function callError(node: CallNode, dialect: Dialect, outermost: boolean): { code: string; message: Text } | null {
  const definition = findFunction(node.name);
  if (definition === undefined)
    return { code: 'functionUnknown', message: text`There is no function ${node.name}; check its spelling.` };
  if (!isKnownTo(definition, dialect)) {
    return {
      code: 'functionDialect',
      message: text`${definition.name} exists only in AD to Entra cloud sync, not in app provisioning; write the mapping without it.`,
    };
  }
  if (definition.name === 'SelectUniqueValue' && !outermost) {
    return {
      code: 'selectUniqueNested',
      message: text`SelectUniqueValue must be the outermost function; put the other functions inside its arguments.`,
    };
  }
  return callProblem(definition, node, dialect);
}

function constantError(node: ConstantNode): { code: string; message: Text } | null {
  if (constantMeaning(node.name) !== undefined) return null;
  return { code: 'constantUnknown', message: unknownConstantMessage(node.name) };
}

function build(node: ExpressionNode): Evaluator {
  switch (node.kind) {
    case 'call':
      return buildCall(node);
    case 'attribute':
      return buildAttribute(node.name);
    case 'comparison': {
      const [left, right, operator] = [build(node.left), build(node.right), node.operator];
      return (frame) => compare(left(frame), operator, right(frame), frame.budget);
    }
    case 'string':
      return buildString(node);
    case 'number': {
      const value = numberValue(node.text);
      return () => value;
    }
    case 'constant':
      return buildConstant(node);
    case 'macro':
      return buildMacro(node.name, node.start);
    case 'blank':
      return () => null;
  }
}

function buildCall(node: CallNode): Evaluator {
  const definition = findFunction(node.name);
  if (definition === undefined) throw new Error(`${node.name} was not checked before it was compiled`);
  const compiled: (Evaluator | null)[] = [];
  for (const argument of node.arguments) compiled.push(argument.kind === 'blank' ? null : build(argument));
  const call = definition.bind({ node, arguments: compiled });
  return (frame) => {
    const value = call(frame);
    chargeResult(value, frame.budget);
    return value;
  };
}

function buildAttribute(name: string): Evaluator {
  return ({ attributes, budget }) => {
    const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
    chargeReading(value, budget);
    return value;
  };
}

function buildConstant({ name }: ConstantNode): Evaluator {
  const meaning = constantMeaning(name);
  if (meaning !== 'ignoreAttribute' && meaning !== 'ignoreObject') return () => name;
  return () => {
    throw new EvaluationStop({ kind: meaning });
  };
}

/** `%DomainFQDN%` asks the tenant; a constant that lost its text for another reason stands for itself. */
function buildMacro(macro: string, offset: number): Evaluator {
  const name = macroName(macro);
  if (name === null) return () => macro;
  return ({ context }) => {
    const value = valueOfMacro(name, context.tenant.macros ?? {});
    if (value === null)
      throw failure(
        offset,
        'macroUnknown',
        text`Nothing says what ${macro} stands for in this tenant; write the text itself in its place.`,
      );
    return value;
  };
}

/** A macro in quotation marks is one, where Microsoft's mappings know it or the tenant says what it stands for. */
function buildString({ value, start }: StringNode): Evaluator {
  const name = macroName(value);
  if (name === null) return () => value;
  if (isKnownMacro(value)) return buildMacro(value, start);
  return ({ context }) => valueOfMacro(name, context.tenant.macros ?? {}) ?? value;
}
