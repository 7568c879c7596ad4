/** What was accepted and takes effect later: after some more requests, or when everything is to be settled. */
export interface Later {
  add(work: () => Promise<unknown>): void;
  /** One more request has come: does what is due. */
  tick(): Promise<void>;
  /** Does everything that is left, in the order in which it was accepted. */
  all(): Promise<void>;
}

/** @param requests how many further requests come before an accepted one takes effect. */
export function later(requests = 3): Later {
  let queue: { readonly work: () => Promise<unknown>; left: number }[] = [];
  const run = async (due: typeof queue): Promise<void> => {
    for (const { work } of due) await work();
  };
  return {
    add(work) {
      queue.push({ work, left: requests });
    },
    async tick() {
      if (queue.length === 0) return;
      for (const entry of queue) entry.left -= 1;
      const due = queue.filter(({ left }) => left <= 0);
      queue = queue.filter(({ left }) => left > 0);
      await run(due);
    },
    async all() {
      const due = queue;
      queue = [];
      await run(due);
    },
  };
}
