import type { OpenJobParams } from '../../../src/protocol/openJob.ts';
import { engine, type Engine, type PreviewRun, type SyncRun } from './engine.ts';

/** The target as the engine reaches it. */
export interface Target {
  send(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** The id of the first resource that stands for a user or group. */
  idOf(collection: 'Users' | 'Groups', externalId: string | undefined): Promise<string>;
}

/** What an engine does wrong, in its cycle of this number (from 1). */
export interface Wrong {
  readonly after?: (target: Target, cycle: number) => Promise<unknown>;
  /** What a cycle says in place of doing anything; null lets it do its work. */
  readonly instead?: (cycle: number) => SyncRun | null;
  readonly fails?: (cycle: number) => Error | null;
  readonly preview?: (run: PreviewRun, target: Target) => Promise<PreviewRun>;
}

/** Does something wrong in one cycle only. */
export function inCycle(number: number, work: (target: Target) => Promise<unknown>): NonNullable<Wrong['after']> {
  return (target, cycle) => (cycle === number ? work(target) : Promise.resolve());
}

/** The engine, which does something wrong besides. */
export function doingWrong({ after, instead, fails, preview }: Wrong): Engine {
  let cycle = 0;
  return {
    ...engine,
    async sync(params, choice): Promise<SyncRun> {
      cycle += 1;
      const failure = fails?.(cycle) ?? null;
      if (failure !== null) throw failure;
      const run = instead?.(cycle) ?? (await engine.sync(params, choice));
      await after?.(targetOf(params), cycle);
      return run;
    },
    async preview(params, now) {
      const run = await engine.preview(params, now);
      return (await preview?.(run, targetOf(params))) ?? run;
    },
  };
}

/** A cycle that does nothing, and says that all is well, or whom it holds back. */
export function idle(staged: readonly (string | undefined)[] = []): SyncRun {
  const counts = { create: 0, update: 0, disable: 0, delete: 0 };
  const outcome = staged.length === 0 ? 'completed' : 'quarantined';
  return {
    events: staged.map((id) => ({ action: 'stagedDelete', source: { id }, reason: { code: 'TooManyDeletes' } })),
    summary: { outcome, staged: staged.length, quarantine: null, counts },
  } as unknown as SyncRun;
}

export function idleAfter(last: number): NonNullable<Wrong['instead']> {
  return (cycle) => (cycle > last ? idle() : null);
}

function targetOf({ targetCredential }: OpenJobParams): Target {
  const { origin = '', token = '' } = targetCredential ?? {};
  const send: Target['send'] = async (method, path, body) => {
    const answer = await fetch(`${origin}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  return {
    send,
    async idOf(collection, externalId) {
      const list = await send('GET', `/${collection}`);
      const resources = list['Resources'] as readonly { readonly id: string; readonly externalId?: string }[];
      return encodeURIComponent(resources.find((resource) => resource.externalId === externalId)?.id ?? '');
    },
  };
}
