import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BearerFailure, type BearerSource } from '../../../src/directories/http/bearer.ts';
import { renewedBearer, type Renewals, unattended } from '../../../src/engine/renewedBearer.ts';
import { ProvisioningFailure } from '../../../src/protocol/failure.ts';
import type { RenewTokenParams } from '../../../src/protocol/openJob.ts';

const challenge = '{"access_token":{"acrs":{"value":"c1"}}}';

interface Renewing {
  readonly bearer: BearerSource;
  readonly asked: RenewTokenParams[];
}

/** Tokens `token 1`, `token 2` and so on of whoever opened the job; the first is held already. */
function start(
  attended: boolean,
  failure: ProvisioningFailure | null = null,
  change: (renewals: Renewals) => Renewals = (renewals) => renewals,
): Renewing {
  const asked: RenewTokenParams[] = [];
  const credential = {
    token: 'token 1',
    origin: 'https://graph.microsoft.com',
    renewal: { key: 'job', renewAt: 1, ...(attended ? { attended: true as const } : {}) },
  };
  const renewals: Renewals = {
    now: () => 0,
    renewToken(params) {
      asked.push(params);
      return failure === null
        ? Promise.resolve({ token: `token ${asked.length + 1}`, renewAt: 1 })
        : Promise.reject(failure);
    },
  };
  const bearer = renewedBearer(credential, change(renewals));
  assert.ok(bearer);
  return { bearer, asked };
}

describe('a token that Graph challenges', () => {
  it('is had anew once for all requests, with the challenge and whether somebody is there', async () => {
    const { bearer, asked } = start(true);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => bearer.token('token 1', challenge)));
    assert.deepEqual(new Set(tokens), new Set(['token 2']));
    assert.equal(await bearer.token('token 1', challenge), 'token 2', 'a request that was refused later');
    assert.deepEqual(asked, [{ key: 'job', attended: true, refused: 'token 1', challenge }]);
  });

  it('says nothing of a person where nobody is there, or what it’s for isn’t what they wait for', async () => {
    for (const { bearer, asked } of [start(false), start(true, null, unattended)]) {
      await bearer.token('token 1', challenge);
      assert.deepEqual(asked, [{ key: 'job', refused: 'token 1', challenge }]);
    }
  });

  it('isn’t asked for again where the person has declined', async () => {
    const { bearer, asked } = start(true, new ProvisioningFailure('credential', 'Declined.'));
    for (let times = 0; times < 3; times++)
      await assert.rejects(bearer.token('token 1', challenge), { kind: 'unauthorized', message: 'Declined.' });
    assert.equal(asked.length, 1);
  });

  it('isn’t exchanged for another one when the same challenge comes back, but is for another', async () => {
    const { bearer, asked } = start(true);
    assert.equal(await bearer.token('token 1', challenge), 'token 2');
    await assert.rejects(
      bearer.token('token 2', challenge),
      (failure) => failure instanceof BearerFailure && failure.message.includes('asks again'),
    );
    assert.equal(asked.length, 1);
    assert.equal(await bearer.token('token 2', '{"access_token":{"nbf":{"value":"1"}}}'), 'token 3');
  });
});
