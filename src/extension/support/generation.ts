/**
 * Tells what is asked for now from what was asked for before: a model that is filled by asynchronous reads advances when it
 * begins to stand for something else, and what a read of an earlier generation brings is dropped.
 */
export class Generation {
  #current = 0;

  /** From now on, what reads that are under way bring is out of date. */
  advance(): void {
    this.#current++;
  }

  /** A check, for later, of whether what begins now still counts. */
  begin(): () => boolean {
    const begun = this.#current;
    return () => begun === this.#current;
  }

  /**
   * The result of a read that nothing has overtaken: it is read again when the generation advanced meanwhile, also where the
   * overtaken read failed. Rejects with the failure of a read that still counts.
   */
  async latest<Result>(read: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const counts = this.begin();
      try {
        const result = await read();
        if (counts()) return result;
      } catch (failure) {
        if (counts()) throw failure;
      }
    }
  }
}
