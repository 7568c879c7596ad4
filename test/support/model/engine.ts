import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openJobSession } from '../../../src/engine/jobSession.ts';
import type { JobSession } from '../../../src/engine/session.ts';
import type { OpenJobParams } from '../../../src/protocol/openJob.ts';
import type { CycleSummary } from '../../../src/protocol/cycleSummary.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import type { HoldDecision, StagedAction } from '../../../src/protocol/stagedActions.ts';

/** What came of a sync. */
export interface SyncRun {
  readonly summary: CycleSummary;
  readonly events: readonly ProvisioningEvent[];
}

export interface PreviewRun {
  readonly summary: CycleSummary;
  readonly decisions: readonly DecisionSummary[];
}

export interface SyncChoice {
  readonly signal: AbortSignal;
  readonly allowDeletes: boolean;
  readonly restart: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is put to the test: runs cycles of a job. */
export interface Engine {
  sync(params: OpenJobParams, choice: SyncChoice): Promise<SyncRun>;
  /** @param now milliseconds since 1970. */
  preview(params: OpenJobParams, now: () => number): Promise<PreviewRun>;
  /** What is held back. */
  staged(params: OpenJobParams): Promise<readonly StagedAction[]>;
  /** Releases or rejects what is held back, by key. */
  decide(
    params: OpenJobParams,
    keys: readonly string[],
    verdict: HoldDecision['verdict'],
  ): Promise<readonly StagedAction[]>;
  /** As `sync`, in a process of its own, which `kill` ends at once. The result is null when it was killed. */
  syncApart(message: ApartMessage): { readonly result: Promise<SyncRun | null>; kill(): void };
}

/** What a cycle in a process of its own is told. */
export interface ApartMessage {
  readonly params: OpenJobParams;
  readonly allowDeletes: boolean;
  /** How much later than now it is, in milliseconds. */
  readonly later: number;
}

const quiet = (): void => undefined;

export const engine: Engine = {
  sync,
  preview,
  staged: (params) => withSession(params, (session) => session.status().staged),
  decide: (params, keys, verdict) => withSession(params, (session) => session.decideHolds(keys, verdict, quiet)),
  syncApart,
};

async function withSession<T>(params: OpenJobParams, use: (session: JobSession) => T | Promise<T>): Promise<T> {
  const session = await openJobSession(params);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

async function sync(params: OpenJobParams, { signal, allowDeletes, restart, now }: SyncChoice): Promise<SyncRun> {
  const session = await openJobSession(params, now);
  try {
    const events: ProvisioningEvent[] = [];
    const onEvent = (event: ProvisioningEvent): void => void events.push(event);
    const summary = await session.sync({ signal, allowDeletes, restart, onEvent, onProgress: quiet });
    return { summary, events };
  } finally {
    await session.close();
  }
}

async function preview(params: OpenJobParams, now: () => number): Promise<PreviewRun> {
  const session = await openJobSession(params, now);
  try {
    const decisions: DecisionSummary[] = [];
    const summary = await session.preview({
      signal: new AbortController().signal,
      onDecision: (decision) => void decisions.push(decision),
      onProgress: quiet,
    });
    return { summary, decisions };
  } finally {
    await session.close();
  }
}

/** What the process of a cycle tells its parent. */
export type CycleReport =
  { readonly run: SyncRun } | { readonly failure: { readonly name: string; readonly message: string } };

function syncApart(message: ApartMessage): { readonly result: Promise<SyncRun | null>; kill(): void } {
  const child = fork(new URL('cycleProcess.ts', import.meta.url), [], { execArgv: [] });
  const exited = once(child, 'exit');
  const told = new Promise<CycleReport>((resolve) =>
    child.once('message', (report) => {
      resolve(report as CycleReport);
    }),
  );
  child.send(message);
  const result = Promise.race([told, exited.then(() => null)]).then(async (report) => {
    child.kill('SIGKILL');
    await exited;
    if (report === null || 'run' in report) return report?.run ?? null;
    throw Object.assign(new Error(report.failure.message), { name: report.failure.name });
  });
  return { result, kill: () => void child.kill('SIGKILL') };
}
