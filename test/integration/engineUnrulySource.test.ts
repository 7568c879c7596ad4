import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { startUnrulyServer, type Switches, type UnrulyServer } from '../support/unrulyServer.ts';
import { it } from '../support/targets/eachTarget.ts';
import { credential, smallTenant, sourceToken, startEngineTest, type EngineTest } from './engineSetup.ts';

const people = ['ada.lovelace', 'ben.baker'];

interface Unruly {
  readonly house: EngineTest;
  readonly server: UnrulyServer;
  /** What makes the job read through the server. */
  readonly job: Partial<OpenJobParams>;
}

async function start(test: TestContext, switches: Partial<Switches>): Promise<Unruly> {
  const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: ['ada.lovelace'] }) });
  const origin = house.params.sourceCredential?.origin ?? '';
  const server = await startUnrulyServer(test, origin, switches);
  const text = house.jobText.replaceAll(origin, server.origin);
  return { house, server, job: { text, sourceCredential: credential(sourceToken, server.origin) } };
}

async function failure(attempt: Promise<unknown>): Promise<ProvisioningFailure> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProvisioningFailure, String(error));
  assert.ok(error.recommendedAction);
  return error;
}

describe('a source that', () => {
  for (const on of [/appRoleAssignedTo/, /users\/delta/, /groups\/delta/])
    it(`gives ever new links to pages without anything (${on.source}) is left alone, and nothing is written`, async (test) => {
      const { house, server, job } = await start(test, { on, endless: 'emptyPages' });
      const { kind, message } = await failure(house.sync({ job }));
      assert.deepEqual([kind, message.includes('1000 empty pages in a row')], ['source', true]);
      assert.ok(server.requests() < 1100, String(server.requests()));
      assert.equal(house.target.writes(), 0);
    });

  it('lets a response drip is given up after the time that a request may take', async (test) => {
    const { house, job } = await start(test, { on: /users\/delta/, drip: { bytes: 1, everyMs: 10 } });
    const { kind, message } = await failure(house.sync({ job: { ...job, requestTimeoutMs: 100 } }));
    assert.deepEqual([kind, message.includes('had not finished it')], ['connection', true]);
    assert.equal(house.target.writes(), 0);
  });

  for (const on of [/appRoleAssignedTo/, /servicePrincipals\/[^/]+\?/, /users\/delta/])
    it(`says 410 at ${on.source} stops the cycle in a sentence, or changes nothing of it`, async (test) => {
      const { house, server, job } = await start(test, {});
      await house.sync({ job });
      const before = house.target.writes();
      const gone = JSON.stringify({ error: { code: 'Gone', message: 'It is gone.' } });
      Object.assign(server.switches, { on, instead: () => ({ status: 410, body: gone }) });
      const outcome = await house.sync({ job }).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof ProvisioningFailure, String(outcome.stack));
        assert.equal(outcome.kind, 'source');
        assert.match(outcome.message, /It is gone/);
      }
      assert.equal(house.target.writes(), before);
      server.switches.instead = null;
      assert.equal((await house.sync({ job })).summary.outcome, 'completed');
    });
});
