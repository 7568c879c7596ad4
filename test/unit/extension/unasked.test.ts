import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unasked } from '../../../src/extension/engine/unasked.ts';
import { Cancelled } from '../../../src/extension/support/actionableFailure.ts';

describe('what nobody has chosen', () => {
  it('begins again where it gave way, and gives up in the end', async () => {
    let times = 0;
    const after = (failures: number) => () => {
      times += 1;
      return times > failures ? Promise.resolve(times) : Promise.reject(new Cancelled());
    };
    assert.equal(await unasked(after(2)), 3);
    times = 0;
    await assert.rejects(unasked(after(9)), Cancelled);
    assert.equal(times, 5);
  });

  it('fails at once for any other reason', async () => {
    let times = 0;
    await assert.rejects(
      unasked(() => {
        times += 1;
        return Promise.reject(new Error('broken'));
      }),
      /broken/,
    );
    assert.equal(times, 1);
  });
});
