/** Puts work that begins at about the same time into batches. */
export interface Batching<Item, Result> {
  /** Adds to the batch that is open; settles as its own part of the batch does. */
  add(item: Item, signal: AbortSignal): Promise<Result>;
}

export interface BatchingOptions<Item, Result> {
  /** What a batch holds at most; a full one is sent at once. */
  readonly most: number;
  /** Resolves when a batch has waited long enough for others to join. */
  readonly linger: (signal: AbortSignal) => Promise<void>;
  /** What may stand in a batch once only. */
  readonly keysOf: (item: Item) => readonly string[];
  /** Sends a batch; its results in the order of the items. A failure is that of each. */
  readonly send: (items: readonly Item[], signal: AbortSignal) => Promise<readonly Outcome<Result>[]>;
}

/** What came of one item. */
export type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly signal: AbortSignal;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Batch<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  readonly keys: Set<string>;
}

export function createBatching<Item, Result>(options: BatchingOptions<Item, Result>): Batching<Item, Result> {
  let open: Batch<Item, Result> | null = null;

  const close = (batch: Batch<Item, Result>): void => {
    if (open === batch) open = null;
    const { waiting } = batch;
    const going = waiting.splice(0).filter(({ signal, reject }) => {
      if (signal.aborted) reject(signal.reason);
      return !signal.aborted;
    });
    if (going.length > 0) void send(options, going);
  };
  const begin = (signal: AbortSignal): Batch<Item, Result> => {
    const batch: Batch<Item, Result> = { waiting: [], keys: new Set() };
    const end = (): void => {
      close(batch);
    };
    options.linger(signal).then(end, end);
    return batch;
  };

  return {
    add: (item, signal) =>
      new Promise((resolve, reject) => {
        const keys = options.keysOf(item);
        if (open !== null && keys.some((key) => open?.keys.has(key) === true)) close(open);
        const batch = (open ??= begin(signal));
        keys.forEach((key) => batch.keys.add(key));
        if (batch.waiting.push({ item, signal, resolve, reject }) >= options.most) close(batch);
      }),
  };
}

async function send<Item, Result>(
  options: BatchingOptions<Item, Result>,
  going: readonly Waiting<Item, Result>[],
): Promise<void> {
  const [first] = going;
  if (first === undefined) return;
  try {
    const items = going.map(({ item }) => item);
    const outcomes = await options.send(items, first.signal);
    going.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined && 'result' in outcome) resolve(outcome.result);
      else reject(outcome?.error ?? new Error('A batch has no outcome for one of its items.'));
    });
  } catch (error) {
    for (const { reject } of going) reject(error);
  }
}
