import { later } from './faults/later.ts';
import type { Owner } from './faults/owner.ts';
import { startProxy, type Outcome, type PassingRequest } from './faults/proxy.ts';
import { createRuleBook, type Befalls } from './faults/ruleBook.ts';
import { befall, pagedPath, type TargetEffect } from './faults/targetEffects.ts';

export type { Owner } from './faults/owner.ts';
export type { TargetEffect } from './faults/targetEffects.ts';

/** A fault of the target, and the requests that it befalls. */
export type TargetFault = TargetEffect & Befalls;

/** One request as it was met. */
export interface LoggedRequest {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly body: string;
  /** What befell it; null when it was let through. */
  readonly fault: TargetFault['fault'] | null;
  /** What the client was told; null when it was told nothing. */
  readonly status: number | null;
}

export interface RequestCounts {
  readonly all: number;
  /** Requests by any method but GET. */
  readonly writes: number;
  /** Writes that the client was told were refused (status 400 and above). */
  readonly refusedWrites: number;
  readonly byFault: Readonly<Partial<Record<TargetFault['fault'], number>>>;
}

/** A SCIM target that fails in the ways that it is told to. */
export interface FaultTarget {
  readonly origin: string;
  /** Puts these faults in place of the former ones. The first that matches a request befalls it. */
  set(faults: readonly TargetFault[]): void;
  /** Ends all faults; what is under way still ends as it was begun. */
  clear(): void;
  counts(): RequestCounts;
  /** Every request since the start or since `forget`. */
  readonly log: readonly LoggedRequest[];
  /** Empties the log and counts from nothing. */
  forget(): void;
  /** Resolves when every request has ended and everything that was accepted for later has taken effect. */
  settled(): Promise<void>;
  /**
   * Calls back at the `n`th write from now on, counting from 1: `arrives` is before it takes effect, `done` after that and
   * before the client hears of it.
   *
   * @returns stops counting.
   */
  atWrite(n: number, moment: 'arrives' | 'done', act: () => void): () => void;
}

export interface FaultTargetOptions {
  /** The origin of the target behind. */
  readonly upstream: string;
  /** The token that the target behind takes, for what the proxy itself asks it. */
  readonly token: string;
  readonly basePath?: string;
}

/** Puts a target with faults in front of another, until the owner (a test, say) ends. */
export async function startFaultTarget(owner: Owner, options: FaultTargetOptions): Promise<FaultTarget> {
  const { upstream, basePath = '/scim/v2' } = options;
  const rules = createRuleBook<TargetFault>();
  const postponed = later();
  const log: LoggedRequest[] = [];
  const watchers = new Set<{ left: number; readonly moment: 'arrives' | 'done'; readonly act: () => void }>();

  const tell = (moment: 'arrives' | 'done', method: string): void => {
    if (method === 'GET') return;
    for (const watcher of watchers) if (watcher.moment === moment && --watcher.left === 0) watcher.act();
  };

  const handle = async (request: PassingRequest): Promise<Outcome> => {
    await postponed.tick();
    const { method, path, body } = request;
    tell('arrives', method);
    const paging = rules.take(request, ({ fault }) => fault === 'pages');
    const met = paging?.fault === 'pages' ? withPath(request, pagedPath(path, paging.size)) : request;
    const fault = rules.take(request, (rule) => rule.fault !== 'pages');
    const outcome = fault === undefined ? await met.send() : await befall(fault, met, postponed, basePath);
    tell('done', method);
    const status = typeof outcome === 'string' ? null : outcome.status;
    log.push({ method, path, body, fault: fault?.fault ?? paging?.fault ?? null, status });
    return outcome;
  };

  const proxy = await startProxy(owner, { upstream, basePath, handle });
  return {
    origin: proxy.origin,
    set: (faults) => {
      rules.set(faults);
    },
    clear: () => {
      rules.set([]);
    },
    counts: () => countsOf(log),
    log,
    forget: () => {
      log.length = 0;
    },
    async settled() {
      await proxy.idle();
      await postponed.all();
    },
    atWrite(n, moment, act) {
      const watcher = { left: n, moment, act };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

function withPath(request: PassingRequest, path: string): PassingRequest {
  return { ...request, path, send: (instead) => request.send({ path, ...instead }) };
}

function countsOf(log: readonly LoggedRequest[]): RequestCounts {
  const byFault: Partial<Record<TargetFault['fault'], number>> = {};
  let [writes, refusedWrites] = [0, 0];
  for (const { method, fault, status } of log) {
    if (fault !== null) byFault[fault] = (byFault[fault] ?? 0) + 1;
    if (method === 'GET') continue;
    writes += 1;
    if (status !== null && status >= 400) refusedWrites += 1;
  }
  return { all: log.length, writes, refusedWrites, byFault };
}
