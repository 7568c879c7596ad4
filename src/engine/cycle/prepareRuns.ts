import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { ObjectType, ProvisioningEvent } from '../../protocol/provisioning.ts';
import { createClaims } from './claims.ts';
import { keepsName } from './contestedNames.ts';
import type { CycleContext } from './cycleContext.ts';
import { pretendingExporter } from './export.ts';
import { sparingPending } from './pendingCreations.ts';
import { listTarget } from './listTarget.ts';
import { liveExporter } from './liveExporter.ts';
import type { PreviewSink } from './previewSink.ts';
import { waitingHolds } from './heldBefore.ts';
import { noFindings, type Run } from './run.ts';
import { createRemovalPlans } from './removalPlans.ts';
import { createSeatLedger } from './seatLedger.ts';
import { targetLookup } from './targetLookup.ts';
import type { Tally } from './tally.ts';

/** What the runs of a cycle have in common. */
export interface Stage {
  /** False in a preview: everything is decided, and the writes are only pretended. */
  readonly writes: boolean;
  readonly tally: Tally;
  /** Takes the decisions of a preview; null where they're carried out. */
  readonly sink: PreviewSink | null;
  readonly onEvent: ((event: ProvisioningEvent) => void) | null;
}

/** Makes the runs of a cycle, users before groups, each with a listing of the target where that costs least. */
export async function prepareRuns(context: CycleContext, initial: boolean, stage: Stage): Promise<readonly Run[]> {
  const { work, escrow } = context.store;
  const isEverythingDue = initial && !escrow.anyWaits();
  const due: Record<ObjectType, Set<string>> | null =
    stage.writes || isEverythingDue ? null : { User: new Set(work.all('User')), Group: new Set(work.all('Group')) };
  // A preview tells of every object, whether or not it has changed since the last cycle.
  if (!stage.writes) {
    work.addAllInQuestion(context.settings.scope);
    escrow.waitForNobody();
  }
  const runs: Run[] = [];
  for (const set of context.mappings) {
    // A page of a list costs one request, and so does the query for one object; an initial cycle reads what is linked, too.
    const inQuestion = work.count(set.type, false) + (initial ? work.count(set.type, true) : 0);
    const mostPages = context.target.matching === 'filter' ? 0 : inQuestion;
    const listed = await listTarget(context, set, mostPages);
    runs.push(createRun(context, set, stage, { listed, refresh: initial, due: due?.[set.type] ?? null }));
  }
  return runs;
}

export interface RunOptions {
  /** Whether a complete listing of the target stands ready. */
  readonly listed: boolean;
  /** Whether linked objects are compared with the target as it is, rather than as it was last known. */
  readonly refresh: boolean;
  readonly due: Set<string> | null;
  /** True to decide objects that nothing assigns, too, so that a person who asks is told why. */
  readonly considerAll?: boolean;
}

/** Makes a run over the objects of one type. */
export function createRun(context: CycleContext, set: MappingSet, stage: Stage, options: RunOptions): Run {
  const { listed, refresh, due, considerAll = false } = options;
  const claims = createClaims();
  const gone = new Set<string>();
  const lookup = targetLookup(context, set, {
    listed,
    refresh,
    claims,
    gone,
    keepsValue: (sourceId, by) => keepsName(run, sourceId, by),
  });
  const exporter = stage.writes ? liveExporter({ context, lookup, claims, gone }) : pretendingExporter(gone);
  const run: Run = {
    context,
    set,
    lookup,
    exporter: sparingPending(exporter, context.now),
    due,
    considerAll,
    ...stage,
    waiting: waitingHolds(context),
    removals: createRemovalPlans(() => run),
    seats: createSeatLedger(() => context.store.waiting.count() > 0),
    found: noFindings(),
  };
  return run;
}
