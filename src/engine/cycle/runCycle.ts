import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import type {
  CycleSummary,
  DecisionSummary,
  ObjectType,
  ProvisioningEvent,
  Quarantine,
} from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { guardDeletions } from './deletionGuard.ts';
import { liveExporter, pretend } from './export.ts';
import { ingest } from './ingest.ts';
import { previewSink, type PreviewSink } from './previewSink.ts';
import { processObjects, type Run } from './processObjects.ts';
import { passReferences } from './referencePass.ts';
import { listTarget } from './listTarget.ts';
import { targetLookup } from './targetLookup.ts';
import { createTally, type Tally } from './tally.ts';

export type CycleMode =
  | { readonly kind: 'preview'; readonly onDecision: (decision: DecisionSummary) => void }
  | { readonly kind: 'sync'; readonly allowDeletes: boolean; readonly onEvent: (event: ProvisioningEvent) => void };

/** Events are kept for 30 days, as Entra's premium retention is. */
const retention = 30 * 24 * 60 * 60 * 1000;

/**
 * Runs one cycle: read the source, guard against mass deletion, decide and export what is linked (which frees seats), then
 * what is not, then the references, and note how it ended.
 *
 * A preview is the same cycle with an exporter that only pretends, inside a transaction that is rolled back: what Preview
 * shows is what Sync does.
 *
 * Cancelling ends it between two requests; everything that was carried out is recorded, and the next cycle goes on from there.
 */
export async function runCycle(context: CycleContext, mode: CycleMode): Promise<CycleSummary> {
  return mode.kind === 'preview'
    ? context.store.database.discarding(() => runStages(context, mode))
    : runStages(context, mode);
}

async function runStages(context: CycleContext, mode: CycleMode): Promise<CycleSummary> {
  const startedAt = context.now();
  const sink = mode.kind === 'preview' ? previewSink(typesWithReferences(context), mode.onDecision) : null;
  const tally = createTally();
  const before = { source: context.source.requestCount(), target: context.target.requestCounts() };
  let cycle: CycleSummary['cycle'] = 'initial';
  let quarantine: Quarantine | null = null;
  let outcome: CycleSummary['outcome'] = 'completed';
  try {
    const released = mode.kind === 'sync' && mode.allowDeletes;
    cycle = await ingest(context, released);
    const due = sink === null || cycle === 'initial' ? null : dueObjects(context);
    // A preview tells of every object, whether or not it has changed since the last cycle.
    if (sink !== null) context.store.work.addAllInQuestion(context.settings.scope);
    quarantine = await guardDeletions(context);
    const hold = quarantine !== null && !released;
    if (released) quarantine = null;
    await runMappings({ context, mode, sink, tally, initial: cycle === 'initial', hold, due });
    sink?.flush();
    if (quarantine !== null) outcome = 'quarantined';
  } catch (error) {
    if (!context.signal.aborted) throw error;
    outcome = 'cancelled';
  }
  const after = { source: context.source.requestCount(), target: context.target.requestCounts() };
  const summary: CycleSummary = {
    cycleId: context.cycleId,
    cycle,
    outcome,
    counts: sink?.counts() ?? tally.counts(),
    unchanged: sink?.unchanged() ?? tally.unchanged(),
    staged: tally.staged(),
    requests: {
      source: after.source - before.source,
      target: after.target.all - before.target.all,
      targetWrites: after.target.writes - before.target.writes,
    },
    durationMs: Math.round(context.now() - startedAt),
    quarantine,
  };
  if (mode.kind === 'sync') finish(context, summary);
  return summary;
}

/** What the runs of all object mappings have in common. */
interface Stage {
  readonly context: CycleContext;
  readonly mode: CycleMode;
  readonly sink: PreviewSink | null;
  readonly tally: Tally;
  readonly initial: boolean;
  /** True when disables and deletes are held back. */
  readonly hold: boolean;
  readonly due: Readonly<Record<ObjectType, ReadonlySet<string>>> | null;
}

async function runMappings(stage: Stage): Promise<void> {
  const runs: Run[] = [];
  for (const mapping of stage.context.mappings) {
    const run = await prepareRun(stage, mapping);
    runs.push(run);
    await processObjects(run, true);
    await processObjects(run, false);
  }
  for (const run of runs) if (run.mapping.references.length > 0) await passReferences(run);
}

async function prepareRun(stage: Stage, mapping: CompiledObjectMapping): Promise<Run> {
  const { context, mode, sink, initial } = stage;
  const { work } = context.store;
  // A page of a list costs one request, and so does the query for one object; an initial cycle reads what is linked, too.
  const inQuestion = work.count(mapping.type, false) + (initial ? work.count(mapping.type, true) : 0);
  const listed = await listTarget(context, mapping, inQuestion);
  const lookup = targetLookup(context, mapping, listed, initial);
  return {
    context,
    mapping,
    lookup,
    exporter: mode.kind === 'preview' ? pretend : liveExporter(context, lookup),
    tally: stage.tally,
    holdDeletes: stage.hold,
    due: stage.due?.[mapping.type] ?? null,
    considerAll: false,
    onDecision: sink === null ? null : sink.decided,
    onReferences:
      sink === null
        ? null
        : (source, changes) => {
            sink.referencesChanged(source, null, changes);
          },
    onEvent: mode.kind === 'sync' ? mode.onEvent : null,
  };
}

function dueObjects({ store }: CycleContext): Stage['due'] {
  return { User: store.work.all('User'), Group: store.work.all('Group') };
}

function finish(context: CycleContext, summary: CycleSummary): void {
  const { store } = context;
  store.database.transaction(() => {
    store.state.setLastCycle({ ...summary, finishedAt: new Date(context.now()).toISOString() });
    if (summary.outcome !== 'cancelled') {
      store.state.setQuarantine(summary.quarantine);
      store.state.setInitialPending(false);
    }
    store.log.prune(context.now() - retention);
  });
}

function typesWithReferences(context: CycleContext): ReadonlySet<string> {
  return new Set(context.mappings.filter((mapping) => mapping.references.length > 0).map((mapping) => mapping.type));
}
