import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { QuarantineCause } from '../../decision/quarantine.ts';
import { Declined, type ConfirmPermanent } from './confirmPermanent.ts';
import { type CycleContext, rehearsing } from './cycleContext.ts';
import { allotSeats } from './allotSeats.ts';
import { holdsEnd } from './holdsEnd.ts';
import { ingest } from './ingest.ts';
import { prepareRuns } from './prepareRuns.ts';
import { previewSink, type PreviewSink } from './previewSink.ts';
import { judgeFailures, quarantineBy } from './quarantineJob.ts';
import type { Run } from './run.ts';
import { exportAll, guard, typesWithReferences } from './stages.ts';
import { createTally, type Tally } from './tally.ts';

export type CycleMode =
  | {
      readonly kind: 'preview';
      readonly onDecision: (decision: DecisionSummary) => void;
      /** Done first, and rolled back with everything else. */
      readonly begin?: () => void;
    }
  | {
      readonly kind: 'sync';
      readonly allowDeletes: boolean;
      readonly confirm: ConfirmPermanent | null;
      readonly onEvent: (event: ProvisioningEvent) => void;
    };

/** Events are kept for 30 days, as Entra's premium retention is. */
const retentionDays = 30;

/**
 * Runs one cycle: prove the connection, read the source, match what has no link, look ahead at what would be taken away and
 * hold back what is too much, ask about what would go permanently, give out the seats that there are, decide and export what is linked (which frees seats and names), then what is not, then the
 * references, and note how it ended.
 *
 * A preview is the same cycle with an exporter that only pretends, inside a transaction that is rolled back: what Preview
 * shows is what Sync does.
 *
 * Cancelling ends it between two requests; everything that was carried out is recorded, and the next cycle goes on from there.
 */
export async function runCycle(context: CycleContext, mode: CycleMode): Promise<CycleSummary> {
  if (mode.kind === 'sync') return runStages(context, mode);
  return context.store.database.discarding(() => {
    mode.begin?.();
    return runStages(rehearsing(context), mode);
  });
}

async function runStages(context: CycleContext, mode: CycleMode): Promise<CycleSummary> {
  const startedAt = context.now();
  const sink = mode.kind === 'preview' ? previewSink(typesWithReferences(context), mode.onDecision) : null;
  const tally = createTally();
  const before = { source: context.source.requestCount(), target: context.target.requestCounts() };
  let cycle: CycleSummary['cycle'] = 'initial';
  let cause: QuarantineCause | null = null;
  let outcome: CycleSummary['outcome'] = 'completed';
  let runs: readonly Run[] = [];
  try {
    await proveConnection(context);
    const read = await ingest(context);
    cycle = read.cycle;
    runs = await prepareRuns(context, cycle === 'initial', {
      writes: mode.kind === 'sync',
      tally,
      sink,
      onEvent: mode.kind === 'sync' ? mode.onEvent : null,
    });
    const allowDeletes = mode.kind === 'sync' && mode.allowDeletes;
    const confirm = mode.kind === 'sync' ? mode.confirm : null;
    cause = await guard(context, runs, { allowDeletes, confirm, silence: read.silence });
    for (const run of runs) await allotSeats(run, null);
    await exportAll(runs);
    sink?.flush();
    if (mode.kind === 'sync') cause = judgeFailures(context, tally, cycle) ?? cause;
    if (cause !== null) outcome = 'quarantined';
  } catch (error) {
    if (!context.signal.aborted && !(error instanceof Declined)) throw error;
    outcome = 'cancelled';
  }
  const after = { source: context.source.requestCount(), target: context.target.requestCounts() };
  const summary: CycleSummary = {
    cycleId: context.cycleId,
    cycle,
    outcome,
    ...countsOf(tally, sink),
    requests: {
      source: after.source - before.source,
      target: after.target.all - before.target.all,
      targetWrites: after.target.writes - before.target.writes,
    },
    durationMs: Math.max(0, Math.round(context.now() - startedAt)),
    quarantine: quarantineBy(context, cause),
    seats: runs.map(({ seats }) => seats.report()).find((report) => report !== null) ?? null,
  };
  if (mode.kind === 'sync') finish(context, summary, tally, runs);
  return summary;
}

function countsOf(
  tally: Tally,
  sink: PreviewSink | null,
): Pick<CycleSummary, 'counts' | 'unchanged' | 'permanent' | 'staged' | 'warnings'> {
  const counted = sink ?? tally;
  return {
    counts: counted.counts(),
    unchanged: counted.unchanged(),
    permanent: counted.permanent(),
    staged: [...tally.staged().values()].filter(({ action }) => action.decision === null).length,
    warnings: tally.warnings(),
  };
}

/** One request that needs the token: a cycle with nothing to do would not notice that it has expired. */
async function proveConnection({ target, mappings, signal }: CycleContext): Promise<void> {
  const users = mappings.find(({ type }) => type === 'User')?.mappings[0];
  await target.prove({ type: 'User', attribute: users?.matching[0]?.target ?? 'userName' }, signal);
}

function finish(context: CycleContext, summary: CycleSummary, tally: Tally, runs: readonly Run[]): void {
  const { store } = context;
  store.database.transaction(() => {
    store.state.setLastCycle({ ...summary, finishedAt: new Date(context.now()).toISOString() });
    if (summary.outcome !== 'cancelled') {
      const rule = JSON.stringify(context.job.provisioning.accidentalDeletionPrevention);
      store.holds.replace(context.cycleId, context.now(), rule, tally.staged(), holdsEnd(context, runs));
      store.state.setSilence(null);
      store.state.setQuarantine(summary.quarantine);
      if (summary.cycle === 'initial' && summary.quarantine?.escrowsPruned === true) store.escrow.prune();
      store.state.setInitialPending(false);
    }
    store.log.prune(context.now(), retentionDays);
  });
}
