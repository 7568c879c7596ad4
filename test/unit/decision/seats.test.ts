import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allocateSeats, type SeatNeed } from '../../../src/decision/seats.ts';

const need = (id: string, changes: Partial<SeatNeed> = {}): SeatNeed => ({
  id,
  displayName: id,
  userName: `${id}@contoso.com`,
  returns: false,
  since: null,
  ...changes,
});

const needs = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    displayName: fc.string({ maxLength: 3 }),
    userName: fc.string({ maxLength: 2 }),
    returns: fc.boolean(),
    since: fc.option(fc.integer({ min: 0, max: 3 })),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);

describe('seats', () => {
  it('go to who comes back, then to who has waited longest, then by user name', () => {
    const all = [
      need('dan', { since: 200 }),
      need('ann'),
      need('cat', { since: 100 }),
      need('eve', { returns: true }),
      need('bob'),
    ];
    const order = allocateSeats(all, 0).without.map(({ id }) => id);
    assert.deepEqual(order, ['eve', 'cat', 'dan', 'ann', 'bob']);
    const { granted, without } = allocateSeats(all, 2);
    assert.deepEqual([...granted], ['eve', 'cat']);
    assert.deepEqual(
      without.map(({ id }) => id),
      ['dan', 'ann', 'bob'],
    );
  });

  it('are given to everybody or to as many as there are, whatever order people are asked for in', () => {
    fc.assert(
      fc.property(needs, fc.integer({ min: -3, max: 15 }), fc.func(fc.integer()), (all, available, shuffle) => {
        const { granted, without } = allocateSeats(all, available);
        assert.equal(granted.size, Math.min(all.length, Math.max(0, available)));
        assert.equal(granted.size + without.length, all.length);
        assert.ok(without.every(({ id }) => !granted.has(id)));
        const shuffled = all.toSorted((left, right) => shuffle(left.id) - shuffle(right.id));
        assert.deepEqual(allocateSeats(shuffled, available), { granted, without });
      }),
    );
  });

  it('that are more take nothing from anybody', () => {
    fc.assert(
      fc.property(needs, fc.nat(12), (all, available) => {
        const fewer = allocateSeats(all, available).granted;
        const more = allocateSeats(all, available + 1).granted;
        assert.ok([...fewer].every((id) => more.has(id)));
      }),
    );
  });
});
