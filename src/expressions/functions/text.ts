import { failure, type Frame, quoted } from '../evaluation.ts';
import { BoundedText } from '../budget.ts';
import type { Value } from '../value.ts';
import { isEmpty, scalarsOf, toText } from '../valueText.ts';
import { argument, mapText, ofEachText, singleText, wholeNumber } from './arguments.ts';
import { type BoundCall, type FunctionDefinition, isLeftOut } from './definition.ts';
import { toLowerInvariant } from './letterCase.ts';
import { optional, required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

const source = required('source', 'String', text`The text, usually an attribute.`);

const append: FunctionDefinition = {
  name: 'Append',
  dialect: 'provisioning',
  parameters: [source, required('suffix', 'String', text`What is put after it.`)],
  returns: 'String',
  meaning: text`Puts a suffix after a text. Null counts as nothing: the suffix alone remains.`,
  example: { expression: 'Append([userPrincipalName], ".test")', result: 'John.Doe@contoso.com.test' },
  bind: (call) => {
    const [first, suffix] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const start = first(frame);
      const end = singleText(suffix(frame), call) ?? '';
      return mapText(start ?? '', (text) => text + end);
    };
  },
};

const join: FunctionDefinition = {
  name: 'Join',
  dialect: 'provisioning',
  parameters: [
    required('separator', 'String', text`What stands between the values; "" for nothing.`),
    required('source', 'Any', text`A value; one with several values is expanded in place.`, { repeating: true }),
  ],
  returns: 'String',
  meaning: text`Joins values into one text with a separator between them. Values that are null or empty are left out together with their separator.`,
  example: { expression: 'Join(", ", "", [surname], [givenName])', result: 'Doe, John' },
  problemOf: (node) =>
    node.arguments.length < 2
      ? {
          code: 'argumentCount',
          message: text`Join takes a separator and at least one value: Join(" ", [givenName], [surname]).`,
        }
      : null,
  bind: (call) => {
    const separator = argument(call, 0);
    const sources = call.arguments.slice(1);
    return (frame) => {
      const between = singleText(separator(frame), call) ?? '';
      const joined = new BoundedText(frame.budget);
      let isFirst = true;
      for (const part of sources) {
        for (const scalar of scalarsOf(part?.(frame) ?? null)) {
          const text = toText(scalar) ?? '';
          if (text === '') continue;
          if (!isFirst) joined.add(between);
          joined.add(text);
          isFirst = false;
        }
      }
      return joined.toString();
    };
  },
};

const left: FunctionDefinition = {
  name: 'Left',
  dialect: 'provisioning',
  parameters: [source, required('NumChars', 'Integer', text`How many characters.`, { graphKey: 'length' })],
  returns: 'String',
  meaning: text`Yields the first characters of a text. Zero gives an empty text, a negative number the whole text; null gives an empty text.`,
  example: { expression: 'Left("John Doe", 3)', result: 'Joh' },
  bind: (call) => {
    const [text, count] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const length = wholeNumber(count(frame), 'NumChars', call, frame);
      return mapText(text(frame) ?? '', (value) => (length < 0 ? value : value.slice(0, length)));
    };
  },
};

const mid: FunctionDefinition = {
  name: 'Mid',
  dialect: 'provisioning',
  parameters: [
    source,
    required('start', 'Integer', text`Where to begin; the first character is 1.`),
    required('length', 'Integer', text`How many characters; what goes past the end is cut.`, {
      optionalInCloudSync: true,
    }),
  ],
  returns: 'String',
  meaning: text`Yields a part of a text, counted from 1. A start behind the end gives an empty text.`,
  example: { expression: 'Mid([userPrincipalName], 1, 8)', result: 'John.Doe' },
  bind: (call) => {
    const [whole, first, count] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    const toTheEnd = isLeftOut(call.node, 2);
    return (frame) => {
      const start = wholeNumber(first(frame), 'start', call, frame);
      const length = toTheEnd ? Number.MAX_SAFE_INTEGER : wholeNumber(count(frame), 'length', call, frame);
      if (start < 1)
        throw failure(
          call.node.start,
          'argumentRange',
          text`Mid counts characters from 1, so it cannot start at ${start}.`,
        );
      if (length < 0)
        throw failure(
          call.node.start,
          'argumentRange',
          text`Mid cannot take ${length} characters; give a length of 0 or more.`,
        );
      return mapText(whole(frame), (value) => value.slice(start - 1, start - 1 + length));
    };
  },
};

const len: FunctionDefinition = {
  name: 'Len',
  dialect: 'provisioning',
  parameters: [required('source', 'String', text`A text or a number; a number is measured by its digits.`)],
  returns: 'Integer',
  meaning: text`Yields the length of a text in UTF-16 units; 0 for null and for an empty text.`,
  example: { expression: 'Len("John Doe")', result: '8' },
  bind: (call) => {
    const text = argument(call, 0);
    return (frame) => (singleText(text(frame), call) ?? '').length;
  },
};

const inStr: FunctionDefinition = {
  name: 'InStr',
  dialect: 'provisioning',
  parameters: [
    required('value1', 'String', text`The text to search.`),
    required('value2', 'String', text`The text to find.`),
    optional('start', 'Integer', text`Where to begin; the first character is 1.`),
    optional(
      'compareType',
      'Enumeration',
      text`vbTextCompare ignores letter case, vbBinaryCompare (the default) does not.`,
      { choices: ['vbTextCompare', 'vbBinaryCompare'] },
    ),
  ],
  returns: 'Integer',
  meaning: text`Yields where a text first stands inside another, counted from 1, or 0 when it does not.`,
  example: { expression: 'InStr("The quick brown fox","quick")', result: '5' },
  bind: (call) => {
    const [searched, part, first, type] = [argument(call, 0), argument(call, 1), argument(call, 2), argument(call, 3)];
    return (frame) => {
      const given = first(frame);
      const start = isEmpty(given) ? 1 : wholeNumber(given, 'start', call, frame);
      if (start < 1)
        throw failure(
          call.node.start,
          'argumentRange',
          text`InStr counts characters from 1, so it cannot start at ${start}.`,
        );
      const fold = comparesText(type(frame), call, frame) ? toLowerInvariant : (value: string) => value;
      const whole = fold(singleText(searched(frame), call) ?? '');
      const wanted = fold(singleText(part(frame), call) ?? '');
      frame.budget.search(whole, wanted);
      return whole.indexOf(wanted, start - 1) + 1;
    };
  },
};

/** Whether InStr ignores letter case: a name or Visual Basic's number for it; binary when it is left off. */
function comparesText(type: Value, call: BoundCall, frame: Frame): boolean {
  const name = (singleText(type, call) ?? '').toLowerCase();
  if (name === 'vbtextcompare' || name === '1') return true;
  if (name === '' || name === 'vbbinarycompare' || name === '0') return false;
  throw failure(
    call.node.start,
    'compareTypeUnknown',
    text`InStr compares by vbTextCompare or vbBinaryCompare, not by ${quoted(type, frame)}.`,
  );
}

const word: FunctionDefinition = {
  name: 'Word',
  dialect: 'provisioning',
  parameters: [
    source,
    required('WordNumber', 'Integer', text`Which word; the first is 1.`),
    required('delimiters', 'String', text`The characters that separate words.`),
  ],
  returns: 'String',
  meaning: text`Yields one word of a text. Each of the delimiters separates words, several in a row count as one. An empty text when there is no such word.`,
  example: { expression: 'Word("The quick brown fox",3," ")', result: 'brown' },
  bind: (call) => {
    const [text, position, characters] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    return (frame) => {
      const number = wholeNumber(position(frame), 'WordNumber', call, frame);
      const delimiters = new Set((singleText(characters(frame), call) ?? '').split(''));
      return wordsOf(singleText(text(frame), call) ?? '', delimiters)[number - 1] ?? '';
    };
  },
};

function wordsOf(text: string, delimiters: ReadonlySet<string>): readonly string[] {
  const words: string[] = [];
  let start = 0;
  for (let end = 0; end <= text.length; end += 1) {
    if (end < text.length && !delimiters.has(text.charAt(end))) continue;
    if (end > start) words.push(text.slice(start, end));
    start = end + 1;
  }
  return words;
}

const stripSpaces: FunctionDefinition = {
  name: 'StripSpaces',
  dialect: 'provisioning',
  parameters: [source],
  returns: 'String',
  meaning: text`Removes all spaces from a text; other white space stays.`,
  example: { expression: 'StripSpaces("John Doe")', result: 'JohnDoe' },
  bind: (call) => ofEachText(call, (text) => text.replaceAll(' ', '')),
};

const trim: FunctionDefinition = {
  name: 'Trim',
  dialect: 'cloud-sync',
  parameters: [required('value', 'String', text`A text, or several.`, { graphKey: 'source' })],
  returns: 'String',
  meaning: text`Removes white space at both ends of a text, or of each of several values.`,
  example: { expression: 'Trim(" Test ")', result: 'Test' },
  bind: (call) => ofEachText(call, (text) => text.trim()),
};

const cStr: FunctionDefinition = {
  name: 'CStr',
  dialect: 'provisioning',
  parameters: [required('value', 'Any', text`A number, a reference or a boolean.`)],
  returns: 'String',
  meaning: text`Yields a number, reference or boolean as text.`,
  example: { expression: 'CStr([dn])', result: 'cn=Joe,dc=contoso,dc=com' },
  bind: (call) => {
    const value = argument(call, 0);
    return (frame) => singleText(value(frame), call);
  },
};

/** Functions on plain text. */
export const textFunctions: readonly FunctionDefinition[] = [
  append,
  join,
  left,
  mid,
  len,
  inStr,
  word,
  stripSpaces,
  trim,
  cStr,
];
