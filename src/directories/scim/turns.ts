/**
 * Lets work that finds something out be done by one after another, so that the later ones profit from the first; once it
 * is found out, all go on at once.
 */
export interface Turns {
  take<Result>(key: string, isOpen: () => boolean, work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  const taken = new Map<string, Promise<unknown>>();
  return {
    async take(key, isOpen, work) {
      while (isOpen()) {
        const others = taken.get(key);
        if (others !== undefined) {
          await others.catch(() => undefined);
          continue;
        }
        const mine = work();
        taken.set(key, mine);
        try {
          return await mine;
        } finally {
          taken.delete(key);
        }
      }
      return work();
    },
  };
}
