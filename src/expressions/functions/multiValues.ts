import { failure } from '../evaluation.ts';
import { scalarsOf, toText } from '../valueText.ts';
import { argument, singleText, wholeNumber } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import { required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

const count: FunctionDefinition = {
  name: 'Count',
  dialect: 'provisioning',
  parameters: [required('attribute', 'MultiValued', text`An attribute with several values.`)],
  returns: 'Integer',
  meaning: text`Yields how many values an attribute has; 0 for null.`,
  example: { expression: 'Count([proxyAddresses])', result: '3' },
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => scalarsOf(source(frame)).length;
  },
};

const item: FunctionDefinition = {
  name: 'Item',
  dialect: 'provisioning',
  parameters: [
    required('attribute', 'MultiValued', text`An attribute with several values.`, { graphKey: 'source' }),
    required('index', 'Integer', text`Which one; the first is 1.`),
  ],
  returns: 'String',
  meaning: text`Yields one of several values, counted from 1. Fails when there are not so many.`,
  example: { expression: 'Item([proxyAddresses], 1)', result: 'SMTP:john.doe@contoso.com' },
  restrictions: [text`The index 0 must not be used.`],
  bind: (call) => {
    const [source, index] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const values = scalarsOf(source(frame));
      const position = wholeNumber(index(frame), 'index', call, frame);
      if (position >= 1 && position <= values.length) return values[position - 1] ?? null;
      const reason = position < 1 ? text`it counts from 1` : text`there are only ${values.length} values`;
      throw failure(
        call.node.start,
        'itemOutOfBounds',
        text`Item has no value ${position}: ${reason}. Test the attribute first, as in IIF(IsPresent([x]), Item([x], 1), "").`,
      );
    };
  },
};

const removeDuplicates: FunctionDefinition = {
  name: 'RemoveDuplicates',
  dialect: 'provisioning',
  parameters: [required('attribute', 'MultiValued', text`An attribute with several values.`, { graphKey: 'source' })],
  returns: 'MultiValued',
  meaning: text`Drops values that stand there already; the first of each stays in its place. Letter case counts.`,
  example: { expression: 'RemoveDuplicates([proxyAddresses])', result: text`each address once` },
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      const value = source(frame);
      return value === null || typeof value !== 'object' || 'kind' in value ? value : [...new Set(value)];
    };
  },
};

const split: FunctionDefinition = {
  name: 'Split',
  dialect: 'provisioning',
  parameters: [
    required('source', 'String', text`The text to cut.`),
    required('delimiter', 'String', text`What stands between the values.`),
  ],
  returns: 'MultiValued',
  meaning: text`Cuts a text into several values at a delimiter; white space around each value is dropped. Null gives null.`,
  example: { expression: 'Split([extensionAttribute5], ",")', result: text`PermissionSetOne and PermissionSetTwo` },
  bind: (call) => {
    const [source, delimiter] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const value = source(frame);
      const between = singleText(delimiter(frame), call) ?? '';
      if (value === null) return null;
      return scalarsOf(value).flatMap((scalar) => {
        const text = toText(scalar) ?? '';
        frame.budget.search(text, between);
        return between === '' ? [text] : text.split(between).map((part) => part.trim());
      });
    };
  },
};

const contains: FunctionDefinition = {
  name: 'Contains',
  dialect: 'cloud-sync',
  parameters: [
    required('attribute', 'MultiValued', text`An attribute with several values.`),
    required('search', 'String', text`The text to find, with letter case.`),
  ],
  returns: 'Integer',
  meaning: text`Yields the position of the first value that contains a text, counted from 1, or 0.`,
  example: {
    expression: 'Mid(Item([proxyAddresses],Contains([proxyAddresses], "SMTP:")),6)',
    result: text`the primary address without its prefix`,
  },
  bind: (call) => {
    const [source, search] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const wanted = singleText(search(frame), call) ?? '';
      return (
        scalarsOf(source(frame)).findIndex((scalar) => {
          const text = toText(scalar) ?? '';
          frame.budget.search(text, wanted);
          return text.includes(wanted);
        }) + 1
      );
    };
  },
};

/** Functions on several values. */
export const multiValueFunctions: readonly FunctionDefinition[] = [count, item, removeDuplicates, split, contains];
