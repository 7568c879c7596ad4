import { ScopeCounter } from '../mappingEditor/countScope.ts';
import type { ScopeCount } from '../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';
import { type InQuestion, knownIds, knownObjects } from './store/knownObjects.ts';
import type { JobStore } from './store/jobStore.ts';

/** What a count needs besides the state. */
export interface CountPorts {
  /** Milliseconds, from whenever. */
  readonly now: () => number;
  /** Lets the process answer other requests, and waits while something runs that somebody has asked for. */
  readonly giveWay: (signal: AbortSignal) => Promise<void>;
}

/** Objects that are read in one go. */
const page = 500;
/** Milliseconds of evaluation after which other requests get their turn; one object may take longer than that. */
const turn = 20;

/**
 * Counts who in question passes a scoping filter, page by page. The state may change meanwhile: who is gone when
 * their page is read isn't counted.
 *
 * @throws the signal's reason when it's aborted.
 */
export async function countInScope(
  store: JobStore,
  asked: InQuestion & { readonly groups: readonly FilterGroupView[] },
  signal: AbortSignal,
  { now, giveWay }: CountPorts,
): Promise<ScopeCount> {
  const counter = new ScopeCounter(asked.groups);
  for (
    let ids = knownIds(store, asked, '', page);
    ids.length > 0;
    ids = knownIds(store, asked, ids.at(-1) ?? '', page)
  ) {
    await giveWay(signal);
    signal.throwIfAborted();
    let turnEnds = now() + turn;
    for (const object of knownObjects(store, asked.type, ids)) {
      if (!counter.add(object)) return counter.result();
      if (now() < turnEnds) continue;
      await giveWay(signal);
      signal.throwIfAborted();
      turnEnds = now() + turn;
    }
  }
  return counter.result();
}
