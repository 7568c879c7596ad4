import { GraphError } from './graphError.ts';

/** The limits that Graph's reference gives for single requests, off until they're asked for. */
export interface Limits {
  isOn(): boolean;
  setOn(on: boolean): void;
  /**
   * Lets a request pass, or throws Graph's 429.
   *
   * @param route as in the table of routes.
   * @param appId of the app that sends it; each has limits of its own.
   */
  check(route: string, appId: string): void;
}

interface Limit {
  readonly route: RegExp;
  readonly requests: number;
  readonly milliseconds: number;
}

/** Microsoft Graph, "Service-specific throttling limits" and "synchronizationJob: provisionOnDemand". */
const documented: readonly Limit[] = [
  { route: /^GET \/auditLogs\//, requests: 5, milliseconds: 10_000 },
  { route: /\/provisionOnDemand$/, requests: 5, milliseconds: 10_000 },
];

export function createLimits(now: () => Date): Limits {
  let on = false;
  /** When requests came, refused ones too: they count as well. */
  const seen = new Map<string, readonly number[]>();
  return {
    isOn: () => on,
    setOn(wanted) {
      on = wanted;
      seen.clear();
    },
    check(route, appId) {
      const limit = on ? documented.find((candidate) => candidate.route.test(route)) : undefined;
      if (limit === undefined) return;
      const [key, time] = [`${appId} ${limit.route.source}`, now().getTime()];
      const recent = [...(seen.get(key) ?? []), time].filter((at) => at > time - limit.milliseconds);
      seen.set(key, recent);
      if (recent.length > limit.requests) throw tooMany(limit, recent, time);
    },
  };
}

function tooMany({ milliseconds, requests }: Limit, recent: readonly number[], time: number): GraphError {
  const freed = (recent.at(-requests) ?? time) + milliseconds;
  return new GraphError(429, 'TooManyRequests', 'Too many requests.', {
    'Retry-After': String(Math.max(1, Math.ceil((freed - time) / 1000))),
    'x-ms-throttle-scope': 'Tenant_Application/Read',
    'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
  });
}
