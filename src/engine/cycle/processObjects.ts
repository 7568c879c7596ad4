import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import { decide, leftAlone, lookupFailed, targetQuestion } from '../../cycle/decide.ts';
import type { Decision, Link } from '../../cycle/decision.ts';
import { evaluateObject, type EvaluatedObject } from '../../cycle/evaluateObject.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type {
  AttributeChange,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningEvent,
} from '../../protocol/provisioning.ts';
import { openBatch, type Batch } from './batch.ts';
import { connectionGuard } from './connectionGuard.ts';
import type { CycleContext } from './cycleContext.ts';
import { failedResult, pretend, type Exporter, type ExportResult } from './export.ts';
import { forEachConcurrently } from './pool.ts';
import { eventOf, stagedEventOf } from './record.ts';
import { readSnapshots, type SnapshotReader } from './snapshot.ts';
import type { TargetLookup } from './targetLookup.ts';
import type { Tally } from './tally.ts';

/** How the objects of one mapping are gone through. */
export interface Run {
  readonly context: CycleContext;
  readonly mapping: CompiledObjectMapping;
  readonly lookup: TargetLookup;
  readonly exporter: Exporter;
  readonly tally: Tally;
  /** True when disables and deletes are held back. */
  readonly holdDeletes: boolean;
  /** In a preview, the objects that a cycle would come to; the others are told of, too. Null when all are. */
  readonly due: ReadonlySet<string> | null;
  /** True to decide objects that nothing assigns, too, so that a person who asks is told why. */
  readonly considerAll: boolean;
  readonly onDecision: ((decision: DecisionSummary) => void) | null;
  /** The reference changes of an object, in a preview. */
  readonly onReferences: ((source: ObjectIdentity, changes: readonly AttributeChange[]) => void) | null;
  readonly onEvent: ((event: ProvisioningEvent) => void) | null;
}

/** Objects taken from the work list at a time, and noted as begun. */
const pageSize = 128;
interface Prepared {
  readonly evaluated: EvaluatedObject;
  readonly link: Link | null;
  readonly interrupted: boolean;
}

/** A disable or delete that accidental-deletion prevention keeps back. */
interface Held {
  readonly kind: 'held';
  readonly decision: Decision;
}

/** Decides and exports the objects of the work list that are linked, or those that are not. */
export async function processObjects(run: Run, linked: boolean): Promise<void> {
  const { context, mapping } = run;
  const total = context.store.work.count(mapping.type, linked);
  await processEach(run, workItems(run, linked), (done) => {
    context.onProgress({
      stage: linked ? 'deciding' : 'exporting',
      message: mapping.type === 'User' ? 'Users' : 'Groups',
      done,
      total,
    });
  });
}

/** Decides and exports given objects, whatever the work list says. */
export function processGiven(run: Run, ids: readonly string[]): Promise<void> {
  return processEach(run, itemsOf(run, ids, true), () => undefined);
}

/** An object to be decided. */
interface WorkItem {
  readonly id: string;
  /** False when the work list has told that there is no link. */
  readonly mayBeLinked: boolean;
  /** A create was begun by a cycle that was killed: only the target itself can tell whether it took effect. */
  readonly interrupted: boolean;
  readonly snapshotOf: SnapshotReader;
}

function* workItems(run: Run, linked: boolean): Generator<WorkItem> {
  const { work } = run.context.store;
  for (let after = ''; ;) {
    const ids = work.page(run.mapping.type, linked, after, pageSize);
    const last = ids[ids.length - 1];
    if (last === undefined) return;
    after = last;
    yield* itemsOf(run, ids, linked);
  }
}

/**
 * Before creates are sent, their objects are noted, so that after a crash each is looked up and none is created twice.
 */
function itemsOf(run: Run, ids: readonly string[], mayBeLinked: boolean): readonly WorkItem[] {
  const { store } = run.context;
  const { type } = run.mapping;
  const interrupted = store.work.intended(type, ids);
  if (run.exporter !== pretend) store.work.intend(type, ids);
  const snapshotOf = readSnapshots(run.context, type, ids);
  return ids.map((id) => ({ id, mayBeLinked, interrupted: interrupted.has(id), snapshotOf }));
}

/** Keeps as many objects under way as the target takes at once, and commits what is finished in batches meanwhile. */
async function processEach(run: Run, items: Iterable<WorkItem>, onDone: (done: number) => void): Promise<void> {
  const { context, mapping } = run;
  const guard = connectionGuard();
  const batch = openBatch(context, mapping, run.onEvent);
  let done = 0;
  try {
    await forEachConcurrently(items, context.target.concurrency, async (item) => {
      context.signal.throwIfAborted();
      const result = await processOne(run, batch, item);
      if (++done % pageSize === 0) onDone(done);
      if (result !== null) guard(result);
    });
  } finally {
    // What was carried out is recorded even when the run did not come to its end: nothing that was done is forgotten.
    batch.commit();
  }
  onDone(done);
}

async function processOne(run: Run, batch: Batch, item: WorkItem): Promise<ExportResult | null> {
  const { context, mapping } = run;
  const startedAt = context.now();
  const link = item.mayBeLinked ? context.store.links.find(mapping.type, item.id) : null;
  const snapshot = await item.snapshotOf(item.id, link !== null || run.considerAll);
  if (snapshot === null) {
    batch.add({ kind: 'dropped', id: item.id });
    return null;
  }
  const evaluated = evaluateObject(snapshot, mapping, context.settings, context.evaluation, link !== null);
  const result = await carryOut(run, { evaluated, link, interrupted: item.interrupted });
  const { summary } = result.decision;
  run.onDecision?.(summary);
  if (result.kind === 'held') {
    run.tally.stage();
    batch.add({ kind: 'held', event: stagedEventOf(context, result.decision) });
    return null;
  }
  run.tally.count(summary.action, result.kind === 'failed' || summary.failed);
  batch.add({ kind: 'result', result, before: link, event: eventOf(context, result, startedAt) });
  return result;
}

async function decideOne(run: Run, { evaluated, link, interrupted }: Prepared): Promise<Decision> {
  const { context, lookup } = run;
  const target = await lookup.answer(targetQuestion(evaluated, link), evaluated.source.id, link, interrupted);
  const instead = target.kind === 'vanished' ? await lookup.rematch(evaluated) : null;
  return instead === null
    ? decide(evaluated, link, target, context.settings)
    : decide(evaluated, null, instead, context.settings);
}

/** Decides and carries out; a target that fails while it is asked fails this object only. */
async function carryOut(run: Run, item: Prepared): Promise<ExportResult | Held> {
  try {
    const decided = whenDue(run, item, await decideOne(run, item));
    if (run.holdDeletes && isDeprovisioning(decided)) return { kind: 'held', decision: decided };
    return await run.exporter(decided, item.link);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return failedResult(lookupFailed(item.evaluated, item.link), error);
  }
}

function whenDue({ due }: Run, { link, evaluated }: Prepared, decision: Decision): Decision {
  return due === null || link === null || due.has(evaluated.source.id) ? decision : leftAlone(decision, link);
}

export function isDeprovisioning(decision: Decision): boolean {
  return decision.summary.action === 'disable' || decision.summary.action === 'delete';
}
