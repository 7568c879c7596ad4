import type { Evaluator } from '../evaluation.ts';
import type { CallNode } from '../syntax/syntaxTree.ts';
import type { Text } from '../../protocol/text.ts';

/** App provisioning, or its sister for AD to Entra cloud sync, which knows a few functions more. */
export type Dialect = 'provisioning' | 'cloud-sync';

/** What a parameter takes. `Condition` is a comparison or anything that yields true or false, `Any` every value. */
export type ParameterType =
  | 'String'
  | 'Integer'
  | 'Number'
  | 'Boolean'
  | 'DateTime'
  | 'Condition'
  | 'MultiValued'
  | 'RoleAssignments'
  | 'Enumeration'
  | 'Any';

/** What a function yields. `Argument` is the type of what it passes on, as IIF and Coalesce do. */
export type ResultType = 'String' | 'Integer' | 'Boolean' | 'DateTime' | 'MultiValued' | 'Argument';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
  /** One sentence for hover and signature help. */
  readonly meaning: Text;
  /** The last parameters of a definition repeat together, as Switch's key and value do. */
  readonly repeating?: true;
  /** Whether cloud sync lets the parameter be left off although app provisioning requires it. */
  readonly optionalInCloudSync?: true;
  /** The words that an `Enumeration`, or a text with fixed choices, takes. */
  readonly choices?: readonly string[];
  /** The key in Graph's `parameters`, where it is not the name. */
  readonly graphKey?: string;
}

/** A call whose arguments are compiled; null where a position is blank or left off. */
export interface BoundCall {
  readonly node: CallNode;
  readonly arguments: readonly (Evaluator | null)[];
}

/** A reason why a call can never be evaluated, found before it is. */
export interface CallProblem {
  readonly code: string;
  readonly message: Text;
}

export interface FunctionDefinition {
  readonly name: string;
  /** The dialect that a function needs; what app provisioning knows, cloud sync knows too. */
  readonly dialect: Dialect;
  readonly parameters: readonly Parameter[];
  readonly returns: ResultType;
  /** One paragraph: what the function yields, and what happens with nothing. */
  readonly meaning: Text;
  readonly example: { readonly expression: string; readonly result: Text };
  /** Documented restrictions, a sentence each. */
  readonly restrictions?: readonly Text[];
  /** Rules about the arguments as a whole that the parameters cannot say. */
  readonly problemOf?: (node: CallNode) => CallProblem | null;
  /** Joins compiled arguments into the compiled call; called once for each call in an expression. */
  readonly bind: (call: BoundCall) => Evaluator;
}

/** Whether an argument is given: there, and not blank. */
export function isGiven(node: CallNode, index: number): boolean {
  const argument = node.arguments[index];
  return argument !== undefined && argument.kind !== 'blank';
}

/**
 * Whether an optional argument counts as left out: not there, blank, or an empty text, which vendors publish for each position of
 * Replace that they do not use.
 */
export function isLeftOut(node: CallNode, index: number): boolean {
  const argument = node.arguments[index];
  return argument === undefined || argument.kind === 'blank' || (argument.kind === 'string' && argument.value === '');
}
