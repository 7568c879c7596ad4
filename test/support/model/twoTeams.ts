import fc from 'fast-check';
import type { Owner } from '../faults/owner.ts';
import type { NamedFault, TargetName } from '../targets/runningTarget.ts';
import { engine, type SyncRun } from './engine.ts';
import { happen } from './happen.ts';
import { openHouse } from './house.ts';
import { passingFaults } from './passingFaults.ts';
import type { Happening, Story } from './story.ts';
import { story } from './storyArbitrary.ts';
import { snapshotOf, type ToldTeam } from './teamSnapshot.ts';
import { failuresInWords, runInWords } from './words.ts';
import { createWorld, type World } from './world.ts';

export type TwoTeams = Readonly<Record<TargetName, ToldTeam>>;

/** The story of a seed, told to a team over SCIM and to another over the Business API. */
export async function tellBoth(seed: number, withFaults: boolean): Promise<TwoTeams> {
  const [told] = fc.sample(story, { seed, numRuns: 1 });
  if (told === undefined) throw new Error('There is no story.');
  const faults = withFaults ? seed : null;
  return { scim: await tell('scim', told, faults), dropboxBusiness: await tell('dropboxBusiness', told, faults) };
}

const hour = 3_600_000;
/**
 * For a week Dropbox keeps the address of who was removed, and recovers them as they were, which SCIM doesn't: so that much
 * lies before each cycle, in milliseconds.
 */
const eightDays = 8 * 24 * hour;
/** Cycles until a team has come to rest, once nothing happens any more. */
const restingCycles = 8;

async function tell(over: TargetName, told: Story, faultSeed: number | null): Promise<ToldTeam> {
  const endings: (() => void | Promise<void>)[] = [];
  const owner: Owner = { after: (end) => void endings.push(end) };
  try {
    const house = await openHouse(owner, { over });
    const world = createWorld(house, { ...told, people: told.people.map((person) => ({ ...person, surname: true })) });
    for (const [index, round] of told.rounds.entries()) {
      world.diary.push(`Round ${index + 1}.`);
      house.time.later += eightDays;
      for (const happening of round.happenings.filter(isShared)) {
        const words = await happen(world, happening);
        if (words !== null) world.diary.push(`  ${words}`);
      }
      house.time.later += eightDays;
      if (faultSeed !== null) await failingCycle(world, passingFaults(faultSeed, index));
      const choice = { allowDeletes: faultSeed !== null || round.cycle.release };
      const run = await cycle(world, choice);
      // As what a fault delays: an address that is given on in the cycle that removes its owner isn't free for a week.
      if (run !== null && run.summary.counts.failure > 0) {
        house.time.later += eightDays;
        await cycle(world, choice);
      }
    }
    await comeToRest(world);
    return { team: snapshotOf(house.targetStore), diary: world.diary };
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/**
 * Whether something happens to both teams in the same way: Dropbox creates nobody suspended, gives its members the name that
 * is shown, and takes people without a surname, whom the practice team's SCIM service refuses.
 */
function isShared(happening: Happening): boolean {
  if (happening.kind === 'setting') return happening.what !== 'active' && happening.what !== 'displayName';
  return happening.kind !== 'surname' || happening.to !== null;
}

/** A cycle in which something fails, whose work is finished before anything else happens: what a fault delays is not compared. */
async function failingCycle(world: World, faults: readonly NamedFault[]): Promise<void> {
  world.house.team.fail(...faults);
  await cycle(world, { allowDeletes: true });
  world.house.team.recover();
  world.house.time.later += eightDays;
}

async function cycle(
  world: World,
  choice: { readonly allowDeletes: boolean; readonly restart?: boolean },
): Promise<SyncRun | null> {
  const { house, diary, settings } = world;
  const signal = new AbortController().signal;
  const now = (): number => Date.now() + house.time.later;
  try {
    const run = await engine.sync(house.params(settings, 20_000), { signal, restart: false, now, ...choice });
    diary.push(`  Sync: ${runInWords(run, null)}`, ...failuresInWords(run));
    return run;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ProvisioningFailure') throw error;
    diary.push(`  Sync: ${runInWords(null, error)}`);
    return null;
  }
}

/** Lets cycles run, and then everything be compared, until nothing is written any more. */
async function comeToRest(world: World): Promise<void> {
  world.diary.push('All is quiet.');
  for (const restart of [false, true])
    for (let turn = 0; ; turn += 1) {
      world.house.time.later += eightDays;
      const run = await cycle(world, { allowDeletes: true, restart: restart && turn === 0 });
      if (run !== null && run.summary.requests.targetWrites === 0 && run.summary.staged === 0) break;
      if (turn >= restingCycles) {
        world.diary.push(`  It still writes after ${restingCycles} cycles.`);
        break;
      }
    }
}
