import fc from 'fast-check';
import { chanceOf } from '../faults/chance.ts';
import type { Owner } from '../faults/owner.ts';
import { executorNamed, type Executor, type ExecutorName } from './executors.ts';
import { happen } from './happen.ts';
import { openHouse } from './house.ts';
import { passingFaults } from './passingFaults.ts';
import type { Happening, Story } from './story.ts';
import { story } from './storyArbitrary.ts';
import { everythingIn, type TeamSnapshot, type ToldTeam } from './teamSnapshot.ts';
import { createWorld, type World } from './world.ts';

/** What came of a story, and how it went. */
export interface ToldByExecutor extends ToldTeam {
  readonly team: TeamSnapshot & {
    /** What our engine would do otherwise than the job's executor has done, once all is quiet. */
    readonly differences: readonly string[];
  };
}

export type TwoExecutors = Readonly<Record<ExecutorName, ToldByExecutor>>;

/** How a story is told, to both in the same way. */
interface Way {
  readonly seed: number;
  /** Whether some requests to the target fail in each round. */
  readonly withFaults: boolean;
}

/** The story of a seed, told to a team whose job runs here, and to another whose job the directory's own service runs. */
export async function tellBothExecutors(seed: number, withFaults: boolean): Promise<TwoExecutors> {
  const [told] = fc.sample(story, { seed, numRuns: 1 });
  if (told === undefined) throw new Error('There is no story.');
  const way = { seed, withFaults };
  return { local: await tell('local', told, way), entra: await tell('entra', told, way) };
}

/**
 * Entra counts deletes and knows no shares: a file that says only a number means the same to both. It is so low that stories
 * exceed it, and off in some.
 */
const onlyCounted = {
  threshold: 2,
  percentage: 100,
  minimum: 1_000_000,
  groupPercentage: 100,
} as const;

/** What failed is tried again a day after it failed last at the latest, so that more lies before each cycle; in milliseconds. */
const moreThanADay = 25 * 3_600_000;
/** Cycles until a team has come to rest, once nothing happens any more. */
const restingCycles = 8;

async function tell(name: ExecutorName, told: Story, { seed, withFaults }: Way): Promise<ToldByExecutor> {
  const endings: (() => void | Promise<void>)[] = [];
  const owner: Owner = { after: (end) => void endings.push(end) };
  try {
    const prevention = { ...onlyCounted, enabled: chanceOf(seed, 'prevention') < 0.75 };
    const job = { executor: name, accidentalDeletionPrevention: prevention };
    const house = await openHouse(owner, { withService: true, job });
    const world = createWorld(house, told);
    const executor = executorNamed(name, world);
    for (const [index, round] of told.rounds.entries()) {
      world.diary.push(`Round ${index + 1}.`);
      for (const happening of round.happenings.filter(isShared)) {
        const words = await happen(world, happening);
        if (words !== null) world.diary.push(`  ${words}`);
      }
      await doByHand(world, executor, seed, index);
      if (withFaults) await failingCycle(world, executor, seed, index);
      house.time.later += moreThanADay;
      const [restart, afterPause] = [chanceOf(seed, 'restart', index) < 0.15, chanceOf(seed, 'pause', index) < 0.5];
      await executor.cycle({ allowDeletes: withFaults || round.cycle.release, restart, afterPause });
    }
    await comeToRest(world, executor);
    const differences = await executor.differences();
    return { team: { ...everythingIn(house.targetStore), differences }, diary: world.diary };
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/** Default Access is a choice of our engine: Entra excludes it always. */
function isShared(happening: Happening): boolean {
  return happening.kind !== 'setting' || happening.what !== 'includeDefaultAccess';
}

/** Now and then somebody is provisioned on demand. */
async function doByHand({ people }: World, executor: Executor, seed: number, round: number): Promise<void> {
  if (round === 0 || chanceOf(seed, 'on demand', round) >= 0.3) return;
  const being = people[Math.floor(chanceOf(seed, 'who', round) * people.length)];
  if (being !== undefined) await executor.provisionOnDemand(being.id);
}

/** A cycle in which something fails, whose work is finished before anything else happens: what a fault delays is not compared. */
async function failingCycle(world: World, executor: Executor, seed: number, round: number): Promise<void> {
  world.house.time.later += moreThanADay;
  world.house.team.fail(...passingFaults(seed, round));
  await executor.cycle({ allowDeletes: true, restart: false, afterPause: false });
  world.house.team.recover();
}

/** Lets cycles run, and then everything be compared, until nothing is written any more. */
async function comeToRest(world: World, executor: Executor): Promise<void> {
  const { diary, house } = world;
  diary.push('All is quiet.');
  for (const restart of [false, true])
    for (let turn = 0; ; turn += 1) {
      house.time.later += moreThanADay;
      const before = house.team.writes();
      const nothingWaits = await executor.cycle({
        allowDeletes: true,
        restart: restart && turn === 0,
        afterPause: false,
      });
      if (nothingWaits && house.team.writes() === before) break;
      if (turn >= restingCycles) {
        diary.push(`  It still writes after ${restingCycles} cycles.`);
        break;
      }
    }
}
