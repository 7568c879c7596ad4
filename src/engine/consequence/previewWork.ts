import type { QuarantineCause } from '../../decision/quarantine.ts';
import type { DecisionSummary, ObjectType } from '../../protocol/provisioning.ts';
import { allotSeats } from '../cycle/allotSeats.ts';
import { type CycleContext, rehearsing } from '../cycle/cycleContext.ts';
import { listTarget } from '../cycle/listTarget.ts';
import { createRun } from '../cycle/prepareRuns.ts';
import { previewSink, type PreviewSink } from '../cycle/previewSink.ts';
import type { Run } from '../cycle/run.ts';
import { exportAll, guard, typesWithReferences } from '../cycle/stages.ts';
import { createTally } from '../cycle/tally.ts';

/** What is known beforehand of the work that is decided. */
export interface KnownOfWork {
  /** About how many objects of a type the target is asked; from as many pages on, it's listed instead. */
  readonly questions: (type: ObjectType) => number;
  /** Objects that lose nothing and need no name, whatever the target holds. */
  readonly plain: (type: ObjectType) => ReadonlySet<string>;
}

/**
 * Decides what is on the work list as a cycle does, and takes it back: nothing else is decided or told, and neither side is
 * read but for what these decisions ask of the target. Decisions are told without their steps, which nobody reads.
 *
 * @returns why accidental-deletion prevention holds something back; null when it doesn't.
 */
export function previewWork(
  context: CycleContext,
  known: KnownOfWork,
  onDecision: (decision: DecisionSummary) => void,
): Promise<QuarantineCause | null> {
  return context.store.database.discarding(() => decideWork(rehearsing(context), known, onDecision));
}

async function decideWork(
  context: CycleContext,
  { questions, plain }: KnownOfWork,
  onDecision: (decision: DecisionSummary) => void,
): Promise<QuarantineCause | null> {
  const sink = previewSink(typesWithReferences(context), onDecision);
  const stage = { writes: false, tally: createTally(), sink: withoutSteps(sink), onEvent: null };
  const runs: Run[] = [];
  for (const set of context.mappings) {
    const mostPages = context.target.matching === 'filter' ? 0 : questions(set.type);
    const listed = await listTarget(context, set, mostPages);
    runs.push(createRun(context, set, stage, { listed, refresh: false, due: null }));
  }
  const ahead = ({ set: { type } }: Run): readonly string[] =>
    [...context.store.work.all(type)].filter((id) => !plain(type).has(id)).sort();
  const cause = await guard(context, runs, { allowDeletes: false, silence: null, ahead });
  for (const run of runs) await allotSeats(run, null);
  await exportAll(runs);
  sink.flush();
  return cause;
}

/** They are the largest part of a decision, and those of everybody may wait for their references at once. */
function withoutSteps(sink: PreviewSink): PreviewSink {
  return {
    ...sink,
    decided: (decision, ending) => {
      sink.decided({ ...decision, steps: [] }, ending);
    },
  };
}
