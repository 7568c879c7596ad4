import { type Evaluator, failure, type Frame } from '../evaluation.ts';
import { isEmpty } from '../valueText.ts';
import { argument, singleText, wholeNumber } from './arguments.ts';
import type { BoundCall, FunctionDefinition } from './definition.ts';
import { optional, required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

const guid: FunctionDefinition = {
  name: 'Guid',
  dialect: 'provisioning',
  parameters: [],
  returns: 'String',
  meaning: text`Yields a new random GUID in lower case with hyphens.`,
  example: { expression: 'Guid()', result: '1088051a-cd4b-4288-84f8-e02042ca72bc' },
  bind: () => (frame) => {
    const digits = Array.from({ length: 32 }, () => integerBelow(16, frame));
    digits[12] = 4;
    digits[16] = 8 + integerBelow(4, frame);
    const text = digits.map((digit) => digit.toString(16)).join('');
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
  },
};

/** The classes of characters of the Windows password-complexity rule. */
const characterClasses = {
  numbers: '0123456789',
  specials: '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/',
  capitals: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lowers: 'abcdefghijklmnopqrstuvwxyz',
} as const;

/** The longest text that RandomString makes. */
export const randomStringLimit = 256;

const randomString: FunctionDefinition = {
  name: 'RandomString',
  dialect: 'provisioning',
  parameters: [
    required(
      'Length',
      'Integer',
      text`How many characters, at most ${randomStringLimit} and at least the sum of the minimums.`,
    ),
    required('MinimumNumbers', 'Integer', text`At least so many digits.`),
    required('MinimumSpecialCharacters', 'Integer', text`At least so many special characters.`),
    required('MinimumCapital', 'Integer', text`At least so many capital letters.`),
    required('MinimumLowerCase', 'Integer', text`At least so many small letters.`),
    optional('CharactersToAvoid', 'String', text`Characters that must not occur.`),
  ],
  returns: 'String',
  meaning: text`Yields a random text, usually a first password. What the minimums leave open is filled from the kinds of characters whose minimum is above zero.`,
  example: { expression: 'Redact(RandomString(6,3,0,0,3))', result: '1a73qt' },
  bind: bindRandomString,
};

function bindRandomString(call: BoundCall): Evaluator {
  const numbers = ['Length', 'MinimumNumbers', 'MinimumSpecialCharacters', 'MinimumCapital', 'MinimumLowerCase'].map(
    (name, index) => ({ name, value: argument(call, index) }),
  );
  const avoid = argument(call, 5);
  return (frame) => {
    const [length = 0, ...minimums] = numbers.map(({ name, value }) => wholeNumber(value(frame), name, call, frame));
    const sum = minimums.reduce((total, minimum) => total + minimum, 0);
    if (length < 0 || length > randomStringLimit || sum > length || minimums.some((minimum) => minimum < 0)) {
      throw failure(
        call.node.start,
        'randomStringRange',
        text`RandomString makes 0 to ${randomStringLimit} characters, and its minimums must not be negative or add up to more than Length; here Length is ${length} and the minimums ${sum}.`,
      );
    }
    return randomText(length, minimums, singleText(avoid(frame), call) ?? '', call, frame);
  };
}

function randomText(length: number, minimums: readonly number[], avoid: string, call: BoundCall, frame: Frame): string {
  const { numbers, specials, capitals, lowers } = characterClasses;
  const classes = [numbers, specials, capitals, lowers].map((characters, index) => ({
    characters: Array.from(characters).filter((character) => !avoid.includes(character)),
    minimum: minimums[index] ?? 0,
  }));
  const wanted = classes.filter(({ minimum }) => minimum > 0);
  const rest = (wanted.length > 0 ? wanted : classes).flatMap(({ characters }) => characters);
  if (wanted.some(({ characters }) => characters.length === 0) || (length > 0 && rest.length === 0)) {
    throw failure(
      call.node.start,
      'randomStringRange',
      text`RandomString has no characters left of a kind that it needs; shorten CharactersToAvoid.`,
    );
  }
  const chosen = wanted.flatMap(({ characters, minimum }) =>
    Array.from({ length: minimum }, () => pick(characters, frame)),
  );
  while (chosen.length < length) chosen.push(pick(rest, frame));
  return shuffled(chosen, frame).join('');
}

function pick(characters: readonly string[], frame: Frame): string {
  return characters[integerBelow(characters.length, frame)] ?? '';
}

/** Fisher and Yates: every order is equally likely. */
function shuffled(characters: readonly string[], frame: Frame): readonly string[] {
  const order = [...characters];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = integerBelow(last + 1, frame);
    [order[last], order[other]] = [order[other] ?? '', order[last] ?? ''];
  }
  return order;
}

function integerBelow(limit: number, { context }: Frame): number {
  return Math.min(Math.floor(context.random() * limit), limit - 1);
}

const selectUniqueValue: FunctionDefinition = {
  name: 'SelectUniqueValue',
  dialect: 'provisioning',
  parameters: [
    required('uniqueValueRule1', 'String', text`The value that is tried first.`),
    required('uniqueValueRule2', 'String', text`The value that is tried when those before it are taken.`, {
      repeating: true,
    }),
  ],
  returns: 'String',
  meaning: text`Yields the first value that no object in the target has yet. When all are taken, the object fails and goes to escrow.`,
  example: {
    expression: 'SelectUniqueValue(Join("@", [a], "contoso.com"), Join("@", [b], "contoso.com"))',
    result: text`the first address that is free`,
  },
  restrictions: [
    text`Must be the outermost function.`,
    text`Not on a matching attribute.`,
    text`Only when an object is created.`,
    text`Microsoft supports it only from Workday, SuccessFactors and API-driven provisioning to Active Directory.`,
  ],
  bind: (call) => (frame) => {
    for (const rule of call.arguments) {
      const candidate = rule?.(frame) ?? null;
      if (isEmpty(candidate)) continue;
      const text = singleText(candidate, call);
      if (text !== null && frame.context.isTaken?.(text) !== true) return text;
    }
    throw failure(
      call.node.start,
      'uniqueValueExhausted',
      text`SelectUniqueValue found no free value: all of its values are empty or taken in the target; add a further rule.`,
    );
  },
};

const defaultDomain: FunctionDefinition = {
  name: 'DefaultDomain',
  dialect: 'provisioning',
  parameters: [],
  returns: 'String',
  meaning: text`Yields the default verified domain of the tenant; fails when there is none.`,
  example: { expression: 'Join("@", [mailNickname], DefaultDomain())', result: 'jdoe@contoso.com' },
  bind: (call) => (frame) => {
    const domain = frame.context.tenant.defaultDomain;
    if (domain !== undefined && domain !== '') return domain;
    throw failure(
      call.node.start,
      'defaultDomainMissing',
      text`The tenant has no default verified domain; verify one in Microsoft Entra, or write the domain itself.`,
    );
  },
};

/** Functions whose result comes from outside of the object. */
export const generatedFunctions: readonly FunctionDefinition[] = [guid, randomString, selectUniqueValue, defaultDomain];
