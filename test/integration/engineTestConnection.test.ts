import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviceOnServerTrouble } from '../../src/directories/connectionSteps.ts';
import type { ConnectionStep } from '../../src/protocol/connectionReport.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const never = new AbortController().signal;

async function failedSteps(house: EngineTest): Promise<readonly ConnectionStep[]> {
  const { succeeded, steps } = await house.withSession((session) => session.testConnection(never));
  assert.equal(succeeded, false);
  return steps.filter(({ status }) => status === 'failed');
}

const troubles: readonly (readonly [status: number, fault: FaultRule, advice: RegExp])[] = [
  [429, { kind: 'tooManyRequests', retryAfterSeconds: 60 }, /Wait a few minutes/],
  [500, { kind: 'serverError' }, /The server itself fails\. Test again later/],
];

it('a server that is being maintained (503), or whose gateway does not reach it (502), is tested again later', () => {
  assert.match(english(adviceOnServerTrouble(503) ?? ''), /overloaded or being maintained/);
  assert.match(english(adviceOnServerTrouble(502) ?? ''), /Test again later/);
  for (const status of [200, 400, 404, 501, undefined]) assert.equal(adviceOnServerTrouble(status), null);
});

describe('Test Connection with a server that is overloaded or fails', () => {
  for (const [status, fault, advice] of troubles) {
    it(`(${status}) says so, on either side, at once, and finds no fault with the job`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
      for (const server of ['targetServer', 'directoryServer'] as const) {
        house[server].faults.set(fault);
        const [failed, ...others] = await failedSteps(house);
        assert.deepEqual([failed?.id, others], ['answer', []]);
        assert.equal(failed?.side, server === 'targetServer' ? 'target' : 'source');
        assert.match(english(failed.recommendedAction ?? ''), advice);
        assert.doesNotMatch(english(failed.recommendedAction ?? ''), /base address/);
        assert.equal(failed.exchange?.response?.status, status);
        house[server].faults.clear();
      }
    });
  }

  it('does not blame the matching attribute when only the filter’s request fails', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
    house.targetServer.faults.set({ kind: 'serverError', path: 'filter=' });
    const [failed] = await failedSteps(house);
    assert.equal(failed?.id, 'matchingFilter');
    assert.match(english(failed.recommendedAction ?? ''), /The server itself fails/);
  });
});

it('a web page at the base address is a matter of the address', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
  house.target.fail({ kind: 'htmlPage' });
  assert.match(english((await failedSteps(house))[0]?.recommendedAction ?? ''), /is the SCIM 2\.0 base address/);
});

it('what is sent names each type of answer once', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
  house.target.fail({ kind: 'serverError' });
  house.directoryServer.faults.set({ kind: 'serverError' });
  const accepted = (await failedSteps(house)).map(({ exchange }) => exchange?.request.headers['accept']);
  assert.deepEqual(accepted.toSorted(), ['application/json', 'application/scim+json, application/json']);
});
