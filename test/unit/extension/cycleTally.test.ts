import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CycleTally } from '../../../src/extension/sync/cycleTally.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { event } from './samples.ts';

it('the counts of a running cycle count an object once whose references are written after it', () => {
  const tally = new CycleTally();
  assert.equal(tally.text(inEnglish), '');
  const sales = { id: 'g1', type: 'Group', displayName: 'Sales' } as const;
  for (const action of ['create', 'update'] as const) tally.add(event({ source: sales, action }));
  for (let times = 0; times < 2; times++) tally.add(event({ action: 'update' }));
  tally.add(event({ source: { ...sales, id: 'g2' }, action: 'update', status: 'failure' }));
  assert.equal(tally.text(inEnglish), '1 created, 1 updated, 1 failed');
  // Whose references fail has failed, and is no longer counted as created.
  tally.add(event({ source: sales, action: 'update', status: 'failure' }));
  assert.equal(tally.text(inEnglish), '1 updated, 2 failed');
});
