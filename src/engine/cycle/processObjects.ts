import { openBatch, type Batch } from './batch.ts';
import { carryOut, giveUpOtherwise, recordProcessed } from './carryOut.ts';
import { mayTakeSeat } from './allotSeats.ts';
import { connectionGuard } from './connectionGuard.ts';
import type { ExportResult } from './export.ts';
import { forEachConcurrently } from './pool.ts';
import { isConcerned, prepareObjects, type Prepared } from './prepare.ts';
import { nameOfType, type Run } from './run.ts';
import { processWaiting } from './waitingNames.ts';
import { pagesOf, workPages } from './workPages.ts';

/**
 * Decides and exports the objects of the work list that are linked, or those that are not. Of the linked ones, those that may
 * take a seat come after those that may free one. Those that wait for a name come
 * last, in the order in which the names become free.
 *
 * @param ids these objects only; the work list when null.
 */
export async function processObjects(run: Run, linked: boolean, ids: readonly string[] | null): Promise<void> {
  const { context, set, found } = run;
  const total = context.store.work.count(set.type, linked);
  const isAlive = connectionGuard(run);
  const batch = openBatch(context, set, run.onEvent);
  const later: string[] = [];
  let done = 0;
  const settle = async (item: Prepared): Promise<void> => {
    const result = await processOne(run, batch, item);
    if (++done % 128 === 0) tellProgress(run, linked, done, total);
    await isAlive(result);
  };
  try {
    await forEachConcurrently(objectsOf(run, linked, ids), context.target.concurrency, async (item) => {
      context.signal.throwIfAborted();
      if (linked && found.waits.has(item.id)) return;
      // What frees seats goes before what takes them.
      if (linked && isConcerned(item) && mayTakeSeat(item)) later.push(item.id);
      else await settle(item);
    });
    batch.commit();
    await forEachConcurrently(preparedAgain(run, later.sort()), context.target.concurrency, async (item) => {
      context.signal.throwIfAborted();
      await settle(item);
    });
    batch.commit();
    if (linked) await processWaiting(run, batch);
  } finally {
    // What was carried out is recorded even when the run did not come to its end: nothing that was done is forgotten.
    batch.commit();
  }
  tellProgress(run, linked, done, total);
}

function tellProgress({ context, set }: Run, linked: boolean, done: number, total: number): void {
  context.onProgress({
    stage: linked ? 'deciding' : 'exporting',
    message: nameOfType(set.type),
    done,
    total: Math.max(done, total),
  });
}

/**
 * Before creations are sent, they're noted with what tells the account, so that after a crash each is looked up, whatever
 * has become of the object, and none is made twice.
 */
async function* objectsOf(run: Run, linked: boolean, ids: readonly string[] | null): AsyncGenerator<Prepared> {
  const { context, set, found } = run;
  for (const page of ids === null ? workPages(run, linked) : [ids]) {
    const objects = (await prepareObjects(run, page)).filter((item) => (item.link !== null) === linked);
    if (!linked && run.writes) {
      const creations = objects
        .filter(isConcerned)
        .filter(({ evaluated }) => evaluated.scope.inScope && evaluated.blocked === null)
        .filter(({ id }) => !found.foreseen.has(id) && !found.unanswered.has(id))
        .map(({ id, evaluated }) => ({ id, sought: evaluated.identifiers }));
      context.store.intents.beginCreations(set.type, creations);
    }
    yield* objects;
  }
}

async function* preparedAgain(run: Run, ids: readonly string[]): AsyncGenerator<Prepared> {
  for (const page of pagesOf(ids)) yield* await prepareObjects(run, page);
}

/** Decides one object, carries the decision out and records what came of it. */
async function processOne(run: Run, batch: Batch, item: Prepared): Promise<ExportResult | null> {
  if (!isConcerned(item)) {
    batch.add({ kind: 'dropped', id: item.id });
    return null;
  }
  const startedAt = run.context.now();
  const processed = await giveUpOtherwise(run, item, await carryOut(run, item));
  return recordProcessed(run, batch, item, processed, startedAt);
}
