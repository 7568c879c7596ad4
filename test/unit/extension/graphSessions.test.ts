import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { claimsAskedFor } from '../../../src/authorization/entra/claimsChallenge.ts';
import { GraphSessions } from '../../../src/extension/credentials/graphSessions.ts';
import { Cancelled } from '../../../src/extension/support/actionableFailure.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const tenant = { tenantId: '11111111-2222-3333-4444-555555555555', cloud: 'global' } as const;
const tasks = ['provision'] as const;
const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const ada = { id: 'ada', label: 'ada@contoso.com' };

interface Asked {
  readonly provider: string;
  readonly scopes: readonly string[];
  readonly claims: string | null;
  readonly options: vscode.AuthenticationGetSessionOptions;
}

/** VS Code's sign-in: a token, which it gives again until a challenge is answered. */
class Window {
  readonly asked: Asked[] = [];
  /** Whether a challenge can be answered without asking the person, and otherwise whether they do what is asked for. */
  answers: 'silently' | 'whenAsked' | 'declined' = 'whenAsked';
  token: string | null = 'first';
  clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
  readonly sessions = new GraphSessions({
    authentication: { getSession: this.#getSession.bind(this) as typeof vscode.authentication.getSession },
    clientId: () => this.clientId,
    t: inEnglish,
  });

  /** As a window does when it opens a job. */
  open(): Promise<string | null> {
    return this.sessions.token(tenant, { tasks, interactive: false });
  }

  signIn(): Promise<string | null> {
    return this.sessions.token(tenant, { tasks, interactive: true });
  }

  last(): Asked {
    const last = this.asked.at(-1);
    assert.ok(last);
    return last;
  }

  #getSession(
    provider: string,
    request: readonly string[] | vscode.AuthenticationWwwAuthenticateRequest,
    options: vscode.AuthenticationGetSessionOptions,
  ): Promise<vscode.AuthenticationSession | undefined> {
    const isList = (value: typeof request): value is readonly string[] => Array.isArray(value);
    const claims = isList(request) ? null : claimsAskedFor(request.wwwAuthenticate);
    const scopes = isList(request) ? request : (request.fallbackScopes ?? []);
    this.asked.push({ provider, scopes, claims, options });
    if (claims !== null && this.answers !== 'silently') {
      if (options.silent === true) return Promise.resolve(undefined);
      if (this.answers === 'declined') return Promise.reject(new Error('User did not consent to login.'));
    }
    if (claims !== null) this.token = 'second';
    if (this.token === null) return Promise.resolve(undefined);
    return Promise.resolve({ id: 'session', accessToken: this.token, account: ada, scopes: [] });
  }
}

describe('a session of VS Code’s sign-in', () => {
  it('is asked for with the person’s app registration, tenant and permissions, and without asking them', async () => {
    const window = new Window();
    assert.equal(await window.open(), 'first');
    const { provider, scopes, claims, options } = window.last();
    assert.equal(provider, 'microsoft');
    assert.deepEqual(scopes.slice(0, 2), [`VSCODE_CLIENT_ID:${window.clientId}`, `VSCODE_TENANT:${tenant.tenantId}`]);
    assert.ok(scopes.includes('https://graph.microsoft.com/User.Read.All'));
    assert.deepEqual([claims, options], [null, { silent: true }]);
    window.clientId = '';
    assert.equal(await window.open(), null);
    assert.equal(window.asked.length, 1);
  });

  it('is asked for with a challenge, of the same account, where somebody has begun the run', async () => {
    const window = new Window();
    await window.open();
    assert.equal(await window.sessions.renewed(tenant, tasks, { challenge, attended: true }), 'second');
    const { scopes, claims, options } = window.last();
    assert.equal(claims, challenge);
    assert.deepEqual(scopes, window.asked[0]?.scopes);
    assert.deepEqual(options.account, ada);
    assert.match((options.createIfNone as { readonly detail: string }).detail, /Conditional Access.*multifactor/);
    await window.signIn();
    assert.equal(window.last().claims, null, 'what was answered is forgotten');
  });

  it('isn’t asked for from the person in the background, and the next sign-in answers the challenge', async () => {
    const window = new Window();
    await window.open();
    assert.equal(await window.sessions.renewed(tenant, tasks, { challenge }), null);
    assert.deepEqual(window.last().options, { account: ada, silent: true });
    assert.equal(await window.open(), 'first', 'a job is opened with what there is');
    assert.equal(window.last().claims, null);
    assert.equal(await window.signIn(), 'second');
    assert.equal(window.last().claims, challenge);
    assert.equal(window.last().options.account, undefined, 'whoever signs in by a command chooses the account');
    await window.signIn();
    assert.equal(window.last().claims, null);
  });

  it('answers a challenge in the background where nobody has to do anything for it', async () => {
    const window = new Window();
    await window.open();
    window.answers = 'silently';
    assert.equal(await window.sessions.renewed(tenant, tasks, { challenge }), 'second');
    await window.signIn();
    assert.equal(window.last().claims, null);
  });

  it('keeps a challenge that the person declines, for its tenant only', async () => {
    const window = new Window();
    await window.open();
    window.answers = 'declined';
    await assert.rejects(window.sessions.renewed(tenant, tasks, { challenge, attended: true }), Cancelled);
    await window.sessions.token({ ...tenant, tenantId: 'organizations' }, { tasks, interactive: true });
    assert.equal(window.last().claims, null);
    window.answers = 'whenAsked';
    assert.equal(await window.signIn(), 'second');
    assert.equal(window.last().claims, challenge);
  });

  it('is renewed without asking anybody where nothing but its end is near', async () => {
    const window = new Window();
    await window.sessions.renewed(tenant, tasks, { attended: true });
    assert.deepEqual([window.last().claims, window.last().options], [null, { silent: true }]);
  });
});
