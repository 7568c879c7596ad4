import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { recordOutcomes, type Outcome } from './record.ts';

/**
 * Outcomes are committed when so many wait, or when the first has waited so long (milliseconds): many at once keep commits
 * cheap where the target is fast, and where it is slow people see each result soon.
 */
const batchSize = 512;
const longestWait = 200;

/** Outcomes of one mapping's objects on their way into the store. */
export interface Batch {
  add(outcome: Outcome): void;
  commit(): void;
}

/** @param onEvent told each event once it is durable. */
export function openBatch(
  context: CycleContext,
  set: MappingSet,
  onEvent: ((event: ProvisioningEvent) => void) | null,
): Batch {
  const { store, now } = context;
  let waiting: Outcome[] = [];
  let waitingSince = 0;
  const commit = (): void => {
    const taken = waiting;
    waiting = [];
    if (taken.length === 0) return;
    const events = store.database.transaction(() => recordOutcomes(context, set, taken));
    if (onEvent !== null) events.forEach(onEvent);
  };
  return {
    add(outcome) {
      if (waiting.push(outcome) === 1) waitingSince = now();
      if (waiting.length >= batchSize || now() - waitingSince >= longestWait) commit();
    },
    commit,
  };
}
