import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { JobSession } from '../../src/engine/jobSession.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest } from './engineSetup.ts';

/** A cycle proves that it reaches both sides, and that the job is its own to run. */

const people = ['ada.lovelace', 'ben.baker'];
const signal = new AbortController().signal;

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

describe('a job that Microsoft Entra’s service runs', () => {
  const ways: readonly (readonly [name: string, use: (session: JobSession) => Promise<unknown>])[] = [
    [
      'Sync Now',
      (session) =>
        session.sync({
          signal,
          allowDeletes: false,
          restart: false,
          onProgress: () => undefined,
          onEvent: () => undefined,
        }),
    ],
    [
      'Allow Deletes',
      (session) =>
        session.sync({
          signal,
          allowDeletes: true,
          restart: false,
          onProgress: () => undefined,
          onEvent: () => undefined,
        }),
    ],
    ['Provision on Demand', (session) => session.provisionOnDemand('Ada Lovelace', signal)],
  ];
  for (const [name, use] of ways) {
    it(`is refused by the engine itself: ${name}`, async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant(people) });
      const text = run.jobText.replace('"executor": "local"', '"executor": "entra"');
      assert.notEqual(text, run.jobText);
      await assert.rejects(run.withSession(use, { text }), (error) => {
        assert.ok(error instanceof ProvisioningFailure);
        assert.match(error.message, /executor/);
        return true;
      });
      assert.equal(run.target.writes(), 0);
    });
  }

  it('is previewed all the same', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people) });
    const text = run.jobText.replace('"executor": "local"', '"executor": "entra"');
    const summary = await run.withSession(
      (session) => session.preview({ signal, onProgress: () => undefined, onDecision: () => undefined }),
      { text },
    );
    assert.equal(summary.counts.create, 2);
  });
});
