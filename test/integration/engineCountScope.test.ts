import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countInScope } from '../../src/engine/countScope.ts';
import { givingWay } from '../../src/engine/lease/givingWay.ts';
import { takeLease } from '../../src/engine/lease/lease.ts';
import { type LeasePorts, realLeasePorts } from '../../src/engine/lease/leasePorts.ts';
import { openDatabase } from '../../src/engine/store/database.ts';
import { jobStore } from '../../src/engine/store/jobStore.ts';
import { countScope } from '../../src/mappingEditor/countScope.ts';
import type { FilterGroupView } from '../../src/protocol/mappingEditorView.ts';
import { smallTenant, startEngineTest, temporaryDirectory, type EngineTest } from './engineSetup.ts';

const people = Array.from({ length: 1203 }, (_, index) => `person.${index}`);
const never = new AbortController().signal;

const clause = (attribute: string, operator: string, ...values: readonly string[]) => ({ attribute, operator, values });
const filters: Readonly<Record<string, readonly FilterGroupView[]>> = {
  none: [],
  'a pattern': [{ name: '', clauses: [clause('userPrincipalName', 'REGEX MATCH', String.raw`^person\.\d*7@.*`)] }],
  'a null': [{ name: '', clauses: [clause('department', 'EQUALS', 'Sales')] }],
  'what was not read': [{ name: '', clauses: [clause('favouriteColour', 'IS NOT NULL')] }],
  'what cannot be evaluated': [{ name: '', clauses: [clause('displayName', 'EQUALS', 'one', 'two')] }],
};

/** Runs `use` on the state of a job that has read everybody. */
async function withState<T>(run: EngineTest, use: (store: ReturnType<typeof jobStore>) => Promise<T>): Promise<T> {
  const database = openDatabase(run.stateDirectory);
  try {
    return await use(jobStore(database));
  } finally {
    database.close();
  }
}

describe('counting who passes a scoping filter', () => {
  it('comes to the same in the engine, page by page, as over all objects at once', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 3) }) });
    await run.preview();
    await run.withSession(async (session) => {
      await session.refreshSource(never, () => undefined);
      const objects = session.sampleObjects('User', 5000).toSorted((one, other) => (one.id < other.id ? -1 : 1));
      assert.equal(objects.length, people.length);
      for (const [name, groups] of Object.entries(filters))
        assert.deepEqual(await session.countScope('User', groups, never), countScope(groups, objects), name);
      const { passed } = await session.countScope('User', filters['a pattern'] ?? [], never);
      assert.equal(passed, people.filter((each) => each.endsWith('7')).length);
      assert.equal((await session.countScope('Group', [], never)).known, session.sampleObjects('Group', 5000).length);
    });
  });

  it('ends between two pages when nobody waits for it any more', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people) });
    await run.withSession((session) => session.refreshSource(never, () => undefined));
    const cancelled = new AbortController();
    let turns = 0;
    const giveWay = (): Promise<void> => {
      turns += 1;
      if (turns === 2) cancelled.abort(new Error('Nobody waits.'));
      return Promise.resolve();
    };
    const asked = { type: 'User' as const, scope: 'assigned' as const, groups: [] };
    await withState(run, (store) =>
      assert.rejects(countInScope(store, asked, cancelled.signal, { now: () => 0, giveWay }), /Nobody waits/),
    );
    assert.equal(turns, 2);
  });

  it('lets others in after a while, also within a page', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people.slice(0, 10)) });
    await run.withSession((session) => session.refreshSource(never, () => undefined));
    let [clock, turns] = [0, 0];
    const ports = {
      now: () => (clock += 15),
      giveWay: () => {
        turns += 1;
        return Promise.resolve();
      },
    };
    const asked = { type: 'User' as const, scope: 'assigned' as const, groups: [] };
    const count = await withState(run, (store) => countInScope(store, asked, never, ports));
    assert.equal(count.known, 10);
    assert.ok(turns > 3, `${turns} turns`);
  });
});

describe('giving way', () => {
  /** Ports whose pauses take no time, and are counted. */
  function ports(onWait: (waits: number) => void): LeasePorts {
    let waits = 0;
    return {
      ...realLeasePorts(Date.now),
      wait: () => {
        waits += 1;
        onWait(waits);
        return Promise.resolve();
      },
    };
  }

  it('waits while something runs that somebody has asked for, and not for what nobody has', async (test) => {
    const directory = temporaryDirectory(test);
    const real = realLeasePorts(Date.now);
    for (const background of [false, true]) {
      const lease = await takeLease(directory, { who: 'window', what: 'preview', background }, never, real);
      let waited = 0;
      await givingWay(
        directory,
        ports((waits) => {
          waited = waits;
          if (waits === 3) lease.release();
        }),
      )(never);
      assert.equal(waited, background ? 0 : 3);
      if (background) lease.release();
    }
  });

  it('goes on after a minute, and at once when it is cancelled', async (test) => {
    const directory = temporaryDirectory(test);
    const real = realLeasePorts(Date.now);
    const lease = await takeLease(directory, { who: 'window', what: 'sync', background: false }, never, real);
    let waited = 0;
    const giveWay = givingWay(
      directory,
      ports((waits) => {
        waited = waits;
      }),
    );
    await giveWay(never);
    assert.equal(waited, 600);
    await giveWay(AbortSignal.abort());
    assert.equal(waited, 600);
    lease.release();
  });
});
