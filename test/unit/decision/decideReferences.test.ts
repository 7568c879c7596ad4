import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideReferences, type ReferenceState } from '../../../src/decision/decideReferences.ts';

const set = (ids: string): ReadonlySet<string> => new Set(ids);
const state = (desired: string, known: string | null, written: string): ReferenceState => ({
  desired: set(desired),
  known: known === null ? null : set(known),
  written: set(written),
});
const decided = (reference: ReferenceState, flow: 'always' | 'whenEmpty' | 'additions' | 'atCreation'): string => {
  const { add, remove } = decideReferences(reference, { flow });
  return `+${add.join('')} -${remove.join('')}`;
};

describe('what is known to be there', () => {
  it('isn’t added again, and what should not be there any more is removed', () => {
    assert.equal(decided(state('abc', 'bcd', 'bcd'), 'always'), '+a -d');
  });

  it('stays where only additions flow', () => {
    assert.equal(decided(state('abc', 'bcd', 'bcd'), 'additions'), '+a -');
  });
});

describe('where nobody knows what is there, and the target doesn’t say', () => {
  it('all that should be there is added, whatever was written before', () => {
    assert.equal(decided(state('ab', null, 'ab'), 'always'), '+ab -');
  });

  it('what a write may have put there, and should not be there, is removed', () => {
    assert.equal(decided(state('a', null, 'ab'), 'always'), '+a -b');
    assert.equal(decided(state('a', null, 'ab'), 'additions'), '+a -');
  });

  it('what may have been written counts as there for an attribute that is written only when it’s empty', () => {
    assert.equal(decided(state('a', null, 'b'), 'whenEmpty'), '+ -');
    assert.equal(decided(state('a', null, ''), 'whenEmpty'), '+a -');
  });
});
