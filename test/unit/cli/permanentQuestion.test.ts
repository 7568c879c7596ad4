import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../../../src/cli/failures.ts';
import { permanentQuestion } from '../../../src/cli/move/refuseLosses.ts';
import type { Arguments } from '../../../src/cli/command.ts';

function argumentsWith(...flags: readonly string[]): Arguments {
  return { positionals: [], isSet: (option) => flags.includes(option), text: () => null, count: () => null };
}

const names = Array.from({ length: 10 }, (_, index) => `Person ${index + 1}`);
const losses = { disable: 12, delete: 0, permanent: 12, names };

describe('accounts that would go permanently by the time that a moved job’s first cycle runs', () => {
  it('stay without the flag, and are told by number and name', async () => {
    const { ask, followUp } = permanentQuestion(argumentsWith('yes'));
    followUp();
    assert.equal(await ask(losses), false);
    assert.throws(followUp, (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /wrote nothing: it would delete 12 accounts permanently: Person 1, .*, and 2 more\./);
      assert.match(error.message, /--allow-permanent/);
      return true;
    });
  });

  it('go with it', async () => {
    const { ask, followUp } = permanentQuestion(argumentsWith('yes', 'allow-permanent'));
    assert.equal(await ask(losses), true);
    followUp();
  });
});
