import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideText, hideValues, quoteExchange } from '../../../src/directories/http/exchange.ts';
import { createRedactor } from '../../../src/directories/http/redaction/redactor.ts';
import { readRetryAfter } from '../../../src/directories/http/retryAfter.ts';
import { createThrottle, systemClock, type Clock } from '../../../src/directories/http/throttle.ts';

describe('Retry-After (RFC 9110 section 10.2.3)', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const rows: readonly (readonly [header: string | undefined, milliseconds: number | null])[] = [
    ['3', 3000],
    ['0', 0],
    ['0.25', 250],
    [' 7 ', 7000],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 23:59:50 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ];
  for (const [header, milliseconds] of rows) {
    it(`${header ?? 'missing'} is ${milliseconds ?? 'not known'}`, () => {
      assert.equal(readRetryAfter(header, now), milliseconds);
    });
  }
});

describe('the throttle', () => {
  const never = new AbortController().signal;

  it('admits as many as allowed and the others as places are given back, in their order', async () => {
    const throttle = createThrottle(2, fakeClock().clock);
    assert.equal(throttle.enter(never), undefined);
    assert.equal(throttle.enter(never), undefined);
    const admitted: number[] = [];
    const waiting = [3, 4].map(async (number) => {
      await throttle.enter(never);
      admitted.push(number);
    });
    await settled();
    assert.deepEqual(admitted, []);
    throttle.leave('ok');
    await waiting[0];
    assert.deepEqual(admitted, [3]);
    throttle.leave('ok');
    await waiting[1];
    assert.deepEqual(admitted, [3, 4]);
  });

  it('lets nobody start inside a pause, however many pauses come', async () => {
    const { clock, advance } = fakeClock();
    const throttle = createThrottle(4, clock);
    throttle.pause(1000);
    let entered = false;
    const waiting = throttle.enter(never)?.then(() => {
      entered = true;
    });
    await settled();
    throttle.pause(3000);
    await advance(1500);
    assert.equal(entered, false, 'the longer pause counts');
    await advance(1500);
    await waiting;
    assert.equal(entered, true);
  });

  it('lets nobody who waits for a place start inside the pause that a refused request brings', async () => {
    const { clock, advance } = fakeClock();
    const throttle = createThrottle(1, clock);
    assert.equal(throttle.enter(never), undefined);
    let entered = false;
    const waiting = throttle.enter(never)?.then(() => {
      entered = true;
    });
    await settled();
    throttle.pause(1000);
    throttle.leave('refused');
    await settled();
    assert.equal(entered, false);
    await advance(1000);
    await waiting;
    assert.equal(entered, true);
  });

  it('halves what may be under way at each refusal, down to one, and grows by one after many successes', async () => {
    const throttle = createThrottle(8, fakeClock().clock);
    const places = (): number => {
      let free = 0;
      const aborted = new AbortController();
      for (; free < 20; free++) {
        const wait = throttle.enter(aborted.signal);
        if (wait === undefined) continue;
        wait.catch(() => undefined);
        break;
      }
      aborted.abort(new Error('Only counting.'));
      for (let index = 0; index < free; index++) throttle.leave('ok');
      return free;
    };
    const refuse = (): void => {
      assert.equal(throttle.enter(never), undefined);
      throttle.leave('refused');
    };
    refuse();
    await settled();
    assert.equal(places(), 4);
    for (let index = 0; index < 5; index++) refuse();
    assert.equal(places(), 1);
    await settled();
    for (let index = 0; index < 32; index++) {
      assert.equal(throttle.enter(never), undefined);
      throttle.leave('ok');
    }
    assert.equal(places(), 2);
  });

  it('ends a wait, for a place or for time, when the signal is aborted', async () => {
    const { clock } = fakeClock();
    const throttle = createThrottle(1, clock);
    assert.equal(throttle.enter(never), undefined);
    const cancel = new AbortController();
    const forPlace = throttle.enter(cancel.signal);
    cancel.abort(new Error('Cancelled.'));
    await assert.rejects(forPlace ?? Promise.resolve(), /Cancelled/);
    throttle.leave('ok');
    throttle.pause(1000);
    const later = new AbortController();
    const forTime = throttle.enter(later.signal);
    later.abort(new Error('Cancelled later.'));
    await assert.rejects(forTime ?? Promise.resolve(), /Cancelled later/);
  });
});

describe('the clock of the pauses', () => {
  it('goes on as it does, wherever somebody sets the time of day', (test) => {
    const before = systemClock.now();
    test.mock.timers.enable({ apis: ['Date'], now: Date.parse('2020-01-01T00:00:00Z') });
    const after = systemClock.now();
    assert.ok(after >= before && after - before < 60_000, `${before} ${after}`);
  });
});

describe('a quoted exchange', () => {
  const request = {
    method: 'POST',
    url: 'https://www.dropbox.com/scim/v2/Users',
    headers: { Authorization: 'Bearer s3cret', accept: 'application/json' },
    body: '{"userName":"ada","password":"hunter2"}',
  };

  it('holds no secret: not in headers, not in bodies, not where a server repeats the token', () => {
    const response = {
      status: 401,
      headers: { 'set-cookie': 'session=abc', 'www-authenticate': 'Bearer error="s3cret is no token"' },
      body: '{"detail":"The token s3cret has expired","access_token":"zzz"}',
    };
    const text = JSON.stringify(quoteExchange(request, response, null, createRedactor(['s3cret'])));
    for (const secret of ['s3cret', 'hunter2', 'zzz', 'session=abc'])
      assert.equal(text.includes(secret), false, secret);
    assert.match(text, /"userName/);
  });

  it('is cut to a readable length, and says by how much', () => {
    const response = { status: 500, headers: {}, body: 'x'.repeat(5000) };
    const quoted = quoteExchange(request, response, null, createRedactor([]));
    assert.match(quoted.response?.body ?? '', /^x{4000}… \(1000 more characters\)$/);
  });

  it('hides redacted values in every spelling', () => {
    const value = 'Zoë "Z" Müßig';
    const encoded = encodeURIComponent(value);
    const exchange = quoteExchange(
      { ...request, url: `${request.url}?filter=${encoded}`, body: JSON.stringify({ name: value }) },
      { status: 400, headers: {}, body: `'${value}' is taken` },
      null,
      createRedactor([]),
    );
    const text = JSON.stringify(hideValues(exchange, [value, '']));
    assert.equal(text.includes('Zo'), false, text);
    assert.equal(text.split('[Redact]').length, 4);
    assert.equal(hideText('nothing of it', [value]), 'nothing of it');
  });
});

/** Lets everything that is ready run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until it is moved. */
function fakeClock(): { readonly clock: Clock; readonly advance: (milliseconds: number) => Promise<void> } {
  let now = 0;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    clock: {
      now: () => now,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          sleepers.push({ until: now + milliseconds, wake: resolve });
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    },
    async advance(milliseconds) {
      now += milliseconds;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
      await settled();
    },
  };
}
