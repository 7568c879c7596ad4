/** Items of one group at most. */
const most = 256;

/**
 * Sends what `work` tells in groups, in its order: what is told in one go, or as much of it as makes a group, goes
 * together. A message between processes costs far more than an item in it. All has been sent when `work` has ended,
 * however it ends.
 */
export async function inGroups<Item, Result>(
  send: (items: readonly Item[]) => void,
  work: (tell: (item: Item) => void) => Promise<Result>,
): Promise<Result> {
  let waiting: Item[] = [];
  const flush = (): void => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) send(items);
  };
  try {
    return await work((item) => {
      const count = waiting.push(item);
      if (count === 1) setImmediate(flush);
      else if (count >= most) flush();
    });
  } finally {
    flush();
  }
}
