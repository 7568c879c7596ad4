import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestNames } from '../../../src/job/similarName.ts';

const people = ['Adele Vance', 'adele.vance@contoso.com', 'Adele Vans', 'Alex Wilber', 'Ada Lovelace'];

describe('the nearest names', () => {
  const rows: readonly (readonly [name: string, nearest: readonly string[]])[] = [
    ['Adele Vanse', ['Adele Vance', 'Adele Vans']],
    ['adele', ['Adele Vance', 'adele.vance@contoso.com', 'Adele Vans']],
    ['WILBER', ['Alex Wilber']],
    ['nobody', []],
    ['', []],
    ['  ', []],
  ];
  for (const [name, nearest] of rows) {
    it(`to ${JSON.stringify(name)} are ${nearest.join(', ') || 'none'}`, () => {
      assert.deepEqual(nearestNames(name, [...people, ...people], 3), nearest);
    });
  }

  it('are no more than asked for', () => {
    assert.equal(nearestNames('adele', people, 1).length, 1);
  });
});
