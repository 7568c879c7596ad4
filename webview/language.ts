import { type Localize, localizeFrom } from '../src/protocol/localize.ts';
import { render, type Text } from '../src/protocol/text.ts';

/** Translations by their messages in English, as `vscode.l10n.bundle` has them. */
export type Bundle = Readonly<Record<string, string>>;

/** What the page says things with. */
interface Language {
  readonly localize: Localize;
  readonly numbers: Intl.NumberFormat;
  readonly lists: Intl.ListFormat;
  readonly order: Intl.Collator;
}

let spoken: Language | null = null;

/**
 * Gives the page its language, before it says anything.
 *
 * @param tag of the language in which texts, numbers and lists are shown (BCP 47).
 * @param bundle its texts; what it doesn't have, and without it everything, is in English.
 */
export function speak(tag: string, bundle: Bundle | undefined): void {
  spoken = {
    localize: localizeFrom(bundle),
    numbers: new Intl.NumberFormat(tag),
    lists: new Intl.ListFormat(tag, { type: 'unit', style: 'short' }),
    order: new Intl.Collator(tag, { numeric: true }),
  };
}

/** The text in the page's language. A constant that is made while modules load comes too early for it. */
export const t: Localize = (message, ...values) => language().localize(message, ...values);

/** What the host or the expression language has to say, in the page's language. */
export function say(told: Text): string {
  return render(told, t);
}

/** A number with its separators. */
export function figure(value: number): string {
  return language().numbers.format(value);
}

/** Texts one after another, as a list without *and*. */
export function listed(texts: readonly string[]): string {
  return language().lists.format(texts);
}

/** The order of two texts, that of numbers in them included. */
export function compareTexts(one: string, other: string): number {
  return language().order.compare(one, other);
}

function language(): Language {
  if (spoken === null) throw new Error('The page has no language yet: speak comes first.');
  return spoken;
}
