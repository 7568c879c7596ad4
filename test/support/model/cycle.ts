import type { SyncRun } from './engine.ts';
import type { Engine } from './engine.ts';
import type { CyclePlan } from './story.ts';
import type { Violation } from './violation.ts';
import { failuresInWords, faultsInWords, logInWords, runInWords } from './words.ts';
import { truthOf, type World } from './world.ts';

/** How a cycle went, as far as the story needs to know. */
export interface CycleOutcome {
  /** Null when it failed as a whole or was killed. */
  readonly run: SyncRun | null;
  readonly failure: Error | null;
  /** Requests that wrote to the target, and those of them that it refused. */
  readonly writes: number;
  readonly refusedWrites: number;
  readonly violations: readonly Violation[];
}

export const undisturbed: CyclePlan = { target: [], source: [], stop: null, release: false, decide: null };

/** Longer than anything takes on a busy machine: only a cycle in which somebody hangs gives up soon. */
const patient = 20_000;
const impatient = 150;
/** A cycle that takes longer has hung itself: starting a process takes half a minute where many others want the processor. */
const longest = 300_000;

/** Nothing goes wrong by these: the target is only another server. */
const harmless: ReadonlySet<string> = new Set(['pages', 'odd']);

export interface CycleChoice {
  readonly staged: ReadonlySet<string>;
  /** Who was released by name, and has not lost anything since. */
  readonly released: ReadonlySet<string>;
  readonly restart?: boolean;
  /** How much later than now it is, in milliseconds. */
  readonly later?: number;
}

/** Runs one cycle as planned, and asks the ledger what it did wrong. */
export async function runCycle(
  engine: Engine,
  world: World,
  plan: CyclePlan,
  { staged, released, restart = false, later = 0 }: CycleChoice,
): Promise<CycleOutcome> {
  const { house, ledger, diary } = world;
  house.target.forget();
  house.source.forget();
  house.target.set(plan.target);
  house.source.set(plan.source);
  const hangs = plan.target.some(({ fault }) => fault === 'hang');
  const params = house.params(world.settings, hangs ? impatient : patient);
  ledger.beginCycle(truthOf(world), world.drifted);
  const { run, failure } = await guarded(() => sync(engine, world, plan, params, { restart, later }));
  house.target.clear();
  house.source.clear();
  await house.target.settled();
  await house.source.settled();

  const lies = house.source.counts();
  const lied = (lies.short ?? 0) + (lies.falseNotFound ?? 0) > 0;
  if (lied && plan.source.some((fault) => fault.fault !== 'short' || fault.of !== 'assignments'))
    world.sourceOwesTruth = true;
  const { writes, refusedWrites, byFault } = house.target.counts();
  const hits = [...Object.keys(byFault), ...Object.keys(lies)].filter((fault) => !harmless.has(fault));
  const clean = run !== null && run.summary.outcome !== 'cancelled' && hits.length === 0;
  noteWrongIds(world);
  const mayGo = new Set([...released, ...(plan.release ? staged : [])]);
  const violations = [
    ...ledger.endCycle({ truthful: !lied && !world.sourceOwesTruth, clean, released: mayGo }),
    ...brokenBy(failure),
  ];
  diary.push(`  Cycle${faultsInWords(plan)}${restart ? ', restarted' : ''}: ${runInWords(run, failure)}`);
  diary.push(...logInWords(house.target.log, world), ...failuresInWords(run));
  noteUnheardDeletions(world, clean, run === null && failure === null);
  return { run, failure, writes, refusedWrites, violations };
}

async function sync(
  engine: Engine,
  { house }: World,
  plan: CyclePlan,
  params: Parameters<Engine['sync']>[0],
  { restart, later }: { readonly restart: boolean; readonly later: number },
): Promise<SyncRun | null> {
  const { stop, release } = plan;
  if (stop?.how === 'kill') {
    const apart = engine.syncApart({ params, allowDeletes: release, later });
    const stopCounting = house.target.atWrite(stop.write, stop.moment, () => {
      apart.kill();
    });
    return apart.result.finally(stopCounting);
  }
  const cancel = new AbortController();
  const stopCounting =
    stop === null
      ? () => undefined
      : house.target.atWrite(stop.write, stop.moment, () => {
          cancel.abort(new Error('Cancelled by the story.'));
        });
  return engine
    .sync(params, { signal: cancel.signal, allowDeletes: release, restart, now: () => Date.now() + later })
    .finally(stopCounting);
}

async function guarded(
  work: () => Promise<SyncRun | null>,
): Promise<{ readonly run: SyncRun | null; readonly failure: Error | null }> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`The cycle takes longer than ${longest / 1000} seconds.`), { name: 'NeverEnds' }));
    }, longest);
  });
  try {
    return { run: await Promise.race([work(), tooLong]), failure: null };
  } catch (error) {
    return { run: null, failure: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    clearTimeout(timer);
  }
}

/** Source or target may fail as a whole, and the engine says so in words of its own; any other error is a fault of its. */
function brokenBy(failure: Error | null): readonly Violation[] {
  if (failure === null || failure.name === 'ProvisioningFailure') return [];
  return [
    { kind: failure.name === 'NeverEnds' ? 'never-ends' : 'engine-broke', what: failure.stack ?? failure.message },
  ];
}

/** Whose account was deleted just before the process was killed, the next sync finds out by deleting it once more. */
function noteUnheardDeletions({ ledger, unheard }: World, clean: boolean, killed: boolean): void {
  if (clean) unheard.clear();
  if (killed) for (const id of ledger.lastLosses()) unheard.add(id);
}

/** Of a creation that was answered with a wrong id the engine cannot know better until it looks for the object. */
function noteWrongIds({ house, drifted }: World): void {
  for (const { fault, body } of house.target.log) {
    if (fault !== 'wrongId') continue;
    const { externalId } = JSON.parse(body) as { readonly externalId?: unknown };
    if (typeof externalId === 'string') drifted.add(externalId);
  }
}
