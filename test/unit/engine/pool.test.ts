import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachConcurrently } from '../../../src/engine/cycle/pool.ts';

describe('work on many items', () => {
  it('is done for each once, so many at a time and no more', async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    await forEachConcurrently(
      Array.from({ length: 20 }, (_, index) => index),
      4,
      async (item) => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        done.push(item);
      },
    );
    assert.equal(most, 4);
    assert.deepEqual(
      done.toSorted((left, right) => left - right),
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  it('takes no further item after a failure, and throws it when those under way have ended', async () => {
    const ended: number[] = [];
    const failing = forEachConcurrently([1, 2, 3, 4, 5, 6], 2, async (item) => {
      if (item === 1) throw new Error('The first failed.');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await assert.rejects(failing, /The first failed/);
    assert.deepEqual(ended, [2]);
  });
});
