import type { DecisionSummary, ObjectIdentity, ProvisioningEvent } from '../protocol/provisioning.ts';

/** A user or group with which a cycle did something else than its preview has told. */
export interface CycleDifference {
  readonly source: ObjectIdentity;
  /** What the preview told; null for nothing. */
  readonly previewed: DecisionSummary['action'] | 'failure' | 'stagedDelete' | null;
  /** What the cycle did; null for nothing. */
  readonly done: ProvisioningEvent['action'] | 'failure' | null;
}

type Outcome = CycleDifference['done'];

/** Puts a cycle beside the preview before it, object by object; empty when it did what was told. */
export function compareCycle(
  decisions: readonly Pick<DecisionSummary, 'source' | 'action' | 'failed' | 'held'>[],
  events: readonly Pick<ProvisioningEvent, 'source' | 'action' | 'status'>[],
): readonly CycleDifference[] {
  const previewed = new Map<string, { readonly source: ObjectIdentity; readonly outcome: Outcome }>();
  for (const { source, action, failed, held } of decisions)
    previewed.set(keyOf(source), {
      source,
      outcome: failed ? 'failure' : held === 'whole' ? 'stagedDelete' : action,
    });
  const done = new Map<string, { readonly source: ObjectIdentity; readonly outcome: Outcome }>();
  for (const { source, action, status } of events) {
    const outcome: Outcome = status === 'failure' ? 'failure' : action;
    // References come after their object: only a failure weighs more than what was done first.
    if (isIdle(done.get(keyOf(source))?.outcome ?? null) || outcome === 'failure')
      done.set(keyOf(source), { source, outcome });
  }
  return [...new Map([...previewed, ...done])].flatMap(([key, { source }]) => {
    const [told, was] = [previewed.get(key)?.outcome ?? null, done.get(key)?.outcome ?? null];
    const agree = told === was || (isIdle(told) && isIdle(was));
    return agree ? [] : [{ source, previewed: told, done: was }];
  });
}

function isIdle(outcome: Outcome): boolean {
  return outcome === null || outcome === 'none' || outcome === 'skip';
}

function keyOf({ type, id }: ObjectIdentity): string {
  return `${type} ${id}`;
}
