import { GraphError, resourceNotFound } from './graphError.ts';

/** How what has just been made behaves until it is everywhere. */
export interface LagRule {
  /** So many requests about it are refused, or don't see it. */
  readonly requests: number;
  /** With which statuses, one after the other and from the first again; 404, 403, 409 when absent. */
  readonly statuses?: readonly LagStatus[];
}

export type LagStatus = 403 | 404 | 409;

/** Graph's eventual consistency, counted in requests so that nobody has to wait for it. Off until it's asked for. */
export interface Lag {
  rule(): LagRule | null;
  setRule(rule: LagRule | null): void;
  /** Something was made. */
  begin(id: string): void;
  /** Lets a request about an object pass, or throws as Graph does for one that isn't everywhere yet. */
  check(id: string): void;
  /** Whether a list leaves an object out. Counts as a request about it. */
  hides(id: string): boolean;
}

const allStatuses: readonly LagStatus[] = [404, 403, 409];

export function createLag(): Lag {
  let rule: LagRule | null = null;
  /** How many requests have been refused so far, by the id of what isn't everywhere yet. */
  const refused = new Map<string, number>();
  const next = (id: string): number | null => {
    const count = refused.get(id);
    if (count === undefined || rule === null) return null;
    if (count + 1 >= rule.requests) refused.delete(id);
    else refused.set(id, count + 1);
    return count;
  };
  return {
    rule: () => rule,
    setRule(wanted) {
      rule = wanted;
      refused.clear();
    },
    begin(id) {
      if (rule !== null && rule.requests > 0) refused.set(id, 0);
    },
    check(id) {
      const count = next(id);
      if (count === null) return;
      const statuses = rule?.statuses ?? allStatuses;
      throw refusalWith(statuses[count % statuses.length] ?? 404, id);
    },
    hides: (id) => next(id) !== null,
  };
}

function refusalWith(status: LagStatus, id: string): GraphError {
  if (status === 404) return resourceNotFound(id);
  return status === 403
    ? new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
    : new GraphError(
        409,
        'Directory_ConcurrencyViolation',
        'The request could not be completed because of a conflicting concurrent request. Please retry later.',
      );
}
