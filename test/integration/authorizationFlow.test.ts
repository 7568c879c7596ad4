import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readAccount } from '../../src/authorization/account.ts';
import type { AuthorizationServer } from '../../src/authorization/authorizationServer.ts';
import {
  beginAuthorization,
  finishAuthorization,
  finishWithPasted,
  type PendingAuthorization,
} from '../../src/authorization/authorize.ts';
import { listenForRedirect } from '../../src/authorization/loopbackRedirect.ts';
import type { TokenRequests } from '../../src/authorization/oauthClient.ts';
import { renewAccess, revokeAccess } from '../../src/authorization/renew.ts';
import { clickOnPage } from '../support/authorizePage.ts';
import { startPracticeTeam, type PracticeTeam } from '../support/dropboxClient.ts';

const signal = new AbortController().signal;
const scopes = ['team_info.read', 'members.read', 'members.write'];

interface Flow {
  readonly practice: PracticeTeam;
  readonly server: AuthorizationServer;
  readonly requests: TokenRequests;
  readonly begin: (redirect: string | null) => Promise<PendingAuthorization>;
}

async function startFlow(test: TestContext): Promise<Flow> {
  const practice = await startPracticeTeam(test);
  const { apiAddress } = practice;
  const server: AuthorizationServer = {
    kind: 'sandbox',
    apiAddress,
    origin: apiAddress,
    authorizeAddress: `${apiAddress}/oauth2/authorize`,
    tokenAddress: `${apiAddress}/oauth2/token`,
  };
  const requests = { server, app: { key: practice.appKey, secret: null }, fetch, now: Date.now };
  return { practice, server, requests, begin: (redirect) => beginAuthorization(requests, scopes, redirect) };
}

describe('authorizing with a browser', () => {
  it('comes back over the loopback, and is renewed and revoked', async (test) => {
    const { server, requests, begin } = await startFlow(test);
    const listener = await listenForRedirect([0]);
    assert.ok(listener);
    test.after(listener.close);
    assert.match(listener.address, /^http:\/\/localhost:\d+\/dropbox$/);
    const pending = await begin(listener.address);
    const response = listener.response(pending.state);
    const page = await clickOnPage(pending.address, 'allow');
    assert.match(page.text, /Dropbox has responded/);
    const granted = await finishAuthorization(requests, pending, await response, signal);
    assert.deepEqual(granted.access.scopes, scopes);
    const account = await readAccount(server, granted.access.token, fetch, signal);
    assert.deepEqual([account.team.name, account.admin], ['Contoso', 'dropbox.admin@contoso.com']);
    assert.equal(account.team.id, granted.teamId);
    const renewed = await renewAccess(requests, granted, signal);
    assert.notEqual(renewed.access.token, granted.access.token);
    assert.equal(renewed.refreshToken, granted.refreshToken);
    await revokeAccess(server, renewed.access.token, fetch, signal);
    await assert.rejects(renewAccess(requests, granted, signal), { kind: 'revoked' });
    await revokeAccess(server, renewed.access.token, fetch, signal);
  });

  it('waits past a page that doesn’t know the state', async (test) => {
    const { requests, begin } = await startFlow(test);
    const listener = await listenForRedirect([0]);
    assert.ok(listener);
    test.after(listener.close);
    const pending = await begin(listener.address);
    const response = listener.response(pending.state);
    const strange = await fetch(`${listener.address}?code=stolen&state=guessed`);
    assert.equal(strange.status, 400);
    assert.equal((await fetch(listener.address.replace('/dropbox', '/'))).status, 404);
    await clickOnPage(pending.address, 'deny');
    await assert.rejects(finishAuthorization(requests, pending, await response, signal), { kind: 'denied' });
  });

  it('takes the next port when another program has the first', async (test) => {
    const first = await listenForRedirect([0]);
    assert.ok(first);
    test.after(first.close);
    const taken = Number(new URL(first.address).port);
    const second = await listenForRedirect([taken, 0]);
    assert.ok(second);
    test.after(second.close);
    assert.notEqual(second.address, first.address);
    assert.equal(await listenForRedirect([taken]), null);
  });
});

describe('authorizing with a pasted code', () => {
  it('takes the code that Dropbox shows', async (test) => {
    const { requests, begin } = await startFlow(test);
    const pending = await begin(null);
    assert.equal(new URL(pending.address).searchParams.get('redirect_uri'), null);
    const { code } = await clickOnPage(pending.address, 'allow');
    const granted = await finishWithPasted(requests, pending, ` ${code ?? ''}\n`, signal);
    assert.deepEqual(granted.access.scopes, scopes);
    await assert.rejects(finishWithPasted(requests, pending, code ?? '', signal), { kind: 'codeRefused' });
  });

  it('takes the address that a browser couldn’t open, if its state is right', async (test) => {
    const { requests, begin } = await startFlow(test);
    const redirect = 'http://localhost:9/dropbox';
    const pending = await begin(redirect);
    const { location } = await clickOnPage(pending.address, 'allow', { follow: false });
    const other = await begin(redirect);
    await assert.rejects(finishWithPasted(requests, other, location ?? '', signal), { kind: 'otherRequest' });
    assert.equal((await finishWithPasted(requests, pending, location ?? '', signal)).access.scopes.length, 3);
  });
});

describe('what Dropbox refuses', () => {
  it('is told by kind, and repeats nothing that was sent', async (test) => {
    const { practice, requests, begin } = await startFlow(test);
    const pending = await begin(null);
    const { code = '' } = await clickOnPage(pending.address, 'allow');
    const strangers = { ...requests, app: { key: 'someoneelses', secret: null } };
    await assert.rejects(finishWithPasted(strangers, pending, code, signal), {
      kind: 'appRefused',
      detail: 'invalid_client',
    });
    const other = await begin(null);
    await assert.rejects(finishWithPasted(requests, other, code, signal), { kind: 'codeRefused' });
    await practice.control('PUT', '/faults', [{ kind: 'htmlPage', path: '/oauth2/token', count: 1 }]);
    await assert.rejects(renewAccess(requests, { refreshToken: 'secret', access: null }, signal), {
      kind: 'unreadable',
    });
    await practice.control('PUT', '/faults', [{ kind: 'serverError', path: '/oauth2/token', count: 1 }]);
    await assert.rejects(renewAccess(requests, { refreshToken: 'secret', access: null }, signal), {
      kind: 'unreachable',
    });
    await practice.control('PUT', '/faults', [{ kind: 'cutBefore', path: '/oauth2/token', count: 1 }]);
    await assert.rejects(
      renewAccess(requests, { refreshToken: 'secret', access: null }, signal),
      (failure: Error) =>
        'kind' in failure && failure.kind === 'unreachable' && !JSON.stringify(failure).includes('secret'),
    );
  });

  it('a scope that isn’t ticked is missing from what was granted', async (test) => {
    const { practice, server, requests, begin } = await startFlow(test);
    await practice.control('PUT', '/app', { scopes: ['members.read'] });
    const pending = await begin(null);
    const { code = '' } = await clickOnPage(pending.address, 'allow');
    const { access } = await finishWithPasted(requests, pending, code, signal);
    assert.deepEqual(access.scopes, ['members.read']);
    await assert.rejects(readAccount(server, access.token, fetch, signal), { kind: 'scopeRefused' });
    await assert.rejects(readAccount(server, 'sl.u.nobody', fetch, signal), { kind: 'noAdmin' });
  });
});
