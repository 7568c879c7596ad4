import { parameterAt } from '../functions/callProblems.ts';
import { findFunction } from '../functions/catalogue.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import { callAt } from '../syntax/callAt.ts';
import { type Token, tokenize } from '../syntax/lexer.ts';

/** A call that is being written, and the parameter of the argument that an offset stands in. */
export interface CallBeingWritten {
  readonly definition: FunctionDefinition;
  /** Undefined behind the last argument that the function takes. */
  readonly parameter: Parameter | undefined;
}

/** The innermost call of a known function around an offset of an expression, half-typed or not; null outside of calls. */
export function callAround(text: string, offset: number): CallBeingWritten | null {
  return callIn(tokenize(text).tokens, offset);
}

/** As `callAround`, of an expression that is cut into tokens already. */
export function callIn(tokens: readonly Token[], offset: number): CallBeingWritten | null {
  const call = callAt(tokens, offset);
  const definition = call === null ? undefined : findFunction(call.name.value);
  return call && definition ? { definition, parameter: parameterAt(definition, call.argument) } : null;
}
