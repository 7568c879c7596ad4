import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advance, type MovePorts, MoveStopped, NotTaken } from '../../../src/moving/advance.ts';
import type { MoveStepName } from '../../../src/moving/movePlan.ts';
import { runMove } from '../../../src/moving/runMove.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { factsOf, type MoveWords } from './moveFacts.ts';

const { signal } = new AbortController();
const choices = { keepSchema: false };

/** A job whose facts are words, and steps that change them. */
function startWorld(begin: MoveWords, effects: Partial<Record<MoveStepName, (world: World) => void>> = {}): World {
  const world: World = {
    words: begin,
    taken: [],
    slept: 0,
    ports: {
      facts: () => Promise.resolve(factsOf(world.words)),
      take(step) {
        world.taken.push(step);
        return Promise.resolve().then(() => {
          (effects[step] ?? usual[step])?.(world);
          return true;
        });
      },
      sleep() {
        world.slept++;
        return Promise.resolve();
      },
      t: inEnglish,
    },
  };
  return world;
}

interface World {
  words: MoveWords;
  readonly taken: MoveStepName[];
  slept: number;
  readonly ports: MovePorts;
}

const put =
  (changes: MoveWords) =>
  (world: World): void => {
    world.words = { ...world.words, ...changes };
  };

const usual: Partial<Record<MoveStepName, (world: World) => void>> = {
  stopLocal: put({ status: 'off' }),
  createJob: put({ state: 'Disabled' }),
  stopEntra: put({ state: 'Paused' }),
  executor: put({ executor: 'entra' }),
  startEntra: put({ state: 'Active' }),
};

const stopped = async (run: Promise<unknown>): Promise<MoveStopped> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof MoveStopped) return error;
    throw error;
  }
  throw new Error('It wasn’t stopped.');
};

describe('a step of a move', () => {
  it('follows the one before, and the one executor is off before the other starts', async () => {
    const world = startWorld({ status: 'on', state: null });
    const end = await runMove(world.ports, 'entra', choices, () => undefined, signal);
    assert.deepEqual(world.taken, ['stopLocal', 'createJob', 'executor', 'startEntra']);
    assert.deepEqual([end.ended, end.step?.name], ['waiting', 'compare']);
  });

  it('is another one than was agreed to: nothing is done', async () => {
    const world = startWorld({ state: 'Active' });
    const { ended, step } = await advance(world.ports, 'entra', choices, 'executor', signal);
    assert.deepEqual([ended, step?.name, world.taken], ['waiting', 'stopEntra', []]);
  });

  it('fails: both are off, and that is said', async () => {
    const world = startWorld(
      { status: 'on' },
      {
        startEntra: () => {
          throw new Error('Entra refuses.');
        },
      },
    );
    const error = await stopped(runMove(world.ports, 'entra', choices, () => undefined, signal));
    assert.equal(error.step.name, 'startEntra');
    assert.match(error.left, /Both are off/);
    assert.match(String(error.cause), /Entra refuses/);
  });

  it('fails before anything is off: that the former executor runs on is said', async () => {
    const fail = (): never => {
      throw new Error('no');
    };
    const here = startWorld({ status: 'on' }, { stopLocal: fail });
    assert.match(
      (await stopped(runMove(here.ports, 'entra', choices, () => undefined, signal))).left,
      /Our engine still runs/,
    );
    const there = startWorld({ executor: 'entra', state: 'Active' }, { stopEntra: fail });
    const left = (await stopped(runMove(there.ports, 'local', choices, () => undefined, signal))).left;
    assert.match(left, /Microsoft Entra’s service runs the job, and our engine is off/);
    const both = startWorld({ status: 'on', state: 'Active' }, { stopLocal: fail });
    assert.match((await stopped(runMove(both.ports, 'entra', choices, () => undefined, signal))).left, /are both on/);
  });

  it('fails without a response although it was done: it counts as done', async () => {
    const world = startWorld(
      { executor: 'entra' },
      {
        startEntra: (it) => {
          put({ state: 'Active' })(it);
          throw new Error('no response');
        },
      },
    );
    const { ended } = await advance(world.ports, 'entra', choices, null, signal);
    assert.equal(ended, 'taken');
  });

  it('is looked at several times before it counts as not done', async () => {
    const late = startWorld({ state: 'Active' }, { stopEntra: () => undefined });
    const ports = {
      ...late.ports,
      sleep: () => {
        late.slept++;
        if (late.slept === 3) put({ state: 'Paused' })(late);
        return Promise.resolve();
      },
    };
    assert.equal((await advance(ports, 'entra', choices, null, signal)).ended, 'taken');
    const never = startWorld({ state: 'Active' }, { stopEntra: () => undefined });
    const error = await stopped(advance(never.ports, 'entra', choices, null, signal));
    assert.ok(error.cause instanceof NotTaken);
    assert.match(error.left, /Microsoft Entra’s service runs the job/);
    assert.equal(never.slept, 4);
  });

  it('was undone by somebody else meanwhile: it isn’t repeated, and nothing is started', async () => {
    // Somebody switches our engine on again while the file is written.
    const world = startWorld({ status: 'on' }, { executor: put({ executor: 'entra', status: 'on' }) });
    const error = await stopped(runMove(world.ports, 'entra', choices, () => undefined, signal));
    assert.equal(error.step.name, 'stopLocal');
    assert.match(String(error.cause), /Somebody else has undone this step/);
    assert.deepEqual(world.taken, ['stopLocal', 'executor']);
  });

  it('can’t be read afterwards: what runs is called unknown', async () => {
    const world = startWorld({ status: 'on' });
    let reads = 0;
    const ports: MovePorts = {
      ...world.ports,
      facts: () => (reads++ === 0 ? world.ports.facts(signal) : Promise.reject(new Error('offline'))),
    };
    assert.match((await stopped(advance(ports, 'entra', choices, null, signal))).left, /couldn’t be read/);
  });
});
