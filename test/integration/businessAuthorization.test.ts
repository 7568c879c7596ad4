import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { refused, startPracticeTeam } from '../support/dropboxClient.ts';
import type { PracticeTeam } from '../support/dropboxClient.ts';

const redirect = 'http://127.0.0.1:4711/callback';
const hour = 3_600_000;

type Form = Readonly<Record<string, string>>;

async function postForm(address: string, form: Form): Promise<Response> {
  return fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

/** Clicks on the page, as a browser does: sends the hidden fields with the button's value. */
async function click(practice: PracticeTeam, parameters: Form, decision: 'allow' | 'deny'): Promise<Response> {
  const address = `${practice.apiAddress}/oauth2/authorize`;
  const shown = await fetch(`${address}?${new URLSearchParams(parameters).toString()}`);
  const page = await shown.text();
  assert.equal(shown.status, 200, page);
  assert.match(page, />Allow<.*>Deny</);
  const hidden = [...page.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const fields = hidden.filter(([name]) => name !== 'decision');
  return postForm(address, { ...(Object.fromEntries(fields) as Form), decision });
}

function locationOf(response: Response): URLSearchParams {
  assert.equal(response.status, 302);
  return new URL(response.headers.get('location') ?? '').searchParams;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly scope: string;
}

async function exchange({ apiAddress }: PracticeTeam, form: Form): Promise<Tokens> {
  const response = await postForm(`${apiAddress}/oauth2/token`, form);
  assert.equal(response.status, 200);
  return (await response.json()) as Tokens;
}

/** The error of a refused request for tokens. */
async function errorOf(response: Promise<Response>): Promise<unknown> {
  const { status, headers, body } = await response.then(async (one) => ({
    status: one.status,
    headers: one.headers,
    body: (await one.json()) as { error: unknown },
  }));
  assert.equal(status, 400);
  assert.ok(headers.has('x-dropbox-request-id'));
  return body.error;
}

/** An authorization with PKCE: what to ask for, and what to exchange the code with. */
function pkce({ appKey }: PracticeTeam, more: Form = {}): readonly [ask: Form, exchange: Form] {
  const verifier = randomBytes(48).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const common = { client_id: appKey, redirect_uri: redirect };
  return [
    {
      ...common,
      response_type: 'code',
      state: 'a&b "c"',
      token_access_type: 'offline',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    },
    { ...common, grant_type: 'authorization_code', code_verifier: verifier },
  ];
}

async function authorize(practice: PracticeTeam, more: Form = {}): Promise<Tokens> {
  const [ask, form] = pkce(practice, more);
  const code = locationOf(await click(practice, ask, 'allow')).get('code') ?? '';
  return exchange(practice, { ...form, code });
}

describe('the authorization of the practice team', () => {
  it('gives a token for four hours that is renewed until it is revoked', async (test) => {
    const practice = await startPracticeTeam(test);
    const { appKey, apiAddress } = practice;
    const [ask, form] = pkce(practice);
    const back = locationOf(await click(practice, ask, 'allow'));
    assert.equal(back.get('state')?.replaceAll('&amp;', '&').replaceAll('&quot;', '"'), 'a&b "c"');
    const code = back.get('code') ?? '';
    const tokens = await exchange(practice, { ...form, code });
    assert.equal(tokens.expires_in, 14_400);
    assert.equal(await errorOf(postForm(`${apiAddress}/oauth2/token`, { ...form, code })), 'invalid_grant');
    const sdk = practice.sdkWith(tokens.access_token);
    assert.equal((await sdk.teamGetInfo()).result.name, 'Contoso');
    practice.advance(4 * hour);
    assert.deepEqual(await refused(sdk.teamGetInfo()), { status: 401, error: { '.tag': 'expired_access_token' } });
    const renewal = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '', client_id: appKey };
    const renewed = await exchange(practice, renewal);
    await practice.sdkWith(renewed.access_token).authTokenRevoke();
    const { error } = await refused(practice.sdkWith(renewed.access_token).teamGetInfo());
    assert.deepEqual(error, { '.tag': 'invalid_access_token' });
    assert.equal(await errorOf(postForm(`${apiAddress}/oauth2/token`, renewal)), 'invalid_grant');
  });

  it('grants what is ticked and asked for, and names the scope that is missing', async (test) => {
    const practice = await startPracticeTeam(test);
    await practice.control('PUT', '/app', { scopes: ['team_info.read', 'members.read', 'members.write'] });
    const { access_token: token, scope } = await authorize(practice, {
      scope: 'team_info.read members.write members.delete',
    });
    assert.equal(scope, 'team_info.read members.write');
    const { error } = await refused(practice.sdkWith(token).teamMembersListV2({}));
    assert.deepEqual(error, { '.tag': 'missing_scope', required_scope: 'members.read' });
    const { refresh_token: none } = await authorize(practice, { token_access_type: 'online' });
    assert.equal(none, undefined);
  });

  it('is refused by a click, and for requests that are not right', async (test) => {
    const practice = await startPracticeTeam(test);
    const { apiAddress, appKey, appSecret } = practice;
    const [ask, form] = pkce(practice);
    assert.equal(locationOf(await click(practice, ask, 'deny')).get('error'), 'access_denied');
    for (const wrong of [
      { client_id: 'other' },
      { response_type: 'token' },
      { redirect_uri: 'https://example.com/' },
      { redirect_uri: 'vscode://here' },
      { scope: 'no.such' },
      { token_access_type: 'always' },
    ]) {
      const query = new URLSearchParams({ ...ask, ...wrong }).toString();
      assert.equal((await fetch(`${apiAddress}/oauth2/authorize?${query}`)).status, 400, JSON.stringify(wrong));
    }
    const fresh = async (): Promise<string> => locationOf(await click(practice, ask, 'allow')).get('code') ?? '';
    const token = `${apiAddress}/oauth2/token`;
    const attempt = async (more: Form): Promise<unknown> =>
      errorOf(postForm(token, { ...form, code: await fresh(), ...more }));
    assert.equal(await attempt({ code_verifier: 'x'.repeat(43) }), 'invalid_grant');
    assert.equal(await attempt({ redirect_uri: `${redirect}/` }), 'invalid_grant');
    assert.equal(await attempt({ client_id: 'other' }), 'invalid_client');
    assert.equal(await attempt({ grant_type: 'password' }), 'unsupported_grant_type');
    const code = await fresh();
    practice.advance(600_000);
    assert.equal(await errorOf(postForm(token, { ...form, code })), 'invalid_grant');
    const inAddress = `${token}?${new URLSearchParams({ ...form, code: await fresh() }).toString()}`;
    assert.equal(await errorOf(fetch(inAddress, { method: 'POST' })), 'invalid_request');

    const confidential = { client_id: appKey, response_type: 'code', token_access_type: 'offline' };
    const page = await (await click(practice, confidential, 'allow')).text();
    const pasted = /id="code">([^<]+)</.exec(page)?.[1] ?? '';
    const withSecret = { client_id: appKey, client_secret: appSecret };
    const { refresh_token: refresh = '' } = await exchange(practice, {
      ...withSecret,
      grant_type: 'authorization_code',
      code: pasted,
    });
    const renewal = { grant_type: 'refresh_token', refresh_token: refresh };
    assert.equal(await errorOf(postForm(token, { ...renewal, client_id: appKey })), 'invalid_client');
    assert.equal(await errorOf(postForm(token, { ...renewal, ...withSecret, scope: 'events.read' })), 'invalid_scope');
    assert.ok((await exchange(practice, { ...renewal, ...withSecret, scope: 'members.read' })).access_token);
  });

  it('fails by name, as Dropbox does', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk, business, apiAddress, token } = practice;
    const failing = async (fault: FaultRule): Promise<unknown> => {
      business.faults.set({ ...fault, count: 1 });
      return (await refused(sdk.teamMembersSuspend({ user: { '.tag': 'email', email: 'a@b.com' } }))).error;
    };
    assert.deepEqual(await failing({ kind: 'unauthorized', tag: 'expired_access_token' }), {
      '.tag': 'expired_access_token',
    });
    assert.deepEqual(await failing({ kind: 'forbidden', tag: 'team_access_denied' }), { '.tag': 'team_access_denied' });
    const limited = { reason: { '.tag': 'too_many_write_operations' }, retry_after: 3 };
    assert.deepEqual(
      await failing({ kind: 'tooManyRequests', tag: 'too_many_write_operations', retryAfterSeconds: 3 }),
      limited,
    );
    assert.equal(await failing({ kind: 'tooManyRequests', plainText: true }), 'Too many requests');
    business.faults.set({ kind: 'serverError', path: '^/2/team/get_info$' });
    assert.equal((await refused(sdk.teamGetInfo())).status, 500);
    await practice.control('DELETE', '/faults');

    const call = (route: string, body: string, type = 'application/json', bearer = token): Promise<Response> =>
      fetch(`${apiAddress}/2/${route}`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': type },
      });
    for (const [response, status, text] of [
      [await call('team/nothing', '{}'), 400, /Unknown API function/],
      [await call('team/get_info', '{}'), 400, /expected null/],
      [await call('team/members/list_v2', '{"limit":"1"}'), 400, /limit: expected integer/],
      [await call('team/members/list_v2', '{"odd":1}'), 400, /unknown field 'odd'/],
      [await call('team/members/list_v2', '{'), 400, /could not decode/],
      [await call('team/members/list_v2', '{}', 'text/plain'), 400, /Content-Type/],
      [await call('team/members/list_v2', '{}', 'application/json', 'no'), 401, /invalid_access_token/],
    ] as const) {
      assert.equal(response.status, status);
      assert.match(await response.text(), text);
    }
    assert.equal((await call('team/get_info', 'null')).status, 200);
  });
});
