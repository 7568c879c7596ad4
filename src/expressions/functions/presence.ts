import type { Value } from '../value.ts';
import { isEmpty, scalarsOf } from '../valueText.ts';
import { argument } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import { required } from './parameters.ts';
import { type Text, text } from '../../protocol/text.ts';

function presence(
  name: string,
  meaning: Text,
  example: FunctionDefinition['example'],
  test: (value: Value) => boolean,
): FunctionDefinition {
  return {
    name,
    dialect: 'provisioning',
    parameters: [required('expression', 'Any', text`The attribute or value to test.`, { graphKey: 'source' })],
    returns: 'Boolean',
    meaning,
    example,
    bind: (call) => {
      const source = argument(call, 0);
      return (frame) => test(source(frame));
    },
  };
}

/** Functions that ask whether there is a value. */
export const presenceFunctions: readonly FunctionDefinition[] = [
  presence(
    'IsNull',
    text`Yields True when the value is null, which an attribute is when it is absent; an empty text is not null.`,
    { expression: 'IsNull([displayName])', result: text`True for an object without displayName` },
    (value) => value === null,
  ),
  presence(
    'IsNullOrEmpty',
    text`Yields True when the value is null or an empty text.`,
    {
      expression: 'IsNullOrEmpty([displayName])',
      result: text`True for an object whose displayName is absent or empty`,
    },
    isEmpty,
  ),
  presence(
    'IsPresent',
    text`Yields True when there is a value that is neither null nor empty, the opposite of IsNullOrEmpty.`,
    {
      expression: 'Switch([manager],[manager],"","none")',
      result: text`what to write instead of IIF(IsPresent([manager]),[manager],"none")`,
    },
    (value) => !isEmpty(value),
  ),
  presence(
    'IsString',
    text`Yields True when the value can be taken as one text: False for null and for several values.`,
    { expression: 'IsString([displayName])', result: text`True for an object with a displayName` },
    (value) => scalarsOf(value).filter((scalar) => scalar !== null).length === 1,
  ),
];
