/**
 * A map whose entries keep the position they were given when they came, so that a reader who goes on from a position
 * meets every entry that stays exactly once, whatever comes and goes meanwhile. Paging rests on it.
 */
export class StableOrder<Value> {
  readonly #positions = new Map<string, number>();
  readonly #entries: (readonly [key: string, value: Value] | undefined)[] = [];

  get size(): number {
    return this.#positions.size;
  }

  get(key: string): Value | undefined {
    const position = this.#positions.get(key);
    return position === undefined ? undefined : this.#entries[position]?.[1];
  }

  has(key: string): boolean {
    return this.#positions.has(key);
  }

  positionOf(key: string): number | undefined {
    return this.#positions.get(key);
  }

  /** Replaces the value in its place, or appends it; returns its position. */
  set(key: string, value: Value): number {
    const position = this.#positions.get(key) ?? this.#entries.length;
    this.place(position, key, value);
    return position;
  }

  /** Puts an entry at a position that it had in an earlier process. */
  place(position: number, key: string, value: Value): void {
    while (this.#entries.length < position) this.#entries.push(undefined);
    this.#positions.set(key, position);
    this.#entries[position] = [key, value];
  }

  /** Removes an entry and returns the position it had, which no other will get; undefined when there was none. */
  delete(key: string): number | undefined {
    const position = this.#positions.get(key);
    if (position === undefined) return undefined;
    this.#positions.delete(key);
    this.#entries[position] = undefined;
    return position;
  }

  /** The entries from a position on, each with its position. */
  *from(position: number): Generator<readonly [position: number, value: Value]> {
    for (let at = position; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry !== undefined) yield [at, entry[1]];
    }
  }

  *values(): Generator<Value> {
    for (const [, value] of this.from(0)) yield value;
  }

  keys(): IterableIterator<string> {
    return this.#positions.keys();
  }
}

/** The ids in the order in which they are given. */
export function orderOf(ids: readonly string[]): StableOrder<string> {
  const order = new StableOrder<string>();
  for (const id of ids) order.set(id, id);
  return order;
}
