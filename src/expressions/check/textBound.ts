/** Far beyond any text, and small enough to reckon with. */
const endless = 1e12;

/**
 * The longest text that a node may yield, with how often it may hold the characters that some Replace looks for: a chain that
 * spells ä as ae and ö as oe does not grow with each link, since what one writes the next does not find.
 */
export class TextBound {
  readonly length: number;
  readonly #counts: ReadonlyMap<string, number>;

  constructor(length: number, counts: ReadonlyMap<string, number> = new Map()) {
    this.length = Math.min(length, endless);
    this.#counts = counts;
  }

  /** A text that is known. */
  static of(text: string, sought: ReadonlySet<string>): TextBound {
    const counts = new Map([...sought].map((character) => [character, 0]));
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    return new TextBound(text.length, counts);
  }

  /** How often a character may stand in the text. */
  count(character: string): number {
    return Math.min(this.#counts.get(character) ?? this.length, endless);
  }

  /** How often a text may stand in the text, without overlaps. */
  occurrences(wanted: string): number {
    const needed = characterCounts(wanted);
    let most = wanted === '' ? 0 : Math.floor(this.length / wanted.length);
    for (const [character, times] of needed) most = Math.min(most, Math.floor(this.count(character) / times));
    return most;
  }

  /** Both texts, one after the other. */
  plus(other: TextBound, sought: ReadonlySet<string>): TextBound {
    return this.#combined(other, sought, (one, two) => one + two);
  }

  /** One text or the other. */
  or(other: TextBound, sought: ReadonlySet<string>): TextBound {
    return this.#combined(other, sought, Math.max);
  }

  /** The text with `times` replacements of `removed` by another text. */
  replacing(times: number, removed: string, instead: TextBound, sought: ReadonlySet<string>): TextBound {
    const gone = characterCounts(removed);
    const counts = new Map<string, number>();
    for (const character of sought) {
      const added = Math.max(0, instead.count(character) - (gone.get(character) ?? 0));
      const left = removed === character ? 0 : this.count(character);
      counts.set(character, left + times * (removed === character ? instead.count(character) : added));
    }
    return new TextBound(this.length + times * Math.max(0, instead.length - removed.length), counts);
  }

  #combined(other: TextBound, sought: ReadonlySet<string>, combine: (one: number, two: number) => number): TextBound {
    const counts = new Map([...sought].map((each) => [each, combine(this.count(each), other.count(each))]));
    return new TextBound(combine(this.length, other.length), counts);
  }
}

function characterCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}
