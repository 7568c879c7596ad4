import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longestSleep, type ScheduledJob, Scheduler } from '../../../src/schedule/scheduler.ts';

const minute = 60_000;
const interval = 40 * minute;

/** A clock that a test moves, and the one timer that the scheduler has set. */
class World {
  now = Date.parse('2026-11-01T10:00:00Z');
  timer: { readonly milliseconds: number; readonly act: () => void } | null = null;
  readonly scheduler = new Scheduler({
    now: () => this.now,
    setTimer: (milliseconds, act) => {
      const timer = { milliseconds, act };
      this.timer = timer;
      return () => {
        if (this.timer === timer) this.timer = null;
      };
    },
  });

  /** The timer goes off, as much later as it was set for or as `late` says, and what it starts comes to its end. */
  async wake(late = this.timer?.milliseconds ?? 0): Promise<void> {
    const { timer } = this;
    assert.ok(timer, 'a timer is set');
    this.now += late;
    timer.act();
    await settled();
  }

  async pass(milliseconds: number): Promise<void> {
    for (const until = this.now + milliseconds; this.now < until;) await this.wake();
  }
}

/** What runs without a timer of its own has come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A job whose cycles take no time. */
class Job implements ScheduledJob {
  readonly id: string;
  readonly version: string;
  readonly world: World;
  runs = 0;

  constructor(world: World, id = 'job', version = '1') {
    this.world = world;
    this.id = id;
    this.version = version;
  }

  run = (): Promise<Date | null> => {
    this.runs++;
    return Promise.resolve(new Date(this.world.now + interval));
  };
}

async function start(): Promise<{ readonly world: World; readonly job: Job }> {
  const world = new World();
  const job = new Job(world);
  world.scheduler.set([job]);
  await settled();
  return { world, job };
}

describe('the scheduler', () => {
  it('runs a job at once, and then each interval', async () => {
    const { world, job } = await start();
    assert.equal(job.runs, 1);
    await world.pass(interval - minute);
    assert.equal(job.runs, 1);
    await world.pass(2 * minute);
    assert.equal(job.runs, 2);
    await world.pass(10 * interval);
    assert.equal(job.runs, 12);
  });

  it('looks at the clock often enough to notice that the machine slept', async () => {
    const { world } = await start();
    for (let times = 0; times < 100; times++) {
      assert.ok((world.timer?.milliseconds ?? Infinity) <= longestSleep);
      await world.wake();
    }
  });

  it('runs one cycle after a sleep of ten intervals', async () => {
    const { world, job } = await start();
    await world.wake(10 * interval);
    assert.equal(job.runs, 2);
    await world.pass(interval - minute);
    assert.equal(job.runs, 2);
  });

  it('asks once when the clock was set back, and once when it’s set right', async () => {
    const { world, job } = await start();
    await world.wake(-3 * interval);
    assert.equal(job.runs, 2);
    await world.pass(interval - minute);
    assert.equal(job.runs, 2);
    await world.wake(3 * interval);
    assert.equal(job.runs, 3);
  });

  it('has no second cycle of a job while one runs, and one after it, however long that took', async () => {
    const world = new World();
    let end: ((next: Date) => void) | null = null;
    let runs = 0;
    const run = (): Promise<Date> => {
      runs++;
      return new Promise((resolve) => {
        end = resolve;
      });
    };
    const began = world.now;
    world.scheduler.set([{ id: 'slow', version: '1', run }]);
    await world.pass(5 * interval);
    world.scheduler.wake();
    assert.equal(runs, 1);
    (end as ((next: Date) => void) | null)?.(new Date(began + interval));
    await settled();
    await world.pass(minute);
    assert.equal(runs, 2);
  });

  it('runs several jobs, and not all at once', async () => {
    const world = new World();
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const jobs = Array.from({ length: 10 }, (_, index) => ({
      id: `job ${index}`,
      version: '1',
      run: () =>
        new Promise<Date>((resolve) => {
          most = Math.max(most, ++running);
          ends.push(() => {
            running--;
            resolve(new Date(world.now + interval));
          });
        }),
    }));
    world.scheduler.set(jobs);
    let ended = 0;
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      ended++;
      await settled();
    }
    assert.equal(ended, 10);
    assert.equal(most, 4);
  });

  it('asks a job anew when its file has changed, and not when it hasn’t', async () => {
    const { world, job } = await start();
    world.scheduler.set([job]);
    await settled();
    assert.equal(job.runs, 1);
    const changed = new Job(world, 'job', '2');
    world.scheduler.set([changed]);
    await settled();
    assert.equal(changed.runs, 1);
  });

  it('forgets a job that isn’t there any more, and one that says that it has no next cycle', async () => {
    const { world, job } = await start();
    world.scheduler.set([]);
    await world.pass(3 * interval);
    assert.equal(job.runs, 1);
    let asked = 0;
    const off = { id: 'off', version: '1', run: () => Promise.resolve((asked++, null)) };
    world.scheduler.set([off]);
    await settled();
    await world.pass(3 * interval);
    assert.equal(asked, 1);
    world.scheduler.wake();
    await settled();
    assert.equal(asked, 2);
  });

  it('goes on after a job that fails, and asks it again', async () => {
    const world = new World();
    let asked = 0;
    const run = (): Promise<Date> => {
      asked++;
      return Promise.reject(new Error('The state cannot be kept.'));
    };
    const job = new Job(world, 'other');
    world.scheduler.set([{ id: 'broken', version: '1', run }, job]);
    await world.pass(10 * minute);
    assert.ok(asked > 1 && asked <= 21, `${asked}`);
    assert.equal(job.runs, 1);
  });

  it('never runs a job without a pause, whatever it says', async () => {
    const world = new World();
    let asked = 0;
    world.scheduler.set([{ id: 'eager', version: '1', run: () => Promise.resolve((asked++, new Date(0))) }]);
    await settled();
    await world.pass(minute);
    assert.ok(asked <= 13, `${asked}`);
  });

  it('starts nothing once it was stopped, and waits for what runs', async () => {
    const world = new World();
    const { promise, resolve } = Promise.withResolvers<Date>();
    world.scheduler.set([{ id: 'slow', version: '1', run: () => promise }, new Job(world, 'other')]);
    let stopped = false;
    const stopping = world.scheduler.stop().then(() => (stopped = true));
    await settled();
    assert.equal(stopped, false);
    resolve(new Date(0));
    await stopping;
    assert.equal(world.timer, null);
  });
});
