import type { CycleSummary } from '../../../src/protocol/cycleSummary.ts';
import type { Owner } from '../faultTarget.ts';
import { runCycle, undisturbed, type CycleOutcome } from './cycle.ts';
import { createDecisions } from './decisions.ts';
import type { Engine } from './engine.ts';
import { happen } from './happen.ts';
import { openHouse } from './house.ts';
import { judge, stuckUsers, type Ending } from './oracle.ts';
import { differencesOf } from './previewIsSync.ts';
import type { CyclePlan, Story } from './story.ts';
import { StoryFailure, type Violation } from './violation.ts';
import { createWorld, nameIn, truthOf, type World } from './world.ts';

/** As many cycles the engine may take to put everything right once nothing is wrong any more. */
const quietCycles = 6;
/** They are so far apart, in milliseconds: what the target has accepted is waited for, but not for ever. */
const day = 24 * 60 * 60 * 1000;
/** Between two rounds it's so long, in milliseconds: what failed is due again after the former once, and after the latter twice. */
const minutes = 40 * 60 * 1000;
const hours = 7 * 60 * 60 * 1000;
/** After so long whatever failed in the story, in milliseconds, is to be tried again. */
const untilRetried = 25 * 60 * 60 * 1000;

/**
 * Runs a story from its beginning to its end.
 *
 * @returns what happened, in words.
 * @throws StoryFailure when the engine does something wrong, at the end of the cycle in which it does.
 */
export async function runStory(engine: Engine, story: Story): Promise<readonly string[]> {
  const endings: (() => void | Promise<void>)[] = [];
  const owner: Owner = { after: (end) => void endings.push(end) };
  try {
    const house = await openHouse(owner);
    const teller = createTeller(engine, createWorld(house, story));
    for (const [index, round] of story.rounds.entries()) {
      teller.world.diary.push(`Round ${index + 1}.`);
      teller.pass(index % 3 === 2 ? hours : minutes);
      for (const happening of round.happenings) {
        const words = await happen(teller.world, happening);
        if (words !== null) teller.world.diary.push(`  ${words}`);
      }
      await teller.cycle(round.cycle, { preview: round.preview });
    }
    await teller.comeToRest(story.ending.preview);
    if (story.ending.restart) await teller.restart();
    return teller.world.diary;
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

interface Teller {
  readonly world: World;
  cycle(plan: CyclePlan, options: { readonly preview?: boolean; readonly restart?: boolean }): Promise<CycleOutcome>;
  /** Lets time pass, in milliseconds. */
  pass(time: number): void;
  /** Faults are off, the state is kept: runs cycles until one does nothing, and judges. */
  comeToRest(preview: boolean): Promise<void>;
  /** Has everything compared with the target as it is, after which nothing is excused, and judges again. */
  restart(): Promise<void>;
}

function createTeller(engine: Engine, world: World): Teller {
  const decisions = createDecisions(engine, world);
  /** Who the latest cycles held back, by name. */
  let staged = new Set<string>();
  let swallowed = false;
  /** How much later it is than outside of the story, in milliseconds. */
  let later = 0;
  let looksLeft = 0;

  const fail = (violations: readonly Violation[]): void => {
    if (violations.length > 0) throw new StoryFailure(violations, [...world.diary]);
  };

  const noteStaged = ({ run }: CycleOutcome): void => {
    if (run === null) return;
    const now = run.events.filter(({ action }) => action === 'stagedDelete').map(({ source }) => source.id);
    // A cycle that was cut short may not have come to everybody.
    staged = new Set(run.summary.outcome === 'cancelled' ? [...staged, ...now] : now);
  };

  /** An account that isn't found is looked for in two more cycles, and the last may end what referred to it. */
  const noteLooks = ({ run }: CycleOutcome): void => {
    const isMissed = run?.events.some(({ reason }) => reason.code === 'NotFoundInTarget') ?? false;
    looksLeft = isMissed ? 2 : Math.max(0, looksLeft - 1);
  };

  const run = async (plan: CyclePlan, restart = false): Promise<CycleOutcome> => {
    const released = await decisions.released();
    const outcome = await runCycle(engine, world, plan, { staged, released, restart, later });
    noteStaged(outcome);
    noteLooks(outcome);
    fail([...outcome.violations, ...decisions.broken()]);
    return outcome;
  };

  /** A target that twice does not keep a value does not take it: that is another test's subject. */
  const sparing = (plan: CyclePlan): CyclePlan => ({
    ...plan,
    target: plan.target.filter((fault) => !(swallowed && fault.fault === 'oldBody' && !fault.effect)),
  });

  const cycle: Teller['cycle'] = async (given, { preview = false, restart = false }) => {
    const plan = sparing(given);
    swallowed ||= plan.target.some((fault) => fault.fault === 'oldBody' && !fault.effect);
    const isUndisturbed = plan.target.length + plan.source.length === 0 && plan.stop === null && !plan.release;
    await decisions.choose(plan.decide);
    if (!preview || !isUndisturbed) return run(plan, restart);
    const aside = unforeseeable(world);
    world.house.target.forget();
    const told = await attempt(() =>
      engine.preview(world.house.params(world.settings, 20_000), () => Date.now() + later),
    );
    world.diary.push(`  Preview: ${told === null ? 'failed' : 'done'}.`);
    const { writes } = world.house.target.counts();
    if (writes > 0) fail([{ kind: 'preview-writes', what: `${writes} requests` }]);
    const outcome = await run(plan);
    if (told !== null && outcome.run !== null)
      fail(differencesOf(told, outcome.run, aside).map((what) => ({ kind: 'preview-differs', what })));
    else if ((told === null) !== (outcome.run === null))
      fail([{ kind: 'preview-differs', what: `one of them failed: ${outcome.failure?.message ?? 'the preview'}` }]);
    return outcome;
  };

  const runUntilQuiet = async (preview: boolean, restart: boolean): Promise<void> => {
    for (let turn = 0; turn < quietCycles; turn += 1) {
      const outcome = await cycle(undisturbed, { preview: preview && turn === 0, restart: restart && turn === 0 });
      later += day;
      const asks = outcome.run === null || outcome.run.summary.outcome === 'quarantined';
      if (asks) await release(outcome);
      else if (looksLeft === 0 && isIdle(world, outcome)) {
        if (!(await decisions.thinkAgain())) return;
        turn = 0;
      }
    }
    fail([{ kind: 'never-quiet', what: `${quietCycles} cycles` }]);
  };

  /** Somebody looks at what is held back, and allows it. */
  const release = async ({ failure }: CycleOutcome): Promise<void> => {
    const seen = new Set([...staged, ...(await decisions.released())]);
    const outcome = await cycle({ ...undisturbed, release: true }, {});
    if (outcome.run === null)
      fail([{ kind: 'quiet-fails', what: `${failure?.message ?? ''} ${outcome.failure?.message ?? ''}` }]);
    const unseen = [...world.ledger.lastLosses()].filter((id) => !seen.has(id)).map((id) => nameIn(world, id));
    if (unseen.length > 0) fail([{ kind: 'release-differs', what: `${unseen.join(', ')} had not been held back` }]);
  };

  const judgeNow = async (): Promise<void> => {
    fail(judge(endingOf(world)));
    const { writes, refusedWrites } = await cycle(undisturbed, {});
    const excused = stuckUsers(endingOf(world)).size > 0 ? refusedWrites : 0;
    if (writes > excused) fail([{ kind: 'quiet-writes', what: `${writes} requests` }]);
  };

  return {
    world,
    cycle,
    pass(time) {
      later += time;
    },
    async comeToRest(preview) {
      world.diary.push('All is quiet, and a day has passed.');
      later += untilRetried;
      // What a source has left out of everything once, no change will ever tell: it is asked for everything again.
      if (world.sourceOwesTruth) {
        world.house.directoryServer.deltaTokens.revoke('syncStateNotFound');
        world.sourceOwesTruth = false;
        world.diary.push('  The source has forgotten the watermark, so that everything is read again.');
      }
      await runUntilQuiet(preview, false);
      await judgeNow();
    },
    async restart() {
      world.diary.push('Everything is looked at anew.');
      world.drifted.clear();
      world.bereft.clear();
      await runUntilQuiet(false, true);
      await judgeNow();
    },
  };
}

function endingOf(world: World): Ending {
  const { house, ledger, drifted } = world;
  const { accounts, knownGroups } = ledger;
  const nameOf = (id: string): string => nameIn(world, id);
  return { truth: truthOf(world), store: house.targetStore, accounts, knownGroups, drifted, nameOf };
}

/**
 * Whether a cycle did nothing and leaves nothing open. Writes that are refused each time anew, since somebody cannot get a
 * user name that is taken, are no work; a creation that is waited for is, even where nothing is sent.
 */
function isIdle(world: World, { run, writes, refusedWrites }: CycleOutcome): boolean {
  const { counts, warnings = 0 } = { ...run?.summary } as Partial<CycleSummary & { readonly warnings: number }>;
  const done = counts === undefined ? 0 : counts.create + counts.update + counts.disable + counts.delete;
  if (done + warnings > 0) return false;
  return writes === 0 || (writes === refusedWrites && stuckUsers(endingOf(world)).size > 0);
}

/** Objects of which a sync finds out by writing what a preview cannot know, and groups that have them as members. */
function unforeseeable(world: World): ReadonlySet<string> {
  const ending = endingOf(world);
  const aside = new Set([...ending.drifted, ...world.bereft, ...world.unheard, ...stuckUsers(ending)]);
  for (const group of ending.truth.groups.values())
    if ([...group.memberIds].some((id) => aside.has(id))) aside.add(group.id);
  return aside;
}

async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'ProvisioningFailure') return null;
    throw error;
  }
}
