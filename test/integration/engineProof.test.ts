import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest } from './engineSetup.ts';

/** A cycle proves that it reaches both sides. */

const people = ['ada.lovelace', 'ben.baker'];

describe('a cycle with nothing to do', () => {
  for (const kind of ['unauthorized', 'forbidden', 'serverError', 'htmlPage', 'invalidJson', 'cutBefore'] as const) {
    it(`fails when the target answers with ${kind}`, async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant(people) });
      await run.sync();
      run.target.fail({ kind });
      await assert.rejects(run.sync(), (error) => {
        assert.ok(error instanceof ProvisioningFailure);
        assert.equal(error.kind, 'connection');
        assert.ok(error.recommendedAction);
        return true;
      });
      run.target.recover();
      assert.equal((await run.sync()).summary.requests.targetWrites, 0);
    });
  }

  it('asks the target once', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people) });
    await run.sync();
    const before = run.target.requests();
    const { summary } = await run.sync();
    assert.deepEqual([run.target.requests(), summary.requests.targetWrites], [before + 1, 0]);
  });
});
