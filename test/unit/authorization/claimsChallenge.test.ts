import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { challengeHeader, claimsAskedFor } from '../../../src/authorization/entra/claimsChallenge.ts';

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"},"note":"ü?>"}}';
const base64 = Buffer.from(claims).toString('base64');
const base64url = Buffer.from(claims).toString('base64url');
const graph =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"';
const challenge = (value: string): string => `${graph}, error="insufficient_claims", claims="${value}"`;

describe('a claims challenge', () => {
  for (const [what, header] of [
    ['as Graph sends it', challenge(base64)],
    ['in the alphabet for addresses', challenge(base64url)],
    ['in another order, case and spacing', `bearer Claims = "${base64}" ,ERROR=insufficient_claims`],
    [
      'after a challenge of another scheme',
      `Negotiate, PoP error="insufficient_claims", claims="e30=", ${challenge(base64)}`,
    ],
    ['with quoted commas and quotes before it', `Bearer realm="a, b \\"Basic x=\\"", ${challenge(base64).slice(7)}`],
  ] as const)
    it(`is read ${what}`, () => {
      assert.equal(claimsAskedFor(header), claims);
    });

  it('is read where the field comes several times', () => {
    assert.equal(claimsAskedFor(['Basic realm="x"', challenge(base64)]), claims);
  });

  for (const [what, header] of [
    ['nothing', undefined],
    ['a token that isn’t taken', 'Bearer realm=""'],
    ['another error', challenge(base64).replace('insufficient_claims', 'invalid_token')],
    ['a challenge without claims', `${graph}, error="insufficient_claims"`],
    ['claims of another scheme', challenge(base64).replace('Bearer', 'PoP')],
    ['what is no Base64', challenge('{"access_token":{}}')],
    ['what is no JSON', challenge(Buffer.from('claims').toString('base64'))],
    ['what is no object', challenge(Buffer.from('["x"]').toString('base64'))],
    ['more than Entra would ask', challenge(Buffer.from(JSON.stringify({ x: 'x'.repeat(5000) })).toString('base64'))],
  ] as const)
    it(`isn’t read from ${what}`, () => {
      assert.equal(claimsAskedFor(header), null);
    });

  it('is handed on with its claims only', () => {
    const header = challengeHeader(claims);
    assert.equal(claimsAskedFor(header), claims);
    assert.equal(header, `Bearer error="insufficient_claims", claims="${base64}"`);
  });
});
