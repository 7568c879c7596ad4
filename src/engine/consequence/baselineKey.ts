import type { OpenJobParams } from '../../protocol/openJob.ts';
import type { JobStore } from '../store/jobStore.ts';

/** Names a text and the state that it's decided on: every run that changes the state notes an event, a cycle or a read. */
export function baselineKey({ stateDirectory }: OpenJobParams, { state, log }: JobStore, text: string): string {
  const last = state.lastCycle();
  return JSON.stringify([stateDirectory, text, log.newest(), state.sourceReadAt(), last?.cycleId, last?.finishedAt]);
}
