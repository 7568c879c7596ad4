import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTally, type Ending, type Tally } from '../../../src/engine/cycle/tally.ts';
import type { DecisionAction, ObjectIdentity } from '../../../src/protocol/provisioning.ts';

const group = (id: string): ObjectIdentity => ({ id, type: 'Group', displayName: id });

/** What an object came to, turn after turn. */
type Turn = readonly [DecisionAction, Ending] | 'members' | 'members failed';

function tallied(...turns: readonly Turn[]): Tally {
  const tally = createTally();
  for (const turn of turns) {
    if (turn === 'members') tally.countReferences(group('g'), 'done');
    else if (turn === 'members failed') tally.countReferences(group('g'), 'failed');
    else tally.count({ source: group('g'), action: turn[0], destructive: turn[0] === 'delete' }, turn[1]);
  }
  return tally;
}

/** The one thing that the object counts as. */
function only(tally: Tally): string {
  const counts = { ...tally.counts(), unchanged: tally.unchanged() };
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  assert.ok(found.length <= 1 && found.every(([, count]) => count === 1), JSON.stringify(counts));
  return found[0]?.[0] ?? 'nothing';
}

describe('an object counts once', () => {
  for (const [what, turns, counts] of [
    ['created, and its members written', [['create', 'done'], 'members'], 'create'],
    ['created, and its members refused', [['create', 'done'], 'members failed'], 'failure'],
    ['created, its members refused and then written', [['create', 'done'], 'members failed', 'members'], 'create'],
    ['failed by itself and by its members', [['update', 'failed'], 'members failed'], 'failure'],
    ['unchanged but for its members', [['none', 'done'], 'members'], 'update'],
    ['of which only the members were written', ['members'], 'update'],
    ['unchanged, found missing and made again', [['none', 'done'], 'members failed', ['create', 'done'], 'members'], 'create'], // prettier-ignore
    [
      'created and then named',
      [
        ['create', 'done'],
        ['update', 'done'],
      ],
      'create',
    ],
    [
      'failed and then done',
      [
        ['update', 'failed'],
        ['update', 'done'],
      ],
      'update',
    ],
    ['that needs nothing', [['none', 'done']], 'unchanged'],
    ['only accepted', [['create', 'open']], 'nothing'],
  ] as const)
    it(`one that was ${what}`, () => {
      assert.equal(only(tallied(...turns)), counts);
    });

  it('with a warning however often it has one, and as an attempt by itself alone', () => {
    const tally = tallied(['create', 'warned'], ['update', 'warned'], 'members failed');
    assert.equal(tally.warnings(), 1);
    assert.deepEqual(tally.attempts(), { failed: 0, succeeded: 1 });
    assert.deepEqual(tallied(['create', 'failed']).attempts(), { failed: 1, succeeded: 0 });
    assert.deepEqual(tallied('members').attempts(), { failed: 0, succeeded: 1 });
  });

  it('as permanent when it’s gone', () => {
    assert.equal(tallied(['delete', 'done'], ['delete', 'done']).permanent(), 1);
    assert.equal(tallied(['delete', 'failed']).permanent(), 0);
    assert.equal(tallied(['delete', 'open']).permanent(), 0);
  });
});
