import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readStoredApp, storedApp, type StoredApp } from '../../../src/authorization/entra/appCredential.ts';
import { SignInFailure } from '../../../src/authorization/entra/signInFailure.ts';
import { credentialKey, credentialNeeds, isSourceKey } from '../../../src/extension/credentials/credentialNeeds.ts';
import { type AskedSignIn, EntraTokens } from '../../../src/extension/credentials/entraTokens.ts';
import { renewTokens } from '../../../src/extension/credentials/renewTokens.ts';
import { Cancelled } from '../../../src/extension/support/actionableFailure.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const start = Date.parse('2026-01-05T08:00:00Z');
const origin = 'https://graph.microsoft.com';
const key = credentialKey('job/target/one', { side: 'source', origin });
const place = { origin, tenantId, cloud: 'global' } as const;
const app: StoredApp = { clientId, tenantId, proof: { kind: 'secret', secret: 'first' } };

/** Secret storage, a login authority and VS Code's sign-in, as a window sees them. */
class Window {
  time = start;
  session: string | null = null;
  place: typeof place | null = place;
  /** Set when the person closes the sign-in. */
  declines = false;
  readonly asked: AskedSignIn[] = [];
  readonly sent: { readonly address: string; readonly secret: string | null; readonly claims: string | null }[] = [];
  readonly kept = new Map<string, string>();
  readonly tokens = new EntraTokens({
    secrets: { get: (name) => Promise.resolve(this.kept.get(name)) },
    now: () => this.time,
    placeOf: () => this.place,
    signedIn: (_, asked) => {
      this.asked.push(asked);
      return this.declines ? Promise.reject(new Cancelled()) : Promise.resolve(this.session);
    },
    fetch: (address, { body }) => {
      const form = new URLSearchParams(body);
      this.sent.push({ address, secret: form.get('client_secret'), claims: form.get('claims') });
      const told = { token_type: 'Bearer', expires_in: 3599, access_token: `token-${this.sent.length}` };
      return Promise.resolve(new Response(JSON.stringify(told), { headers: { 'content-type': 'application/json' } }));
    },
  });

  renew(refused: string | null = null, asked: AskedSignIn = {}): Promise<string> {
    return this.tokens.renew({ key, refused, ...asked }).then(({ token }) => token);
  }
}

describe('the tokens of a source', () => {
  it('come from the tenant’s login authority, are kept while they hold, and had anew when Graph refuses one', async () => {
    const window = new Window();
    window.kept.set(key, storedApp(app));
    assert.equal(await window.renew(), 'token-1');
    assert.equal(await window.renew(), 'token-1');
    assert.equal(await window.renew('token-1'), 'token-2');
    assert.deepEqual(
      window.sent.map(({ address }) => address),
      Array(2).fill(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`),
    );
  });

  it('are had with what is stored now', async () => {
    const window = new Window();
    window.kept.set(key, storedApp(app));
    await window.renew();
    window.kept.set(key, storedApp({ ...app, proof: { kind: 'secret', secret: 'second' } }));
    assert.equal(await window.renew(), 'token-2');
    assert.equal(window.sent.at(-1)?.secret, 'second');
  });

  it('aren’t had for another tenant than the one that the credential was entered for', async () => {
    const window = new Window();
    window.kept.set(key, storedApp({ ...app, tenantId: '99999999-2222-3333-4444-555555555555' }));
    await assert.rejects(window.renew(), { kind: 'none' });
    window.place = null;
    await assert.rejects(window.renew(), { kind: 'none' });
    assert.equal(window.sent.length, 0);
  });

  it('of whoever has signed in are asked for again, and never the refused one', async () => {
    const window = new Window();
    window.kept.set(key, 'sign in with a Microsoft account');
    window.session = 'session-1';
    const { token, renewAt } = await window.tokens.renew({ key, refused: null });
    assert.equal(token, 'session-1');
    assert.ok(renewAt > start);
    await assert.rejects(window.renew('session-1'), { kind: 'sameToken' });
    window.session = null;
    await assert.rejects(window.renew(), { kind: 'none' });
  });

  it('of an application are asked for with what Graph’s challenge wants, and without it afterwards', async () => {
    const window = new Window();
    window.kept.set(key, storedApp(app));
    await window.renew();
    assert.equal(await window.renew('token-1', { challenge: '{"access_token":{}}' }), 'token-2');
    assert.equal(await window.renew('token-2'), 'token-3');
    assert.deepEqual(
      window.sent.map(({ claims }) => claims),
      [null, '{"access_token":{}}', null],
    );
  });

  it('of whoever has signed in aren’t had where they don’t do what Graph’s challenge asks for', async () => {
    const window = new Window();
    window.kept.set(key, 'sign in with a Microsoft account');
    window.session = 'session-2';
    const asked = { challenge: '{"access_token":{}}', attended: true } as const;
    assert.equal(await window.renew('session-1', asked), 'session-2');
    assert.deepEqual(window.asked, [asked]);
    await assert.rejects(window.renew('session-2', asked), { kind: 'challenged' });
    window.declines = true;
    await assert.rejects(window.renew('session-1', asked), (failure) => {
      assert.ok(failure instanceof SignInFailure);
      const [what, next] = failure.words(inEnglish);
      assert.match(what, new RegExp(`Conditional Access policy of the tenant ${tenantId}`));
      assert.match(next, /Update Credentials/);
      return failure.kind === 'challenged';
    });
    await assert.rejects(window.renew('session-1'), Cancelled);
  });

  it('are told from a target’s by the key, whatever a job is called', async () => {
    const target = credentialKey('a/source/b', { side: 'target', origin });
    assert.ok(isSourceKey(key));
    assert.ok(!isSourceKey(target));
    const asked: string[] = [];
    const named = (name: string) => ({
      renew: () => {
        asked.push(name);
        return Promise.resolve({ token: 't', renewAt: 0 });
      },
    });
    const renew = renewTokens(named('Dropbox'), named('Entra'));
    await renew({ key, refused: null });
    await renew({ key: target, refused: null });
    assert.deepEqual(asked, ['Entra', 'Dropbox']);
  });
});

describe('a stored application', () => {
  it('is read as it was stored, and told from a token', () => {
    assert.deepEqual(readStoredApp(storedApp(app)), app);
    for (const other of ['eyJ0.e.x', 'sign in with a Microsoft account', 'entra application {}', 'entra application {'])
      assert.equal(readStoredApp(other), null);
  });

  it('is for Microsoft Graph of the job’s own cloud, or for this machine', () => {
    const source = { kind: 'entra', tenantId, servicePrincipalId: 's', cloud: 'global' } as const;
    const appOf = (baseAddress?: string): unknown =>
      credentialNeeds({
        source: baseAddress === undefined ? source : { ...source, baseAddress },
        target: { kind: 'sandbox' },
      })[0]?.app;
    assert.ok(appOf());
    assert.ok(appOf('http://127.0.0.1:4711/v1.0'));
    assert.equal(appOf('https://graph.microsoft.com.evil.example/v1.0'), undefined);
  });
});
