import type { AttributeDefinition } from './schema.ts';
import { type Text, text } from '../protocol/text.ts';

/** One thing that a scoping filter's clause can ask of an attribute. */
export interface ScopingOperator {
  /** As it stands in `operatorName`; the portal shows the same words. */
  readonly name: string;
  /** Unary operators compare with nothing: their `targetOperand` is null. */
  readonly arity: 'Unary' | 'Binary';
  readonly supportedAttributeTypes: readonly NonNullable<AttributeDefinition['type']>[];
  /** What the values must be: any text, a whole number, or a regular expression. */
  readonly operand: 'none' | 'text' | 'integer' | 'pattern';
  /** When the clause is true, for people. */
  readonly meaning: Text;
}

const anyScalar = ['String', 'Integer', 'Binary', 'Boolean'] as const;
const textual = ['String', 'Integer'] as const;

/**
 * The operators of scoping filters. A null or empty attribute makes every clause false but IS NULL's.
 * Sources: Microsoft Graph `filterOperators`; Microsoft Entra "Scoping users or groups to be provisioned with scoping filters".
 */
export const scopingOperators: readonly ScopingOperator[] = [
  {
    name: 'EQUALS',
    arity: 'Binary',
    operand: 'text',
    supportedAttributeTypes: textual,
    meaning: text`the value is exactly this one, letter case included`,
  },
  {
    name: 'NOT EQUALS',
    arity: 'Binary',
    operand: 'text',
    supportedAttributeTypes: textual,
    meaning: text`there is a value and it is another than this one, letter case included`,
  },
  {
    name: 'IS TRUE',
    arity: 'Unary',
    operand: 'none',
    supportedAttributeTypes: ['Boolean'],
    meaning: text`the value is true`,
  },
  {
    name: 'IS FALSE',
    arity: 'Unary',
    operand: 'none',
    supportedAttributeTypes: ['Boolean'],
    meaning: text`the value is false`,
  },
  {
    name: 'IS NULL',
    arity: 'Unary',
    operand: 'none',
    supportedAttributeTypes: anyScalar,
    meaning: text`there is no value`,
  },
  {
    name: 'IS NOT NULL',
    arity: 'Unary',
    operand: 'none',
    supportedAttributeTypes: anyScalar,
    meaning: text`there is a value`,
  },
  {
    name: 'REGEX MATCH',
    arity: 'Binary',
    operand: 'pattern',
    supportedAttributeTypes: textual,
    meaning: text`the regular expression matches somewhere in the value`,
  },
  {
    name: 'NOT REGEX MATCH',
    arity: 'Binary',
    operand: 'pattern',
    supportedAttributeTypes: textual,
    meaning: text`there is a value and the regular expression matches nowhere in it`,
  },
  {
    name: 'Greater_Than',
    arity: 'Binary',
    operand: 'integer',
    supportedAttributeTypes: ['Integer'],
    meaning: text`the value is greater than this whole number`,
  },
  {
    name: 'Greater_Than_OR_EQUALS',
    arity: 'Binary',
    operand: 'integer',
    supportedAttributeTypes: ['Integer'],
    meaning: text`the value is this whole number or greater`,
  },
  {
    name: 'Includes',
    arity: 'Binary',
    operand: 'text',
    supportedAttributeTypes: ['String'],
    meaning: text`the value contains this text, letter case included`,
  },
  {
    name: 'ENDS_WITH',
    arity: 'Binary',
    operand: 'text',
    supportedAttributeTypes: ['String'],
    meaning: text`the value ends with this text, letter case included`,
  },
  {
    name: '&',
    arity: 'Binary',
    operand: 'integer',
    supportedAttributeTypes: ['Integer'],
    meaning: text`the value has a bit in common with this whole number`,
  },
  {
    name: '!&',
    arity: 'Binary',
    operand: 'integer',
    supportedAttributeTypes: ['Integer'],
    meaning: text`there is a value and it has no bit in common with this whole number`,
  },
];

/** The operator of that exact name, or null. */
export function scopingOperatorOf(name: string): ScopingOperator | null {
  return scopingOperators.find((operator) => operator.name === name) ?? null;
}
