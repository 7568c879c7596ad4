import { inEnglish, type Localize } from './localize.ts';

/**
 * A sentence that isn't in any language yet: its template and what goes into it. It crosses to other processes, and is stored,
 * as it is; the sentence is made where it's shown (`render`). A plain string is shown as it is: what others have said, and
 * what was stored as a sentence.
 */
export type Text = string | TextTemplate;

export interface TextTemplate {
  /** In English, with `{0}`, `{1}`, … for the values: what a translation is found by. */
  readonly template: string;
  /** Left out when there are none. */
  readonly values?: readonly TextValue[];
}

export type TextValue = Text | number | boolean;

const templates = new WeakMap<TemplateStringsArray, string>();

/**
 * Writes a text in its place: ``text`Left the scope: ${cause.message}` ``. Its words are exported for translators, those of
 * strings among its values aren't.
 */
export function text(parts: TemplateStringsArray, ...values: TextValue[]): TextTemplate {
  let template = templates.get(parts);
  if (template === undefined) {
    template = parts.slice(1).reduce((whole, part, index) => `${whole}{${index}}${part}`, parts[0] ?? '');
    templates.set(parts, template);
  }
  return values.length === 0 ? { template } : { template, values };
}

/** Several texts as one; nothing when there are none. */
export function joined(texts: readonly Text[], separator: string): Text {
  const [only = ''] = texts;
  if (texts.length < 2) return only;
  return { template: texts.map((_, index) => `{${index}}`).join(separator), values: texts };
}

/** A text that ends as a sentence does, so that another one can follow. */
export function asSentence(told: Text): Text {
  return /[.!?]$/.test(english(told)) ? told : text`${told}.`;
}

/** Makes the sentence. */
export function render(told: Text, localize: Localize): string {
  if (typeof told === 'string') return told;
  const { template, values = [] } = told;
  return localize(template, ...values.map((value) => (typeof value === 'object' ? render(value, localize) : value)));
}

/** Makes the sentence in English: for the command line, for messages that are sent, and to compare. */
export function english(told: Text): string {
  return render(told, inEnglish);
}

/** Makes the sentences in whatever becomes JSON for programs (a replacer for `JSON.stringify`). */
export function textsInEnglish(_name: string, value: unknown): unknown {
  return typeof value === 'object' && isTextOrTemplate(value) ? english(value) : value;
}

/** A text whose plain strings, also among its values, are no longer than so many UTF-16 units each. */
export function shortened(told: Text, longest: number): Text {
  if (typeof told === 'string') return told.length > longest ? `${told.slice(0, longest)}…` : told;
  const { template, values } = told;
  if (values === undefined) return told;
  const short = (value: TextValue): TextValue =>
    typeof value === 'string' || typeof value === 'object' ? shortened(value, longest) : value;
  return { template, values: values.map(short) };
}

/** Whether two texts say the same. */
export function isSameText(one: Text, other: Text): boolean {
  return one === other || english(one) === english(other);
}

/** Whether something that was stored or sent is a text. */
export function isTextOrTemplate(value: unknown): value is Text {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || !('template' in value)) return false;
  const values: unknown = 'values' in value ? value.values : [];
  return typeof value.template === 'string' && Array.isArray(values) && values.every(isTextValue);
}

function isTextValue(value: unknown): value is TextValue {
  return typeof value === 'number' || typeof value === 'boolean' || isTextOrTemplate(value);
}
