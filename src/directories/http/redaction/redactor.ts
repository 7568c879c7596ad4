import { createSearch, shortestCredential, type CredentialSearch } from './search.ts';
import type { Run } from './encodedRuns.ts';

/** What stands where a credential was. It has no meaning in JSON, in base64 or in an address. */
export const redactionMark = '(redacted)';

/** Keeps credentials out of everything that a server says: docs/decisions/0090. */
export interface Redactor {
  /** A text without the credentials, in whatever form a server repeats them. */
  text(text: string): string;
  /** Header values without them; a header whose name has one in it is left out. */
  headers<Value extends string | readonly string[] | undefined>(
    headers: Readonly<Record<string, Value>>,
  ): Record<string, Value>;
  /** For people to read: a credential so short that any text may have it by chance is taken out as well. */
  quote(text: string): string;
}

/** A shorter one is found in quotes as it is written, and in no other form. */
const shortestInQuotes = 4;
/** A longer text that repeats a credential is withheld as a whole. */
const longestText = 4_000_000;
/** Taking one out may put another together. */
const mostRounds = 4;

/** @param credentials bearer tokens, client secrets, passwords; those that are null or empty do not count. */
export function createRedactor(credentials: readonly (string | null)[]): Redactor {
  // Where one was copied with the end of its line, the server was told it without.
  const given = credentials.map((credential) => credential?.trim() ?? '').filter((credential) => credential !== '');
  const long = given.filter((credential) => credential.length >= shortestCredential);
  const short = given.filter((credential) => credential.length < shortestCredential);
  // What is a part of the mark would be found again and again.
  const search = searchFor(long);
  // What is a part of the mark would be found again and again.
  const isPlain = (each: string): boolean =>
    each.length < shortestInQuotes || redactionMark.includes(each.toLowerCase());
  const asWritten = short.filter(isPlain);
  const inQuotes = searchFor(short.filter((each) => !isPlain(each)));
  const text = (original: string): string => withoutCredentials(original, search);
  return {
    text,
    headers(headers) {
      type Value = (typeof headers)[string];
      const clean = (value: Value): Value =>
        (typeof value === 'string' ? text(value) : value?.map((item) => text(item))) as Value;
      const entries = Object.entries(headers).filter(([name]) => text(name) === name);
      return Object.fromEntries(entries.map(([name, value]) => [name, clean(value)]));
    },
    quote: (original) => withoutCredentials(text(asWritten.reduce(without, original)), inQuotes),
  };
}

function without(text: string, credential: string): string {
  return text.replaceAll(credential, redactionMark);
}

function searchFor(credentials: readonly string[]): CredentialSearch | null {
  return credentials.length === 0 ? null : createSearch(credentials);
}

function withoutCredentials(original: string, search: CredentialSearch | null): string {
  let text = original;
  if (search === null) return text;
  for (let round = 0; ; round++) {
    if (!search.holds(text)) return text;
    const places = round === mostRounds || text.length > longestText ? null : search.locate(text);
    if (places === null) return search.holds(redactionMark) ? '' : redactionMark;
    text = cutOut(text, places);
  }
}

function cutOut(text: string, places: readonly Run[]): string {
  let result = '';
  let kept = 0;
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    if (start >= kept) result += text.slice(kept, start) + redactionMark;
    kept = Math.max(kept, end);
  }
  return result + text.slice(kept);
}
