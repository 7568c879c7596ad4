import { chanceOf } from './chance.ts';

/** Which requests a rule befalls. What is left out matches every request. */
export interface Befalls {
  readonly methods?: readonly string[];
  /** Tested on path and query below the service's base path: `/Users?filter=…`, decoded. */
  readonly path?: RegExp;
  readonly body?: RegExp;
  /** How many requests it befalls before it is over; without end when left out. */
  readonly count?: number;
  /** The share of the matching requests, 0 to 1 (default 1). Which ones is a matter of `seed` and of the request itself. */
  readonly probability?: number;
  readonly seed?: number;
}

/** A request as far as rules look at it. */
export interface RuledRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The rules in force, and what is left of them. */
export interface RuleBook<Rule extends Befalls> {
  set(rules: readonly Rule[]): void;
  /** The first rule (among those of `which`) that befalls the request; it counts as used. */
  take(request: RuledRequest, which?: (rule: Rule) => boolean): Rule | undefined;
}

export function createRuleBook<Rule extends Befalls>(): RuleBook<Rule> {
  let active: { readonly rule: Rule; left: number; readonly index: number }[] = [];
  const seen = new Map<string, number>();
  return {
    set(rules) {
      active = rules.map((rule, index) => ({ rule, left: rule.count ?? Number.POSITIVE_INFINITY, index }));
      seen.clear();
    },
    take(request, which = () => true) {
      if (active.length === 0) return undefined;
      const key = `${request.method} ${request.path} ${request.body}`;
      const occurrence = seen.get(key) ?? 0;
      const hit = active.find(({ rule, left, index }) => {
        if (left <= 0 || !which(rule) || !matches(rule, request)) return false;
        const { probability = 1, seed = 0 } = rule;
        return probability >= 1 || chanceOf(seed + index, key, occurrence) < probability;
      });
      seen.set(key, occurrence + 1);
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.rule;
    },
  };
}

function matches({ methods, path, body }: Befalls, request: RuledRequest): boolean {
  return (
    (methods?.includes(request.method) ?? true) &&
    (path?.test(readable(request.path)) ?? true) &&
    (body?.test(request.body) ?? true)
  );
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    return path;
  }
}
