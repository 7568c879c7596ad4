import type { QuarantineCause } from '../../decision/quarantine.ts';
import { confirmPermanent, type ConfirmPermanent } from './confirmPermanent.ts';
import type { CycleContext } from './cycleContext.ts';
import { lookForFormerAccounts } from './formerAccounts.ts';
import { guardLosses } from './guardLosses.ts';
import { lookAhead } from './lookAhead.ts';
import { matchUnlinked } from './matchUnlinked.ts';
import { foreseeLostMembers } from './planReferences.ts';
import { processObjects } from './processObjects.ts';
import { passReferences } from './referencePass.ts';
import type { Run } from './run.ts';
import type { Text } from '../../protocol/text.ts';

export interface GuardOptions {
  /** Whether a person releases what was held back so far. */
  readonly allowDeletes: boolean;
  /** What the source has suddenly stopped to tell of; null when it has not. */
  readonly silence: Text | null;
  /** Of a run's work, the objects that may lose something or need a name; all of it when absent. */
  readonly ahead?: (run: Run) => readonly string[];
  /** Asked before accounts go permanently; nobody is asked without it. */
  readonly confirm?: ConfirmPermanent | null;
}

/** Everything that only looks, so that what is too much is known before anything is written. */
export async function guard(
  context: CycleContext,
  runs: readonly Run[],
  { allowDeletes, silence, ahead, confirm = null }: GuardOptions,
): Promise<QuarantineCause | null> {
  for (const run of runs) {
    await lookForFormerAccounts(run);
    await matchUnlinked(run, null);
  }
  const losses = [];
  for (const run of runs) {
    losses.push(...(await lookAhead(run, ahead?.(run) ?? null)));
    losses.push(...(await foreseeLostMembers(run, null)));
  }
  const cause = guardLosses(context, runs, losses, allowDeletes, silence);
  await confirmPermanent(context, runs, { foreseen: losses, confirm, released: allowDeletes });
  return cause;
}

/** Decides and exports users before groups, and what refers to others after both. */
export async function exportAll(runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    await processObjects(run, true, null);
    await processObjects(run, false, null);
  }
  const referring = runs.filter(hasReferences);
  for (const run of referring) await passReferences(run, null);
  await mend(runs, referring);
}

/** Accounts that turned out not to be where they were, while references to them were written, get their turn now. */
async function mend(runs: readonly Run[], referring: readonly Run[]): Promise<void> {
  const broken = runs.map((run) => [...run.found.mend].filter((id) => isDirty(run, id)));
  for (const [index, run] of runs.entries()) {
    const ids = broken[index] ?? [];
    if (ids.length === 0) continue;
    // Who would lose access now was not foreseen, and waits for the next cycle's guard.
    await processObjects(run, true, ids);
    await processObjects(run, false, ids);
  }
  if (broken.some((ids) => ids.length > 0)) for (const run of referring) await passReferences(run, null);
}

function hasReferences({ set }: Pick<Run, 'set'>): boolean {
  return set.mappings.some(({ references }) => references.length > 0);
}

function isDirty({ context, set }: Run, id: string): boolean {
  return context.store.work.has(set.type, id);
}

/** Types of which at least one mapping writes references. */
export function typesWithReferences(context: CycleContext): ReadonlySet<string> {
  return new Set(context.mappings.filter((set) => hasReferences({ set })).map(({ type }) => type));
}
