import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createThrottle, type Clock } from '../../../src/directories/http/throttle.ts';
import { createRateLimit } from '../../../src/sandbox/rateLimit.ts';

/** A server that takes so many requests in a second, on a clock of its own. */
interface Run {
  readonly requests: number;
  /** Requests that are asked for at once. */
  readonly atOnce: number;
  readonly perSecond: number;
  /** Milliseconds of a request, and as many of a response. */
  readonly oneWay: number;
  readonly retryAfter: number;
}

interface Seen {
  /** Seconds from the first request to the last response. */
  readonly seconds: number;
  readonly refused: number;
  readonly early: number;
  readonly mostAtOnce: number;
}

/** Sends requests through a throttle as the HTTP client does, until each has been taken. */
async function run({ requests, atOnce, perSecond, oneWay, retryAfter }: Run): Promise<Seen> {
  const time = virtualTime();
  const throttle = createThrottle(16, time.clock);
  const limit = createRateLimit(perSecond, retryAfter);
  const never = new AbortController().signal;
  let [left, underWay, mostAtOnce] = [requests, 0, 0];
  const send = async (): Promise<void> => {
    for (;;) {
      await throttle.enter(never);
      mostAtOnce = Math.max(mostAtOnce, ++underWay);
      await time.pass(oneWay);
      const isTaken = limit.take(time.clock.now(), 2 * oneWay);
      await time.pass(oneWay);
      underWay -= 1;
      if (!isTaken) throttle.pause(retryAfter);
      throttle.leave(isTaken ? 'ok' : 'refused');
      if (isTaken) return;
    }
  };
  const worker = async (): Promise<void> => {
    while (left-- > 0) await send();
  };
  await time.until(Promise.all(Array.from({ length: atOnce }, worker)));
  const { refused, early } = limit.counts();
  return { seconds: time.clock.now() / 1000, refused, early, mostAtOnce };
}

describe('a server that takes 25 requests a second', () => {
  for (const [what, settings] of [
    ['at 50 milliseconds', { oneWay: 25 }],
    ['on this machine', { oneWay: 0.5 }],
    ['with pauses of half a second', { oneWay: 25, retryAfter: 500 }],
  ] as const)
    it(`${what} is sent as many as it takes, and none while it asks for a pause`, async () => {
      const seen = await run({ requests: 1000, atOnce: 80, perSecond: 25, retryAfter: 1000, ...settings });
      assert.equal(seen.early, 0);
      const least = (1000 - 25) / 25;
      assert.ok(seen.seconds <= least * 1.05, `${seen.seconds} seconds, ${seen.refused} refused`);
      assert.ok(seen.refused <= 60, `${seen.refused} refused`);
    });
});

it('a server without a limit is asked as fast as it responds', async () => {
  const seen = await run({ requests: 1000, atOnce: 80, perSecond: 100_000, oneWay: 25, retryAfter: 1000 });
  assert.deepEqual([seen.refused, seen.mostAtOnce], [0, 16]);
  assert.ok(seen.seconds < 3.5, `${seen.seconds} seconds`);
});

interface VirtualTime {
  readonly clock: Clock;
  pass(milliseconds: number): Promise<void>;
  /** Lets time go on, from one moment at which something is waited for to the next, until the work is done. */
  until(work: Promise<unknown>): Promise<void>;
}

function virtualTime(): VirtualTime {
  let now = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const pass = (milliseconds: number): Promise<void> =>
    new Promise((wake) => sleepers.push({ at: now + milliseconds, wake }));
  return {
    clock: { now: () => now, sleep: (milliseconds) => pass(milliseconds) },
    pass,
    async until(work) {
      const progress = { isDone: false };
      void work.then(() => (progress.isDone = true));
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (progress.isDone) return;
        now = Math.min(...sleepers.map(({ at }) => at));
        const due = sleepers.filter(({ at }) => at <= now);
        sleepers = sleepers.filter(({ at }) => at > now);
        for (const { wake } of due) wake();
      }
    },
  };
}

describe('the throttle', () => {
  it('takes refusals of requests that were under way when a pause began for one', async () => {
    const time = virtualTime();
    const throttle = createThrottle(16, time.clock);
    const never = new AbortController().signal;
    for (let index = 0; index < 16; index++) assert.equal(throttle.enter(never), undefined);
    for (let index = 0; index < 16; index++) {
      throttle.pause(1000);
      throttle.leave('refused');
    }
    await time.until(time.pass(2000));
    const begun = Array.from({ length: 16 }, () => throttle.enter(never)).filter((wait) => wait === undefined);
    assert.equal(begun.length, 8);
  });
});
