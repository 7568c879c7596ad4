import { openJobSession } from '../../../src/engine/jobSession.ts';
import type { JobSession } from '../../../src/engine/session.ts';
import type { ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import { ordinaryRestart } from '../../../src/protocol/restartCriteria.ts';
import { english } from '../../../src/protocol/text.ts';
import { engine } from './engine.ts';
import type { HouseService } from './houseService.ts';
import type { Settings } from './story.ts';
import { eventsInWords, failuresInWords, runInWords } from './words.ts';
import type { World } from './world.ts';

/** Who can run the cycles of a job. */
export type ExecutorName = 'local' | 'entra';

export interface CycleWish {
  /** Carries out what accidental-deletion prevention has held back. */
  readonly allowDeletes: boolean;
  /** Decides about everyone anew. */
  readonly restart: boolean;
  /** The job is switched off before, and on again for the cycle, where nothing else is wished. */
  readonly afterPause: boolean;
}

/** Runs the cycles of the job of a story, one at a time, and puts down in the diary how they went. */
export interface Executor {
  /** Runs one. @returns whether nothing is held back after it; false for a cycle that failed as a whole, too. */
  cycle(wish: CycleWish): Promise<boolean>;
  /** What our engine would do otherwise than the other executor has done, in words; nothing where there is no other. */
  differences(): Promise<readonly string[]>;
  /** Provisions one user now, outside of any cycle. */
  provisionOnDemand(userId: string): Promise<void>;
}

const { signal } = new AbortController();
/** Longer than a request takes on a busy machine, in milliseconds. */
const patient = 20_000;

export function executorNamed(name: ExecutorName, world: World): Executor {
  const { service } = world.house;
  if (name === 'local') return localExecutor(world);
  if (service === null) throw new Error('The house has no provisioning service.');
  return serviceExecutor(world, service);
}

async function withSession<T>({ house, settings }: World, use: (session: JobSession) => Promise<T>): Promise<T> {
  const session = await openJobSession(house.params(settings, patient), () => Date.now() + house.time.later);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function localExecutor(world: World): Executor {
  const { house, diary } = world;
  const now = (): number => Date.now() + house.time.later;
  return {
    async cycle(wish) {
      try {
        const run = await engine.sync(house.params(world.settings, patient), { signal, now, ...wish });
        diary.push(`  Sync: ${runInWords(run, null)}`, ...failuresInWords(run));
        return run.summary.staged === 0;
      } catch (error) {
        diary.push(`  Sync: ${runInWords(null, provisioningFailure(error))}`);
        return false;
      }
    },
    differences: () => Promise.resolve([]),
    provisionOnDemand: (userId) => withSession(world, (session) => provision(session, userId, diary)),
  };
}

/** The service, by the session that people have: the job is created, pushed to, started, restarted and followed. */
function serviceExecutor(world: World, service: HouseService): Executor {
  const { house, diary } = world;
  /** What was last pushed, to which job; whether it was started; and its last cycle. */
  let told: { readonly jobId: string; readonly settings: Settings } | null = null;
  let startedId: string | null = null;
  let lastCycle: string | null = null;
  const bringUpToDate = async (session: JobSession): Promise<string> => {
    if (service.jobId() === null) await session.createInService(signal);
    const jobId = service.jobId() ?? '';
    if (told?.jobId === jobId && told.settings === world.settings) return jobId;
    await pushTo(session, house.secrets);
    told = { jobId, settings: world.settings };
    return jobId;
  };
  return {
    cycle: (wish) =>
      withSession(world, async (session) => {
        const jobId = await bringUpToDate(session);
        await (jobId === startedId ? runCycle(session, service, wish) : startPatiently(session, diary));
        startedId = jobId;
        await service.settled();
        const { id, isWell } = await follow(session, diary);
        if (id === lastCycle) throw new Error('The service has run no cycle.');
        lastCycle = id;
        return isWell;
      }),
    differences: () => withSession(world, differencesIn),
    provisionOnDemand: (userId) =>
      withSession(world, async (session) => {
        await bringUpToDate(session);
        await provision(session, userId, diary);
      }),
  };
}

/** A cycle of a job that runs: it's restarted for what is wished, and comes by itself otherwise. */
async function runCycle(session: JobSession, service: HouseService, wish: CycleWish): Promise<void> {
  const { allowDeletes, restart, afterPause } = wish;
  if (allowDeletes || restart)
    await session.restart(
      [...(restart ? ordinaryRestart : []), ...(allowDeletes ? (['ForceDeletes'] as const) : [])],
      signal,
    );
  else if (afterPause) {
    await session.pause(signal);
    await session.start({ signal, create: false });
  } else await service.run();
}

/** Reads which cycle was the last, and how the job is after it. */
async function follow(
  session: JobSession,
  diary: string[],
): Promise<{ readonly id: string | null; readonly isWell: boolean }> {
  const events: ProvisioningEvent[] = [];
  const { code, service } = await session.follow({ signal, onEvent: (event) => void events.push(event) });
  const { activityId: id = null, state = 'nothing', exported = 0, error = null } = service?.lastExecution ?? {};
  const words = `${state} (${code}); ${exported} exported${error === null ? '' : `, ${error.message}`}.`;
  diary.push(`  Entra: ${words}`, ...eventsInWords(events));
  return { id, isWell: code === 'Active' };
}

async function provision(session: JobSession, userId: string, diary: string[]): Promise<void> {
  try {
    const { source, action, status } = await session.provisionOnDemand(userId, signal);
    diary.push(`  ${source.displayName} on demand: ${action} (${status}).`);
  } catch (error) {
    diary.push(`  On demand: ${provisioningFailure(error).message}`);
  }
}

async function differencesIn(session: JobSession): Promise<readonly string[]> {
  const found: string[] = [];
  await session.compare({
    signal,
    onProgress: () => undefined,
    onDifference: ({ source, ours, theirs, cause }) =>
      found.push(`${source.displayName}: ${ours.action} here, ${theirs?.action ?? 'nothing'} there: ${english(cause)}`),
  });
  return found;
}

/** Writes schema and settings of the job file into the service. */
async function pushTo(session: JobSession, secrets: Readonly<Record<string, string>>): Promise<void> {
  const plan = await session.planPush(signal);
  if (plan.conflicts.length > 0) throw new Error(`Nobody else changes the schema: ${JSON.stringify(plan.conflicts)}`);
  if (plan.changes.length > 0) await session.pushSchema(plan, signal);
  const left = await session.pushSettings(secrets, signal);
  if (left.length > 0) throw new Error(`Settings are not as they were pushed: ${JSON.stringify(left)}`);
}

/** A fault at the target can befall the proof of the credentials as well: whoever starts it tries again. */
async function startPatiently(session: JobSession, diary: string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      await session.start({ signal, create: false });
      return;
    } catch (error) {
      if (attempt === 10) throw error;
      diary.push(`  Start: ${provisioningFailure(error).message}`);
    }
}

/** Any other error is a fault of ours. */
function provisioningFailure(error: unknown): Error {
  if (error instanceof Error && error.name === 'ProvisioningFailure') return error;
  throw error;
}
