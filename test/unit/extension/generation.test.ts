import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Generation } from '../../../src/extension/support/generation.ts';

describe('a generation', () => {
  it('reads again what was overtaken, and gives the last result', async () => {
    const generation = new Generation();
    let reads = 0;
    const result = await generation.latest(() => {
      reads++;
      if (reads < 3) generation.advance();
      return Promise.resolve(reads);
    });
    assert.equal(result, 3);
  });

  it('drops the failure of a read that was overtaken, and passes on one that still counts', async () => {
    const generation = new Generation();
    let reads = 0;
    await assert.rejects(
      generation.latest(() => {
        reads++;
        if (reads === 1) generation.advance();
        return Promise.reject(new Error(`read ${reads}`));
      }),
      /read 2/,
    );
  });
});
