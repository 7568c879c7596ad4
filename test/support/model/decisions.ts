import type { Engine } from './engine.ts';
import type { HoldChoice } from './story.ts';
import { nameIn, type World } from './world.ts';
import type { Violation } from './violation.ts';

/** What people have decided about what is held back, as far as a story needs to know. */
export interface Decisions {
  /** Somebody decides about some of what is held back, before a cycle. */
  choose(choice: HoldChoice | null): Promise<void>;
  /** Who may lose their account in the next cycle because somebody has released them by name. */
  released(): Promise<ReadonlySet<string>>;
  /** Who has lost an account in the cycle that ended last although somebody had just rejected that. */
  broken(): readonly Violation[];
  /** Somebody releases after all what was rejected before. @returns whether there was anything. */
  thinkAgain(): Promise<boolean>;
}

export function createDecisions(engine: Engine, world: World): Decisions {
  const everReleased = new Set<string>();
  let justRejected = new Set<string>();
  const params = (): Parameters<Engine['staged']>[0] => world.house.params(world.settings, 20_000);
  const decide = async (keys: readonly string[], verdict: HoldChoice['verdict']): Promise<void> => {
    const decided = await engine.decide(params(), keys, verdict);
    for (const { source, action } of decided) {
      if (verdict === 'released') everReleased.add(source.id);
      else if (action !== 'removeMembers') justRejected.add(source.id);
    }
    const names = decided.map(({ source }) => nameIn(world, source.id)).sort();
    world.diary.push(`  ${verdict === 'released' ? 'Released' : 'Rejected'}: ${names.join(', ')}.`);
  };
  return {
    async choose(choice) {
      justRejected = new Set();
      if (choice === null) return;
      const keys = (await engine.staged(params())).map(({ key }) => key).filter((_, at) => at % choice.every === 0);
      if (keys.length > 0) await decide(keys, choice.verdict);
    },
    async released() {
      const listed = await engine.staged(params());
      const marked = listed.filter(({ decision }) => decision?.verdict === 'released').map(({ source }) => source.id);
      return new Set(marked.filter((id) => everReleased.has(id)));
    },
    broken() {
      const lost = [...world.ledger.lastLosses()].filter((id) => justRejected.has(id));
      if (lost.length === 0) return [];
      return [{ kind: 'rejected-lost', what: lost.map((id) => nameIn(world, id)).join(', ') }];
    },
    async thinkAgain() {
      const listed = await engine.staged(params());
      const keys = listed.filter(({ decision }) => decision?.verdict === 'rejected').map(({ key }) => key);
      if (keys.length > 0) await decide(keys, 'released');
      return keys.length > 0;
    },
  };
}
