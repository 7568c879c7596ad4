import type { CallNode } from '../syntax/syntaxTree.ts';
import {
  type CallProblem,
  type Dialect,
  type FunctionDefinition,
  isGiven,
  isLeftOut,
  type Parameter,
} from './definition.ts';
import { text } from '../../protocol/text.ts';

/**
 * Why a call can never work, whatever the object: too few or too many arguments, or a rule of the function about its
 * arguments as a whole. Null when nothing stands against it.
 */
export function callProblem(definition: FunctionDefinition, node: CallNode, dialect: Dialect): CallProblem | null {
  return countProblem(definition, node, dialect) ?? definition.problemOf?.(node) ?? null;
}

/** The parameter at an argument's position; the repeating ones take every position from theirs on. */
export function parameterAt(definition: FunctionDefinition, index: number): Parameter | undefined {
  const { parameters } = definition;
  const repeating = parameters.findIndex((parameter) => parameter.repeating);
  if (index < parameters.length || repeating < 0) return parameters[index];
  return parameters[repeating + ((index - repeating) % (parameters.length - repeating))];
}

/** A function with its parameters, as signature help and messages show it: `Mid(source, start, length)`. */
export function signatureOf(definition: FunctionDefinition): string {
  const labels = definition.parameters.map((parameter) => parameterLabel(parameter));
  return `${definition.name}(${labels.join(', ')}${definition.parameters.at(-1)?.repeating ? ', …' : ''})`;
}

/** A parameter in a signature; brackets mark one that may be left off. */
export function parameterLabel(parameter: Parameter): string {
  return parameter.required ? parameter.name : `[${parameter.name}]`;
}

function countProblem(definition: FunctionDefinition, node: CallNode, dialect: Dialect): CallProblem | null {
  const { parameters } = definition;
  const count = node.arguments.length;
  const missing = parameters.find(
    (parameter, index) => !parameter.repeating && isRequired(parameter, dialect) && isMissing(parameter, node, index),
  );
  if (missing !== undefined) {
    return {
      code: 'argumentMissing',
      message: `${definition.name} needs ${missing.name}: ${signatureOf(definition)}.`,
    };
  }
  const repeating = parameters.findIndex((parameter) => parameter.repeating);
  if (repeating < 0 && count > parameters.length) {
    const limit = parameters.length === 0 ? text`no arguments` : text`at most ${parameters.length} arguments`;
    return {
      code: 'argumentCount',
      message: text`${definition.name} takes ${limit} but has ${count}: ${signatureOf(definition)}.`,
    };
  }
  if (repeating >= 0 && count <= repeating) {
    return {
      code: 'argumentCount',
      message: text`${definition.name} needs more arguments: ${signatureOf(definition)}.`,
    };
  }
  return null;
}

/** An empty text may be what a text is searched for or joined with; where a number is meant it is nothing. */
function isMissing(parameter: Parameter, node: CallNode, index: number): boolean {
  return parameter.optionalInCloudSync ? isLeftOut(node, index) : !isGiven(node, index);
}

function isRequired(parameter: Parameter, dialect: Dialect): boolean {
  return parameter.required && !(dialect === 'cloud-sync' && parameter.optionalInCloudSync);
}
