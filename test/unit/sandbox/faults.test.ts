import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryAfter } from '../../../src/sandbox/faultEffect.ts';
import { createFaults, FaultRuleError } from '../../../src/sandbox/faults.ts';
import type { FaultRule } from '../../../src/sandbox/faults.ts';
import { createRateLimit } from '../../../src/sandbox/rateLimit.ts';

describe('fault rules', () => {
  it('befall matching requests until their count is used up', () => {
    const faults = createFaults();
    faults.set({ kind: 'serverError', method: 'post', path: '^/Users$', count: 2 });
    assert.equal(faults.next('GET', '/Users'), undefined);
    assert.equal(faults.next('POST', '/Groups'), undefined);
    assert.equal(faults.next('POST', '/Users')?.kind, 'serverError');
    assert.deepEqual(faults.list(), [{ kind: 'serverError', method: 'post', path: '^/Users$', count: 1 }]);
    assert.equal(faults.next('POST', '/Users')?.kind, 'serverError');
    assert.equal(faults.next('POST', '/Users'), undefined);
    assert.deepEqual(faults.list(), []);
  });

  it('spread a probability evenly, the same every time', () => {
    const faults = createFaults();
    faults.set({ kind: 'hang', probability: 0.25 });
    const befallen = Array.from({ length: 12 }, () => faults.next('GET', '/Users') !== undefined);
    assert.deepEqual(
      befallen.flatMap((hit, index) => (hit ? [index] : [])),
      [3, 7, 11],
    );
    faults.set({ kind: 'hang', probability: 0.1 });
    assert.equal(Array.from({ length: 100 }, () => faults.next('GET', '/')).filter(Boolean).length, 10);
  });

  it('end when cleared', () => {
    const faults = createFaults();
    faults.add({ kind: 'notFound' });
    assert.equal(faults.next('GET', '/Users')?.kind, 'notFound');
    faults.clear();
    assert.equal(faults.next('GET', '/Users'), undefined);
  });

  for (const [rule, complaint] of [
    [{ kind: 'hang', count: 0 }, /count/],
    [{ kind: 'hang', probability: 2 }, /probability/],
    [{ kind: 'hang', path: '(' }, /regular expression/],
    [{ kind: 'gremlin' }, /The faults are: unauthorized, /],
    [{ kind: 'hang', times: 1 }, /no 'times', only kind, method/],
    [{ kind: 'hang', method: 5 }, /method/],
    [{ kind: 'tooManyRequests', retryAfterSeconds: '3' }, /retryAfterSeconds/],
    [{ kind: 'tooManyRequests', retryAfterForm: 'minutes' }, /retryAfterForm/],
    [null, /JSON object/],
  ] as const) {
    it(`are refused when they cannot be meant: ${JSON.stringify(rule)}`, () => {
      assert.throws(
        () => {
          createFaults().add(rule as unknown as FaultRule);
        },
        (error) => error instanceof FaultRuleError && complaint.test(error.message),
      );
    });
  }
});

describe('a limit of requests', () => {
  it('refuses what is more than so many in a second, as what comes too soon, and tells what it has seen', () => {
    const faults = createFaults();
    faults.set({ kind: 'slow', milliseconds: 30 }, { kind: 'rateLimit', requestsPerSecond: 2, path: '^/Users' });
    assert.equal(faults.delay('GET', '/Users'), 30);
    assert.equal(faults.next('GET', '/Groups'), undefined);
    const kinds = [1, 2, 3].map(() => faults.next('GET', '/Users')?.kind);
    assert.deepEqual(kinds, [undefined, undefined, 'tooManyRequests']);
    const [{ allowed, refused, early } = { allowed: 0, refused: 0, early: 0 }] = faults.rates();
    assert.deepEqual([allowed, refused, early], [2, 1, 0]);
  });

  it('lets as many through as time has passed for, and counts what comes inside the pause that it asked for', () => {
    const limit = createRateLimit(10, 1000);
    const taken = (count: number, now: number): number =>
      Array.from({ length: count }, () => limit.take(now, 50)).filter(Boolean).length;
    assert.equal(taken(12, 0), 10);
    assert.equal(limit.counts().early, 0);
    assert.equal(taken(3, 100), 1);
    assert.equal(limit.counts().early, 3, 'a refusal of 100 milliseconds ago has been heard');
    assert.equal(taken(20, 5000), 10);
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-23T10:00:00.500Z');
  const inForm = (retryAfterForm: 'seconds' | 'date' | 'none'): string | undefined =>
    retryAfter({ kind: 'tooManyRequests', retryAfterSeconds: 3, retryAfterForm }, now)['Retry-After'];

  it('is a number of seconds, or a date that is not too early, or missing', () => {
    assert.equal(inForm('seconds'), '3');
    assert.equal(inForm('date'), 'Mon, 23 Nov 2026 10:00:04 GMT');
    assert.equal(inForm('none'), undefined);
  });
});
