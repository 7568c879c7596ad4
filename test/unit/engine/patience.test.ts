import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayStillCome } from '../../../src/engine/cycle/patience.ts';
import type { Intent } from '../../../src/engine/store/intents.ts';

const now = Date.UTC(2026, 0, 15, 12);
const hour = 3_600_000;

const creation = (accepted: unknown): Intent => ({
  act: 'create',
  sought: [],
  accepted: accepted as number | null,
  owner: null,
});

describe('a creation that the target has accepted', () => {
  const times: readonly (readonly [what: string, accepted: unknown, expected: boolean])[] = [
    ['an hour ago', now - hour, true],
    ['two days ago', now - 48 * hour, false],
    ['at a time that a clock set back an hour leaves ahead', now + hour, true],
    ['two days from now', now + 48 * hour, false],
    ['centuries from now', Number.MAX_SAFE_INTEGER, false],
    ['at a time that is text', 'tomorrow', false],
    ['at no time', null, false],
  ];
  for (const [what, accepted, expected] of times)
    it(`${what} ${expected ? 'may still be carried out' : 'is sent again'}`, () => {
      assert.equal(mayStillCome(creation(accepted), now), expected);
    });
});
