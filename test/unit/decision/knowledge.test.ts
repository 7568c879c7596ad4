import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  afterDoubt,
  afterReading,
  afterWriting,
  confirmedReceipt,
  hasDoubt,
  heldValue,
  type KnownObject,
  type SameValue,
} from '../../../src/decision/knowledge.ts';

const same: SameValue = (_, left, right) => JSON.stringify(left) === JSON.stringify(right);
const title = 'title';
const holds = (value: string): KnownObject => ({ [title]: { how: 'seen', value } });
const write = (known: KnownObject, value: string, told: string | null): ReturnType<typeof afterWriting> =>
  afterWriting(known, { [title]: value }, { told: told === null ? {} : { [title]: told }, settled: true }, same);

describe('what is known of a target object', () => {
  it('is confirmed by a response that says that all is done, or that shows the value', () => {
    assert.deepEqual(write(holds('a'), 'b', null).known, { [title]: { how: 'confirmed', value: 'b' } });
    assert.deepEqual(write(holds('a'), 'b', 'b').known, { [title]: { how: 'confirmed', value: 'b' } });
    assert.equal(confirmedReceipt.settled, true);
  });

  it('is open after a response that shows another value, and nobody takes it for held', () => {
    const { known, contradictions } = write(holds('a'), 'b', 'a');
    assert.deepEqual(contradictions, [{ attribute: title, written: 'b', told: 'a', again: false }]);
    assert.equal(heldValue(known[title]), undefined);
    assert.equal(hasDoubt(known), true);
  });

  it('is open after a response that only accepts the request, or none at all', () => {
    const accepted = afterWriting(holds('a'), { [title]: 'b' }, { told: {}, settled: false }, same).known;
    assert.deepEqual(accepted, { [title]: { how: 'unconfirmed', value: 'b', before: 'a' } });
    const failed = { [title]: { how: 'unconfirmed', value: 'b', before: 'a', failed: true } };
    assert.deepEqual(afterDoubt(holds('a'), { [title]: 'b' }), failed);
  });

  it('counts as not kept when the target had taken it, and not when the write failed', () => {
    const accepted = afterWriting(holds('a'), { [title]: 'b' }, { told: {}, settled: false }, same).known;
    const failed = afterDoubt(holds('a'), { [title]: 'b' });
    const again = [accepted, failed].map((known) => {
      const looked = afterReading(known, { [title]: 'a' }, same);
      return write(looked, 'b', 'a').contradictions[0]?.again;
    });
    assert.deepEqual(again, [true, false]);
  });

  it('is settled by a look', () => {
    const open = afterDoubt(holds('a'), { [title]: 'b' });
    assert.deepEqual(afterReading(open, { [title]: 'b' }, same), { [title]: { how: 'seen', value: 'b' } });
    assert.equal(heldValue(afterReading(open, { [title]: 'a' }, same)[title]), 'a');
  });

  it('is refused when a value was not kept twice, and stays so while the target holds the same', () => {
    const once = write(holds('a'), 'b', 'a').known;
    const twice = write(afterReading(once, { [title]: 'a' }, same), 'b', 'a');
    assert.equal(twice.contradictions[0]?.again, true);
    const refused = { [title]: { how: 'refused', value: 'a', wanted: 'b' } };
    assert.deepEqual(twice.known, refused);
    assert.deepEqual(afterReading(twice.known, { [title]: 'a' }, same), refused);
    assert.deepEqual(afterReading(twice.known, { [title]: 'c' }, same), { [title]: { how: 'seen', value: 'c' } });
  });

  it('is not made up for attributes that were never seen', () => {
    assert.equal(heldValue(undefined), undefined);
    assert.equal(heldValue({ how: 'seen', value: null }), null);
  });
});
