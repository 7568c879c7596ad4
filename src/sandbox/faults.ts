import { createRateLimit, type RateCounts, type RateLimit } from './rateLimit.ts';

/** What can go wrong on purpose. */
export type FaultKind =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'tooManyRequests'
  | 'serverError'
  /** Never answers; the request takes no effect. */
  | 'hang'
  /** Cuts the connection before the request takes effect. */
  | 'cutBefore'
  /** Cuts the connection after the request took effect, so the client cannot know. */
  | 'cutAfter'
  /** The request takes effect, and half of the answer's JSON arrives. */
  | 'invalidJson'
  /** The request takes effect, and its answer says that it is a web page. */
  | 'wrongContentType'
  /** A 200 with a web page, as from a proxy in between; the request takes no effect. */
  | 'htmlPage'
  /** 429 for what is more than so many requests in a second; the others take effect. */
  | 'rateLimit'
  /** Nothing goes wrong, but so many milliseconds later; other faults befall the request all the same. */
  | 'slow';

export const faultKinds: readonly FaultKind[] = [
  'unauthorized',
  'forbidden',
  'notFound',
  'conflict',
  'tooManyRequests',
  'serverError',
  'hang',
  'cutBefore',
  'cutAfter',
  'invalidJson',
  'wrongContentType',
  'htmlPage',
  'rateLimit',
  'slow',
];

/** What a rule can say. */
const ruleMembers: readonly string[] = [
  'kind',
  'method',
  'path',
  'count',
  'probability',
  'retryAfterSeconds',
  'retryAfterForm',
  'tag',
  'plainText',
  'requestsPerSecond',
  'milliseconds',
] satisfies (keyof FaultRule)[];

/** Why a rule cannot be followed, in words for the person who wrote it. */
export class FaultRuleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FaultRuleError';
  }
}

/** A fault and the requests that it befalls. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Only requests with this method; all when left out. */
  readonly method?: string;
  /** Only requests whose path and query below the base address match this regular expression; all when left out. */
  readonly path?: string;
  /** How many requests it befalls before it clears itself; without end when left out. */
  readonly count?: number;
  /** The share of the matching requests, 0 to 1 (default 1), spread evenly: with 0.25 it is every fourth one. */
  readonly probability?: number;
  /** For `tooManyRequests` and `rateLimit`: what Retry-After says, in seconds (default 1). */
  readonly retryAfterSeconds?: number;
  /** For `tooManyRequests`: whether Retry-After is a number (default) or an HTTP date; `none` leaves it out. */
  readonly retryAfterForm?: 'seconds' | 'date' | 'none';
  /** For the Business API: the tag of the error, such as `expired_access_token` for `unauthorized`. */
  readonly tag?: string;
  /** For `tooManyRequests` of the Business API: a body in plain text. */
  readonly plainText?: boolean;
  /** For `rateLimit` (default 25). */
  readonly requestsPerSecond?: number;
  /** For `slow` (default 50). */
  readonly milliseconds?: number;
}

/** Switches the server's faults. */
export interface FaultControl {
  /** Puts these rules in place of the former ones. The first rule that matches a request befalls it. Throws FaultRuleError. */
  set(...rules: readonly FaultRule[]): void;
  /** Adds a rule after the others. Throws FaultRuleError. */
  add(rule: FaultRule): void;
  clear(): void;
  /** The rules in force, with what is left of their count. */
  list(): readonly FaultRule[];
  /** What the rate limits in force have seen, in the order of the rules. */
  rates(): readonly RateCounts[];
}

/** The control, and the server's side of it. */
export interface Faults extends FaultControl {
  /** The rule that befalls this request, if any; counts it. */
  next(method: string, path: string): FaultRule | undefined;
  /** Milliseconds that pass before this request is looked at. */
  delay(method: string, path: string): number;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly pattern: RegExp | undefined;
  readonly limit: RateLimit | null;
  remaining: number;
  share: number;
}

/** Makes a control without faults. */
export function createFaults(): Faults {
  let active: ActiveRule[] = [];
  const delay = (method: string, path: string): number =>
    active
      .filter((candidate) => candidate.rule.kind === 'slow' && matches(candidate, method, path))
      .reduce((sum, { rule: { milliseconds = 50 } }) => sum + milliseconds, 0);
  return {
    set(...rules) {
      active = rules.map(activate);
    },
    add(rule) {
      active.push(activate(rule));
    },
    clear() {
      active = [];
    },
    list: () =>
      active.map(({ rule, remaining }) => (Number.isFinite(remaining) ? { ...rule, count: remaining } : rule)),
    rates: () => active.flatMap(({ limit }) => limit?.counts() ?? []),
    next(method, path) {
      if (active.length === 0) return undefined;
      const heardAfter = delay(method, path) + unheard;
      const hit = active.find(
        (candidate) => matches(candidate, method, path) && befalls(candidate, heardAfter) && takesTurn(candidate),
      );
      if (hit === undefined) return undefined;
      hit.remaining -= 1;
      if (hit.remaining <= 0) active = active.filter((candidate) => candidate !== hit);
      // What exceeds a limit is refused as any other request that comes too soon.
      return hit.limit === null ? hit.rule : { ...hit.rule, kind: 'tooManyRequests' };
    },
    delay,
  };
}

function activate(rule: FaultRule): ActiveRule {
  checkRule(rule);
  const { kind, requestsPerSecond = 25, retryAfterSeconds = 1 } = rule;
  const limit = kind === 'rateLimit' ? createRateLimit(requestsPerSecond, retryAfterSeconds * 1000) : null;
  return { rule, pattern: patternOf(rule.path), limit, remaining: rule.count ?? Number.POSITIVE_INFINITY, share: 0 };
}

/** Milliseconds that a response and a request take on this machine, beside the delay that is asked for. */
const unheard = 50;

function befalls({ rule, limit }: ActiveRule, heardAfter: number): boolean {
  if (rule.kind === 'slow') return false;
  const isWithin = limit?.take(performance.now(), heardAfter) ?? false;
  return !isWithin;
}

/** Rules come over the control endpoint too, so their types are not to be trusted. */
function checkRule(rule: unknown): asserts rule is FaultRule {
  if (typeof rule !== 'object' || rule === null) throw new FaultRuleError('A fault is a JSON object with a kind.');
  const {
    kind,
    method,
    path,
    count,
    probability = 1,
    retryAfterSeconds = 0,
    retryAfterForm = 'seconds',
    tag,
    plainText = false,
    requestsPerSecond = 1,
    milliseconds = 0,
  } = rule as FaultRule;
  const unknown = Object.keys(rule).find((name) => !ruleMembers.includes(name));
  const complaints: readonly (readonly [isWrong: boolean, complaint: string])[] = [
    [unknown !== undefined, `A fault has no '${unknown ?? ''}', only ${ruleMembers.join(', ')}.`],
    [!faultKinds.includes(kind), `There is no fault '${kind as string}'. The faults are: ${faultKinds.join(', ')}.`],
    [method !== undefined && typeof method !== 'string', 'method must be the name of an HTTP method.'],
    [path !== undefined && typeof path !== 'string', 'path must be a regular expression, as a string.'],
    [count !== undefined && !(Number.isInteger(count) && count > 0), 'count must be a positive integer.'],
    [!(typeof probability === 'number' && probability >= 0 && probability <= 1), 'probability must be from 0 to 1.'],
    [!(typeof retryAfterSeconds === 'number' && retryAfterSeconds >= 0), 'retryAfterSeconds must be a number from 0.'],
    [tag !== undefined && !isTag(tag), 'tag must be the name of an error, in lower-case letters and underscores.'],
    [!(typeof requestsPerSecond === 'number' && requestsPerSecond >= 1), 'requestsPerSecond must be a number from 1.'],
    [!(typeof milliseconds === 'number' && milliseconds >= 0), 'milliseconds must be a number from 0.'],
    [typeof plainText !== 'boolean', 'plainText must be true or false.'],
    [!['seconds', 'date', 'none'].includes(retryAfterForm), 'retryAfterForm must be seconds, date or none.'],
  ];
  const complaint = complaints.find(([isWrong]) => isWrong);
  if (complaint !== undefined) throw new FaultRuleError(complaint[1]);
}

function isTag(tag: unknown): boolean {
  return typeof tag === 'string' && /^[a-z_]+$/.test(tag);
}

function patternOf(path: string | undefined): RegExp | undefined {
  if (path === undefined) return undefined;
  try {
    return new RegExp(path);
  } catch (error) {
    throw new FaultRuleError(`path must be a regular expression: ${error instanceof Error ? error.message : ''}.`);
  }
}

function matches({ rule, pattern }: ActiveRule, method: string, path: string): boolean {
  return (rule.method === undefined || rule.method.toUpperCase() === method) && (pattern?.test(path) ?? true);
}

/** Spreads the probability evenly instead of at random, so that a test gives the same result every time. */
function takesTurn(candidate: ActiveRule): boolean {
  candidate.share += candidate.rule.probability ?? 1;
  // 0.1 added ten times is a little less than 1.
  if (candidate.share < 1 - 1e-9) return false;
  candidate.share -= 1;
  return true;
}

/**
 * Carries out a request to `/faults` of a control endpoint: GET lists the rules, PUT replaces them by a list, POST adds
 * one, DELETE clears them. Answers the body, or null when there is none; undefined for another method.
 * Throws FaultRuleError.
 */
export function controlFaults(faults: FaultControl, method: string, body: () => unknown): object | null | undefined {
  switch (method) {
    case 'GET':
      return { faults: faults.list() };
    case 'PUT': {
      const rules = body();
      if (!Array.isArray(rules)) throw new FaultRuleError('Send a list of faults.');
      faults.set(...(rules as FaultRule[]));
      return null;
    }
    case 'POST':
      faults.add(body() as FaultRule);
      return null;
    case 'DELETE':
      faults.clear();
      return null;
    default:
      return undefined;
  }
}
