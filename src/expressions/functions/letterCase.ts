import type { Evaluator } from '../evaluation.ts';
import { failure, quoted } from '../evaluation.ts';
import { argument, mapText, singleText } from './arguments.ts';
import type { BoundCall, FunctionDefinition } from './definition.ts';
import { optional, required } from './parameters.ts';
import { type Text, text } from '../../protocol/text.ts';

const source = required('source', 'String', text`The text, usually an attribute.`);
const culture = optional(
  'culture',
  'String',
  text`A culture such as ja-JP or tr-TR; the invariant culture when left off.`,
);

/**
 * Lower case in .NET's invariant culture: one character for one character, so that the capital I with a dot and the final sigma keep no
 * special rule.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data
 */
export function toLowerInvariant(text: string): string {
  const lower = text.toLowerCase();
  return isPlain(text)
    ? lower
    : Array.from(text, (character) => oneForOne(character, character.toLowerCase())).join('');
}

/** Upper case in .NET's invariant culture: one character for one character, so that the sharp s and the dotless i stay. */
export function toUpperInvariant(text: string): string {
  return isPlain(text)
    ? text.toUpperCase()
    : Array.from(text, (character) =>
        character === '\u0131' ? character : oneForOne(character, character.toUpperCase()),
      ).join('');
}

/** Whether every character is below U+0080, where no special rule exists. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function oneForOne(character: string, changed: string): string {
  return changed.length === character.length ? changed : character;
}

/** Characters that a culture writes otherwise than the invariant one, which leaves the dotted and the dotless i alone. */
type SpecialCases = ReadonlyMap<string, string>;

interface CaseRules {
  readonly invariant: (text: string) => string;
  readonly change: (character: string) => string;
  readonly turkic: SpecialCases;
  readonly others: SpecialCases;
}

const lowerCase: CaseRules = {
  invariant: toLowerInvariant,
  change: (character) => character.toLowerCase(),
  turkic: new Map(Object.entries({ I: 'ı', İ: 'i' })),
  others: new Map(Object.entries({ İ: 'i' })),
};

const upperCase: CaseRules = {
  invariant: toUpperInvariant,
  change: (character) => character.toUpperCase(),
  turkic: new Map(Object.entries({ i: 'İ', ı: 'I' })),
  others: new Map(),
};

/** One character for one character in a culture too, as .NET does: only Turkish and Azerbaijani have an i of their own. */
function changeIn(language: string, { change, turkic, others }: CaseRules): (text: string) => string {
  const special = language === 'tr' || language === 'az' ? turkic : others;
  return (text) =>
    Array.from(text, (character) => special.get(character) ?? oneForOne(character, change(character))).join('');
}

function caseFunction(
  name: string,
  meaning: Text,
  example: FunctionDefinition['example'],
  rules: CaseRules,
): FunctionDefinition {
  return {
    name,
    dialect: 'provisioning',
    parameters: [source, culture],
    returns: 'String',
    meaning,
    example,
    bind: (call) => bindCase(call, rules),
  };
}

function bindCase(call: BoundCall, rules: CaseRules): Evaluator {
  const [source, cultureName] = [argument(call, 0), argument(call, 1)];
  return (frame) => {
    const name = singleText(cultureName(frame), call) ?? '';
    const language = name === '' ? '' : languageOf(name);
    if (language === null)
      throw failure(
        call.node.start,
        'unknownCulture',
        text`${call.node.name} does not know the culture ${quoted(name, frame)}; write a name such as ja-JP, or leave it off.`,
      );
    return mapText(source(frame), language === '' ? rules.invariant : changeIn(language, rules));
  };
}

/** Whether a text names a culture, as `ja-JP` does. */
export function isCulture(name: string): boolean {
  return languageOf(name) !== null;
}

function languageOf(name: string): string | null {
  try {
    return new Intl.Locale(name).language;
  } catch {
    return null;
  }
}

const pCase: FunctionDefinition = {
  name: 'PCase',
  dialect: 'provisioning',
  parameters: [
    source,
    optional(
      'wordSeparators',
      'String',
      text`The only characters that begin a new word; without them, most punctuation and all spaces do, but the apostrophe does not.`,
    ),
  ],
  returns: 'String',
  meaning: text`Writes the first letter of each word in upper case and the others in lower case.`,
  example: { expression: 'PCase([lastName]," \'-")', result: text`Pinto-De'Silva for PINTO-DE'SILVA` },
  bind: (call) => {
    const [text, separators] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const characters = singleText(separators(frame), call) ?? '';
      return mapText(text(frame), (value) =>
        characters === ''
          ? titleCase(toLowerInvariant(value))
          : capitalize(toLowerInvariant(value), new Set(characters.split(''))),
      );
    };
  },
};

/** What .NET's TextInfo.ToTitleCase does with lower-case text: a word begins at a letter and ends at a separator, not at `'`. */
function titleCase(text: string): string {
  return text.replaceAll(/\p{L}(?:[^\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]|')*/gu, (word) => capitalizeFirst(word));
}

function capitalize(text: string, separators: ReadonlySet<string>): string {
  let startsWord = true;
  return Array.from(text, (character) => {
    const changed = startsWord ? toUpperInvariant(character) : character;
    startsWord = separators.has(character);
    return changed;
  }).join('');
}

function capitalizeFirst(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return toUpperInvariant(first) + word.slice(first.length);
}

const specialLetters: ReadonlyMap<string, string> = new Map(
  Object.entries({ ß: 'ss', æ: 'ae', Æ: 'AE', ø: 'oe', Ø: 'OE', œ: 'oe', Œ: 'OE', ł: 'l', Ł: 'L', ı: 'i' }),
);

/**
 * Letters without their diacritics: canonical decomposition, the combining diacritical marks (U+0300 to U+036F) dropped, and the letters that do not
 * decompose spelled out. Letter case stays.
 */
export function normalizeDiacritics(text: string): string {
  if (isPlain(text)) return text;
  const bare = text.normalize('NFD').replaceAll(/[\u0300-\u036f]/gu, '');
  return bare.replaceAll(/[ßæÆøØœŒłŁı]/gu, (letter) => specialLetters.get(letter) ?? letter).normalize('NFC');
}

const diacritics: FunctionDefinition = {
  name: 'NormalizeDiacritics',
  dialect: 'provisioning',
  parameters: [source],
  returns: 'String',
  meaning: text`Replaces letters with diacritics by plain ones: é by e, ö by o, ø by oe, ß by ss. Letter case stays.`,
  example: { expression: 'NormalizeDiacritics("Zoë Ångström")', result: 'Zoe Angstrom' },
  bind: (call) => {
    const text = argument(call, 0);
    return (frame) => mapText(text(frame), normalizeDiacritics);
  },
};

/** Functions on the letters of a text. */
export const letterCaseFunctions: readonly FunctionDefinition[] = [
  caseFunction(
    'ToLower',
    text`Writes a text in lower case.`,
    { expression: 'ToLower([userPrincipalName])', result: 'john.doe@contoso.com' },
    lowerCase,
  ),
  caseFunction(
    'ToUpper',
    text`Writes a text in upper case.`,
    { expression: 'ToUpper([department])', result: 'SALES' },
    upperCase,
  ),
  pCase,
  diacritics,
];
