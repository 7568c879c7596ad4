import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  holdKey,
  judgeLosses,
  lossKey,
  type AccessLoss,
  type AccountLoss,
  type GuardSettings,
  type MembersLoss,
} from '../../../src/decision/deletionGuard.ts';
import { english } from '../../../src/protocol/text.ts';

const settings: GuardSettings = {
  enabled: true,
  threshold: 500,
  percentage: 20,
  minimum: 5,
  groupPercentage: 50,
  groupMinimum: 20,
};
const nobody: ReadonlySet<string> = new Set();
const usual = { isReleased: (): boolean => false, isRejected: (): boolean => false, waiting: nobody, silence: null };

function losses(count: number, traits: Partial<AccountLoss> = {}): AccountLoss[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'account',
    source: { id: `u${index}`, type: 'User', displayName: `User ${index}` },
    targetId: `t${index}`,
    action: 'disable',
    permanent: false,
    members: 0,
    ...traits,
  }));
}

/** How many of so many losses are held back, in a team of so many users. */
function held(count: number, linked: number, withAccess = linked, changes: Partial<GuardSettings> = {}): number {
  const provisioned = { linked: { User: linked, Group: 0 }, withAccess: { User: withAccess, Group: 0 } };
  return judgeLosses(losses(count), provisioned, { ...settings, ...changes }, usual).held.length;
}

describe('what a person has rejected', () => {
  const [first, ...rest] = losses(6);
  const isRejected = (loss: AccessLoss): boolean => loss === first;
  const provisioned = { linked: { User: 7, Group: 0 }, withAccess: { User: 7, Group: 0 } };
  const all = first === undefined ? [] : [first, ...rest];

  it('is held back, and counts against nobody else', () => {
    assert.equal(judgeLosses(all, provisioned, settings, usual).held.length, 6);
    const verdict = judgeLosses(all, provisioned, settings, { ...usual, isRejected });
    assert.deepEqual([verdict.held, verdict.message], [[first], null]);
  });

  it('is held back although prevention is off, and although everything is released', () => {
    const off = judgeLosses(all, provisioned, { ...settings, enabled: false }, { ...usual, isRejected });
    assert.deepEqual([off.held, off.message], [[first], null]);
    const released = judgeLosses(all, provisioned, settings, { ...usual, isRejected, isReleased: () => true });
    assert.deepEqual(released.held, [first]);
  });
});

describe('the deletion guard', () => {
  const rows: readonly (readonly [lost: number, linked: number, heldBack: number])[] = [
    [0, 0, 0],
    [1, 1, 0],
    [2, 2, 0],
    [3, 3, 3],
    [4, 5, 0],
    [5, 5, 5],
    [5, 6, 0],
    [6, 7, 6],
    [6, 30, 0],
    [7, 30, 7],
    [39, 40, 39],
    [49, 98, 49],
    [20, 100, 0],
    [21, 100, 21],
    [500, 50_000, 0],
    [501, 50_000, 501],
  ];
  for (const [lost, linked, expected] of rows) {
    it(`${expected === 0 ? 'lets' : 'keeps'} ${lost} of ${linked} users ${expected === 0 ? 'go' : 'back'}`, () => {
      assert.equal(held(lost, linked), expected);
    });
  }

  it('takes for everybody who still has access', () => {
    assert.equal(held(4, 40, 40), 0);
    assert.equal(held(4, 40, 4), 4);
  });

  it('says how many, of how many, and how many of them permanently', () => {
    const provisioned = { linked: { User: 40, Group: 0 }, withAccess: { User: 40, Group: 0 } };
    const message = (permanent: boolean): string =>
      english(judgeLosses(losses(39, { permanent }), provisioned, settings, usual).message ?? '');
    assert.match(
      message(false),
      /^39 objects would be disabled\. That is more than 20 % of the 40 provisioned users\./,
    );
    assert.match(
      message(true),
      /^39 objects would be disabled, all of them permanently: their invitations haven't been accepted\. That is/,
    );
  });

  it('holds back only what is too much: users, groups or members', () => {
    const groups = losses(2, { action: 'delete', permanent: true }).map((loss) => ({
      ...loss,
      source: { ...loss.source, type: 'Group' as const },
    }));
    const provisioned = { linked: { User: 40, Group: 30 }, withAccess: { User: 40, Group: 30 } };
    const verdict = judgeLosses([...losses(30), ...groups], provisioned, settings, usual);
    assert.deepEqual([verdict.held.length, verdict.held.every(({ source }) => source.type === 'User')], [30, true]);
    const above = judgeLosses([...losses(30), ...groups], provisioned, { ...settings, threshold: 10 }, usual);
    assert.equal(above.held.length, 32, 'the threshold counts both');
  });

  it('lets happen what was released by name, counts it all the same, and keeps the others back', () => {
    const all = losses(50);
    const released = new Set(all.slice(0, 40).map(lossKey));
    const isReleased = (loss: AccessLoss): boolean => released.has(lossKey(loss));
    const provisioned = { linked: { User: 200, Group: 0 }, withAccess: { User: 200, Group: 0 } };
    const verdict = judgeLosses(all, provisioned, settings, { ...usual, isReleased });
    assert.deepEqual(
      verdict.held.map(({ source }) => source.id),
      all.slice(40).map(({ source }) => source.id),
    );
    assert.equal(judgeLosses(all.slice(0, 40), provisioned, settings, { ...usual, isReleased }).message, null);
  });

  it('does not take the release of a disable for that of a deletion', () => {
    const [loss] = losses(1);
    const [deletion] = losses(1, { action: 'delete', permanent: true });
    assert.ok(loss !== undefined && deletion !== undefined);
    assert.notEqual(lossKey(loss), lossKey(deletion));
  });

  it('guards groups of twenty and more that lose over half of their members', () => {
    const members = (lost: number, of: number): MembersLoss => ({
      kind: 'members',
      source: { id: 'g', type: 'Group', displayName: 'Readers' },
      targetId: 't',
      lost,
      ids: Array.from({ length: lost }, (_, index) => `t${index}`),
      of,
    });
    const isHeld = (loss: MembersLoss): boolean =>
      judgeLosses([loss], { linked: { User: 90, Group: 9 }, withAccess: { User: 90, Group: 9 } }, settings, usual).held
        .length === 1;
    assert.deepEqual([members(19, 19), members(10, 20), members(11, 20), members(40, 40)].map(isHeld), [
      false,
      false,
      true,
      true,
    ]);
  });

  it('guards a group that is deleted with twenty members and more', () => {
    const isHeld = (members: number): boolean =>
      judgeLosses(
        losses(1, { source: { id: 'g', type: 'Group', displayName: 'Readers' }, action: 'delete', members }),
        { linked: { User: 90, Group: 9 }, withAccess: { User: 90, Group: 9 } },
        settings,
        usual,
      ).held.length === 1;
    assert.deepEqual([0, 19, 20].map(isHeld), [false, false, true]);
  });

  it('keeps back what waits for a person, however little it is by now', () => {
    const all = losses(3);
    const waiting = new Set(all.slice(0, 2).map(holdKey));
    const provisioned = { linked: { User: 40, Group: 0 }, withAccess: { User: 40, Group: 0 } };
    const verdict = judgeLosses(all, provisioned, settings, { ...usual, waiting });
    assert.equal(verdict.held.length, 2);
    assert.match(english(verdict.message ?? ''), /nobody has released it/);
  });

  it('keeps everything back when the source has fallen silent', () => {
    const silence = 'The source lists no assignments any more, where it had 2.';
    const heldOf = (linked: number): number =>
      judgeLosses(
        losses(linked),
        { linked: { User: linked, Group: 0 }, withAccess: { User: linked, Group: 0 } },
        settings,
        { ...usual, silence },
      ).held.length;
    assert.deepEqual([heldOf(1), heldOf(2)], [0, 2]);
  });

  it('does nothing when it is turned off', () => {
    assert.equal(held(40, 40, 40, { enabled: false }), 0);
  });
});
