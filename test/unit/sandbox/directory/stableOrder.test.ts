import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPage, steady } from '../../../../src/sandbox/directory/paging.ts';
import { StableOrder } from '../../../../src/sandbox/directory/stableOrder.ts';

describe('reading a steady order page by page', () => {
  it('meets everyone who stays exactly once, whoever comes and goes between the pages', () => {
    const change = fc.record({ key: fc.integer({ min: 0, max: 30 }), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 40 }),
        (size, rounds) => {
          const order = new StableOrder<number>();
          for (let key = 0; key < 30; key += 1) order.set(String(key), key);
          const staying = new Set(Array.from({ length: 30 }, (_, key) => key));
          const met: number[] = [];
          let round = 0;
          let page = readPage(steady(order), () => true, null, size);
          met.push(...page.items);
          while (page.next !== null) {
            for (const { key, isRemoval } of rounds[round] ?? []) {
              staying.delete(key);
              if (isRemoval) order.delete(String(key));
              else order.set(String(key), key);
            }
            round += 1;
            page = readPage(steady(order), () => true, page.next, size);
            met.push(...page.items);
          }
          for (const key of staying) assert.equal(met.filter((each) => each === key).length, 1, `user ${key}`);
        },
      ),
    );
  });
});
