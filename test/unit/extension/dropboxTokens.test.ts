import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, existsSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  accessToken,
  readStoredAuthorization,
  storedAuthorization,
  type Authorization,
} from '../../../src/authorization/authorization.ts';
import {
  credentialKey,
  credentialNeeds,
  originOfTargetKey,
} from '../../../src/extension/credentials/credentialNeeds.ts';
import { defaultRemoval } from '../../../src/job/jobDefaults.ts';
import { DropboxTokens, type Secrets } from '../../../src/extension/credentials/dropboxTokens.ts';
import { withFileLock } from '../../../src/extension/credentials/fileLock.ts';

const start = Date.parse('2026-01-05T08:00:00Z');
const origin = 'https://api.dropboxapi.com';
const key = credentialKey('job/target/one', { side: 'target', origin });

/** Dropbox's token endpoint and secret storage, as several windows see them. */
class Dropbox {
  time = start;
  revoked = false;
  away = false;
  readonly requests: string[] = [];
  readonly kept = new Map<string, string>();
  readonly secrets: Secrets = {
    get: (name) => Promise.resolve(this.kept.get(name)),
    store: (name, value) => Promise.resolve(void this.kept.set(name, value)),
    delete: (name) => Promise.resolve(void this.kept.delete(name)),
  };
  readonly lockPath: string;

  constructor(context: TestContext) {
    const folder = mkdtempSync(join(tmpdir(), 'dropbox-provisioning-lock-'));
    context.after(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    this.lockPath = join(folder, 'deeper', 'renewal.lock');
    const access = accessToken('first', 14_400, ['members.read'], start);
    this.kept.set(
      key,
      storedAuthorization({ appKey: 'appkey', refreshToken: 'refresh', access, team: null, admin: null }),
    );
  }

  window(): DropboxTokens {
    const { secrets, lockPath } = this;
    const now = (): number => this.time;
    const json = (status: number, body: object): Response =>
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
    return new DropboxTokens({
      ...{ secrets, lockPath, now },
      fetch: (address, { body }) => {
        this.requests.push(address);
        if (this.away)
          return Promise.reject(
            new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
          );
        if (address.endsWith('/revoke')) return Promise.resolve(json(200, {}));
        assert.equal(new URLSearchParams(String(body)).get('refresh_token'), 'refresh');
        if (this.revoked) return Promise.resolve(json(400, { error: 'invalid_grant' }));
        const token = `renewed ${this.requests.length}`.replace(' ', '-');
        return Promise.resolve(json(200, { access_token: token, token_type: 'bearer', expires_in: 14_400 }));
      },
    });
  }

  get stored(): Authorization | null {
    return readStoredAuthorization(this.kept.get(key) ?? '');
  }
}

describe('the tokens of stored authorizations', () => {
  it('are renewed once for all windows, and stored before they are used', async (context) => {
    const dropbox = new Dropbox(context);
    dropbox.time += 4 * 3_600_000;
    const windows = [dropbox.window(), dropbox.window()];
    const renewed = await Promise.all(
      windows.flatMap((window) => Array.from({ length: 10 }, () => window.renew({ key, refused: null }))),
    );
    assert.deepEqual(dropbox.requests, [`${origin}/oauth2/token`]);
    assert.deepEqual(new Set(renewed.map(({ token }) => token)), new Set(['renewed-1']));
    assert.equal(dropbox.stored?.access?.token, 'renewed-1');
    assert.deepEqual(dropbox.stored.access.scopes, ['members.read']);
    assert.ok(!existsSync(dropbox.lockPath), 'the lock is given back');
  });

  it('aren’t brought back when they were removed meanwhile', async (context) => {
    const dropbox = new Dropbox(context);
    dropbox.time += 4 * 3_600_000;
    const window = dropbox.window();
    await withFileLock(dropbox.lockPath, async () => {
      const renewing = window.renew({ key, refused: null });
      dropbox.kept.delete(key);
      setImmediate(() => {
        rmSync(dropbox.lockPath, { force: true });
      });
      await assert.rejects(renewing, { kind: 'none' });
    });
    assert.equal(dropbox.kept.size, 0);
  });

  it('are revoked at Dropbox, and removed here whatever Dropbox says', async (context) => {
    const dropbox = new Dropbox(context);
    assert.equal(await dropbox.window().revoke(key), null);
    assert.deepEqual(dropbox.requests, [`${origin}/2/auth/token/revoke`]);
    assert.equal(dropbox.kept.size, 0);

    const away = new Dropbox(context);
    away.away = true;
    const failure = await away.window().revoke(key);
    assert.deepEqual([failure?.kind, failure?.detail], ['unreachable', 'ECONNREFUSED']);
    assert.equal(away.kept.size, 0);

    const ended = new Dropbox(context);
    ended.time += 5 * 3_600_000;
    ended.revoked = true;
    assert.equal(await ended.window().revoke(key), null);
    assert.equal(ended.kept.size, 0);
  });

  it('go to Dropbox or this machine only', async (context) => {
    const dropbox = new Dropbox(context);
    for (const other of ['https://evil.example', 'http://10.0.0.1', 'nonsense']) {
      const strange = `credential/job/target/${other}`;
      dropbox.kept.set(strange, dropbox.kept.get(key) ?? '');
      await assert.rejects(dropbox.window().renew({ key: strange, refused: 'x' }), { kind: 'none' });
    }
    assert.deepEqual(dropbox.requests, []);
    assert.equal(originOfTargetKey(key), origin);
    assert.equal(originOfTargetKey('credential/job/source/https://graph.microsoft.com'), null);
  });
});

describe('a lock between windows', () => {
  it('is broken when its holder is dead or has had it for long', async (context) => {
    const { lockPath } = new Dropbox(context);
    await withFileLock(lockPath, () => Promise.resolve());
    writeFileSync(lockPath, '999999999 dead');
    assert.equal(await withFileLock(lockPath, () => Promise.resolve('done')), 'done');
    writeFileSync(lockPath, `${process.pid} slow`);
    utimesSync(lockPath, new Date(0), new Date(0));
    assert.equal(await withFileLock(lockPath, () => Promise.resolve('done')), 'done');
  });

  it('is none where no file can be made', async () => {
    assert.equal(await withFileLock('/dev/null/lock', () => Promise.resolve('done')), 'done');
  });
});

it('only the Business API is authorized', () => {
  const needs = (kind: 'scim' | 'dropboxBusiness'): boolean =>
    credentialNeeds({
      source: { kind: 'sandbox' },
      target:
        kind === 'scim'
          ? { kind, baseAddress: 'https://www.dropbox.com/scim/v2', compatibility: 'rfc7644' }
          : { kind, removal: defaultRemoval },
    }).some(({ dropbox }) => dropbox === true);
  assert.deepEqual([needs('scim'), needs('dropboxBusiness')], [false, true]);
});
