import type { Parameter, ParameterType } from './definition.ts';
import type { Text } from '../../protocol/text.ts';

type Extras = Partial<Pick<Parameter, 'repeating' | 'optionalInCloudSync' | 'choices' | 'graphKey'>>;

/** A parameter that must be given. */
export function required(name: string, type: ParameterType, meaning: Text, extras: Extras = {}): Parameter {
  return { name, type, required: true, meaning, ...extras };
}

/** A parameter that may be blank or left off. */
export function optional(name: string, type: ParameterType, meaning: Text, extras: Extras = {}): Parameter {
  return { name, type, required: false, meaning, ...extras };
}
