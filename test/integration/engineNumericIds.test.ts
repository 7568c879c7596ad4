import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFakeScim, type FullResponse, type Json } from '../support/fakeScimServer.ts';
import { smallTenant, startEngineTest } from './engineSetup.ts';

/** Ids are strings by the standard (RFC 7643 section 3.1), and numbers at servers whose database counts. */

/** Ids and the values of members as numbers, of any length, wherever a resource has them. */
function withNumbers(response: FullResponse): FullResponse {
  const { body } = response;
  if (typeof body !== 'object' || body === null) return response;
  const text = JSON.stringify(body).replace(/"(id|value)":"(\d+)"/g, '"$1":$2');
  return { ...response, body: text };
}

const bare = (response: FullResponse): FullResponse => {
  const text = typeof response.body === 'string' ? response.body : '';
  return { ...response, body: text.replace(/\{"value":(\d+)\}/g, '$1') };
};

describe('a group that was there before, at a target whose ids are numbers', () => {
  for (const [what, bend, from] of [
    ['small ones', withNumbers, '1'],
    ['of more than 15 digits', withNumbers, '90071992547409931'],
    ['bare ones as members', (response: FullResponse): FullResponse => bare(withNumbers(response)), '1'],
  ] as const)
    it(`loses who has left it: ${what}`, async (test) => {
      const target = await startFakeScim(test, { bend });
      const [ada, ben, stranger] = [0n, 1n, 2n].map((step) => String(BigInt(from) + step));
      const account = (id = '', userName: string): void => {
        target.users.set(id, { id, userName, active: true } satisfies Json);
      };
      account(ada, 'ada.lovelace@contoso.com');
      account(ben, 'ben.baker@contoso.com');
      target.addGroup('g', [ada ?? '', ben ?? '', stranger ?? '']);
      const run = await startEngineTest(test, {
        fill: smallTenant(['ada.lovelace', 'ben.baker'], { Readers: ['ada.lovelace'] }),
        target,
      });
      assert.equal((await run.sync()).summary.counts.failure, 0);
      assert.deepEqual(target.membersOf('g').sort(), [ada, stranger].sort());
      assert.equal((await run.sync()).summary.requests.targetWrites, 0);
    });
});
