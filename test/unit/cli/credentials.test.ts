import assert from 'node:assert/strict';
import { defaultRemoval } from '../../../src/job/jobDefaults.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { selfSignedCertificate } from '../../support/certificate.ts';
import { findServerAccess } from '../../../src/cli/credentials.ts';
import { UsageError } from '../../../src/cli/failures.ts';
import type { JobSource, JobTarget } from '../../../src/job/job.ts';

const entra: JobSource = { kind: 'entra', tenantId: 't', servicePrincipalId: 's', cloud: 'global' };
const dropbox: JobTarget = {
  kind: 'scim',
  baseAddress: 'https://www.dropbox.com/scim/v2',
  compatibility: 'rfc7644',
};
const sandbox = {
  source: {
    baseAddress: 'http://127.0.0.1:4001/v1.0',
    token: 'sandbox-source',
    tenantId: 't',
    servicePrincipalId: 's',
  },
  target: { baseAddress: 'http://127.0.0.1:4002/scim/v2', token: 'sandbox-target' },
};
const tokens = {
  DROPBOX_PROVISIONING_SOURCE_TOKEN: 'source-token',
  DROPBOX_PROVISIONING_TARGET_TOKEN: ' target-token\n',
};

function find(target: JobTarget, environment: Record<string, string>, running: typeof sandbox | null = null) {
  return findServerAccess({ source: entra, target }, running, environment);
}

test('a token is bound to the origin of its side’s address', () => {
  const { sourceCredential, targetCredential } = find(dropbox, tokens);
  assert.deepEqual(sourceCredential, { token: 'source-token', origin: 'https://graph.microsoft.com' });
  assert.deepEqual(targetCredential, { token: 'target-token', origin: 'https://www.dropbox.com' });
});

test('the sandbox’s token for the Business API goes to that server alone', () => {
  const running = { ...sandbox, dropboxBusiness: { apiAddress: 'http://127.0.0.1:4003', token: 'sandbox-business' } };
  const source = { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'source-token' };
  const credentialFor = (apiAddress: string): unknown =>
    find({ kind: 'dropboxBusiness', apiAddress, removal: defaultRemoval }, source, running).targetCredential;
  assert.deepEqual(credentialFor('http://127.0.0.1:4003'), {
    token: 'sandbox-business',
    origin: 'http://127.0.0.1:4003',
  });
  for (const elsewhere of ['http://127.0.0.1:4002', 'https://api.dropboxapi.com'])
    assert.throws(() => credentialFor(elsewhere), { name: 'UsageError' });
  assert.deepEqual(find({ kind: 'dropboxBusiness', removal: defaultRemoval }, tokens).targetCredential, {
    token: 'target-token',
    origin: 'https://api.dropboxapi.com',
  });
});

test('a missing or empty token is a usage error that names the variable', () => {
  for (const environment of [
    { ...tokens, DROPBOX_PROVISIONING_TARGET_TOKEN: '' },
    { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'source-token' },
  ]) {
    assert.throws(() => find(dropbox, environment), {
      name: 'UsageError',
      message: /https:\/\/www\.dropbox\.com.*DROPBOX_PROVISIONING_TARGET_TOKEN/,
    });
  }
});

test('a pinned origin refuses a job that points elsewhere', () => {
  const pinned = { ...tokens, DROPBOX_PROVISIONING_TARGET_ORIGIN: 'https://www.dropbox.com' };
  assert.equal(find(dropbox, pinned).targetCredential?.token, 'target-token');
  const elsewhere: JobTarget = { ...dropbox, baseAddress: 'https://www.dropbox.com.example/scim/v2' };
  assert.throws(() => find(elsewhere, pinned), {
    name: 'UsageError',
    message: /allows only https:\/\/www\.dropbox\.com,/,
  });
  const withoutScheme = { ...tokens, DROPBOX_PROVISIONING_TARGET_ORIGIN: 'www.dropbox.com' };
  assert.throws(() => find(dropbox, withoutScheme), /is not an address/);
});

test('a token that cannot be one is refused without being shown', () => {
  const environment = { ...tokens, DROPBOX_PROVISIONING_TARGET_TOKEN: 'secret one\r\nX-Header: a' };
  assert.throws(
    () => find(dropbox, environment),
    (error) => error instanceof UsageError && !error.message.includes('secret'),
  );
});

test('the running sandbox’s token goes to the sandbox only, and after one in the environment', () => {
  const atSandbox: JobTarget = { ...dropbox, baseAddress: sandbox.target.baseAddress };
  const source = { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'source-token' };
  assert.deepEqual(find(atSandbox, source, sandbox).targetCredential, {
    token: 'sandbox-target',
    origin: 'http://127.0.0.1:4002',
  });
  assert.equal(find(atSandbox, tokens, sandbox).targetCredential?.token, 'target-token');
  assert.throws(() => find(dropbox, source, sandbox), /DROPBOX_PROVISIONING_TARGET_TOKEN/);
});

test('a job on the sandbox needs a running one, and no token', () => {
  const job = { source: { kind: 'sandbox' }, target: { kind: 'sandbox' } } as const;
  assert.throws(() => findServerAccess(job, null, tokens), /none is running/);
  assert.deepEqual(findServerAccess(job, sandbox, {}), {
    sandbox,
    sourceCredential: null,
    targetCredential: null,
    refresh: null,
    app: null,
  });
});

test('a pinned origin refuses the sandbox, too, on the side that it pins', () => {
  const job = { source: { kind: 'sandbox' }, target: { kind: 'sandbox' } } as const;
  for (const side of ['SOURCE', 'TARGET'] as const) {
    const variable = `DROPBOX_PROVISIONING_${side}_ORIGIN`;
    assert.throws(() => findServerAccess(job, sandbox, { [variable]: 'https://www.dropbox.com' }), {
      name: 'UsageError',
      message: new RegExp(`${side.toLowerCase()} is at http://127\\.0\\.0\\.1:.*${variable} allows only`),
    });
    const own = sandbox[side === 'SOURCE' ? 'source' : 'target'].baseAddress;
    assert.equal(findServerAccess(job, sandbox, { [variable]: own }).sandbox, sandbox);
  }
  const mixed = { source: { kind: 'snapshot', path: 'x' }, target: { kind: 'sandbox' } } as const;
  assert.throws(() => findServerAccess(mixed, sandbox, { DROPBOX_PROVISIONING_TARGET_ORIGIN: 'http://127.0.0.1:1' }));
});

test('a token may be in a file, which is read anew each time', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'credentials-'));
  context.after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const file = join(directory, 'token');
  const environment = {
    DROPBOX_PROVISIONING_SOURCE_TOKEN_FILE: file,
    DROPBOX_PROVISIONING_TARGET_TOKEN: 'target-token',
  };
  for (const token of ['first', 'renewed']) {
    writeFileSync(file, `${token}\n`);
    assert.equal(find(dropbox, environment).sourceCredential?.token, token);
  }
  const refused = (changes: Record<string, string>, message: RegExp): void => {
    assert.throws(
      () => find(dropbox, { ...environment, ...changes }),
      (error) => error instanceof UsageError && message.test(error.message) && !error.message.includes('renewed'),
    );
  };
  refused({ DROPBOX_PROVISIONING_SOURCE_TOKEN: 'renewed' }, /are both set/);
  refused({ DROPBOX_PROVISIONING_SOURCE_TOKEN_FILE: join(directory, 'nothing') }, /cannot be read/);
  refused({ DROPBOX_PROVISIONING_SOURCE_TOKEN_FILE: directory }, /is a directory/);
  writeFileSync(file, '');
  refused({}, /is empty/);
  writeFileSync(file, 'renewed with more');
  refused({}, /spaces/);
});

const business: JobTarget & { readonly kind: 'dropboxBusiness' } = { kind: 'dropboxBusiness', removal: defaultRemoval };

const refreshing = {
  DROPBOX_PROVISIONING_SOURCE_TOKEN: 'source-token',
  DROPBOX_PROVISIONING_TARGET_REFRESH_TOKEN: 'refresh-token',
  DROPBOX_PROVISIONING_DROPBOX_APP_KEY: 'appkey',
};

test('a refresh token goes to Dropbox with its app, and stands for a token that is still to be had', () => {
  const { refresh, targetCredential } = find(business, refreshing);
  assert.equal(refresh?.server.tokenAddress, 'https://api.dropboxapi.com/oauth2/token');
  assert.deepEqual([refresh.refreshToken, refresh.app], ['refresh-token', { key: 'appkey', secret: null }]);
  assert.deepEqual(targetCredential, {
    token: '',
    origin: 'https://api.dropboxapi.com',
    renewal: { key: 'target', renewAt: 0 },
  });
  const withSecret = { ...refreshing, DROPBOX_PROVISIONING_DROPBOX_APP_SECRET: 'app-secret' };
  assert.equal(find(business, withSecret).refresh?.app.secret, 'app-secret');
});

test('a refresh token is sent to no other server, and needs its app', () => {
  const refusals: readonly (readonly [JobTarget, Record<string, string>, RegExp])[] = [
    [{ ...business, apiAddress: 'https://evil.example' }, refreshing, /is sent to Dropbox only/],
    [
      business,
      { ...refreshing, DROPBOX_PROVISIONING_TARGET_ORIGIN: 'https://www.dropbox.com' },
      /allows only https:\/\/www\.dropbox\.com/,
    ],
    [business, { ...refreshing, DROPBOX_PROVISIONING_DROPBOX_APP_KEY: '' }, /DROPBOX_APP_KEY isn’t set/],
    [business, { ...refreshing, ...tokens }, /are both set/],
  ];
  for (const [target, environment, message] of refusals)
    assert.throws(() => find(target, environment), { name: 'UsageError', message });
  assert.equal(find(dropbox, { ...refreshing, ...tokens }).refresh, null);
});

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const asApp = {
  DROPBOX_PROVISIONING_TARGET_TOKEN: 'target-token',
  DROPBOX_PROVISIONING_SOURCE_CLIENT_ID: clientId,
  DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: 'the-secret',
};

test('an app registration stands for a token that is still to be had from the cloud of the job', () => {
  const { app, sourceCredential } = find(dropbox, asApp);
  assert.equal(app?.server.tokenAddress, 'https://login.microsoftonline.com/t/oauth2/v2.0/token');
  assert.deepEqual(app.app, { clientId, proof: { kind: 'secret', secret: 'the-secret' } });
  assert.deepEqual(sourceCredential, {
    token: '',
    origin: 'https://graph.microsoft.com',
    renewal: { key: 'source', renewAt: 0 },
  });
  const { key, cert } = selfSignedCertificate(['app'], 'rsa');
  const environment = {
    ...asApp,
    DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: '',
    DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE: `${cert}${key}`,
  };
  assert.equal(find(dropbox, environment).app?.app.proof.kind, 'certificate');
});

test('an app registration that can’t be used, or would be sent elsewhere, is refused without its secret', () => {
  const elsewhere: JobSource = { ...entra, baseAddress: 'https://graph.microsoft.com.evil.example/v1.0' };
  const refusals: readonly (readonly [JobSource, Record<string, string>, RegExp])[] = [
    [entra, { DROPBOX_PROVISIONING_SOURCE_CLIENT_ID: '' }, /CLIENT_ID is not set/],
    [entra, { DROPBOX_PROVISIONING_SOURCE_CLIENT_ID: 'my app' }, /no application ID/],
    [entra, { DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: '' }, /without a credential/],
    [entra, { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'token' }, /are both set/],
    [entra, { DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE: 'x' }, /are both set/],
    [
      entra,
      { DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: '', DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE: 'x' },
      /CLIENT_CERTIFICATE: This isn’t PEM/,
    ],
    [
      entra,
      {
        DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: '',
        DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE_FILE: '/nowhere',
      },
      /cannot be read: name a file with the certificate and its private key/,
    ],
    [entra, { DROPBOX_PROVISIONING_SOURCE_ORIGIN: 'https://graph.microsoft.us' }, /allows only/],
    [elsewhere, {}, /is for Microsoft Graph, and the job’s source is at https:\/\/graph\.microsoft\.com\.evil/],
  ];
  for (const [source, changes, message] of refusals)
    assert.throws(
      () => findServerAccess({ source, target: dropbox }, null, { ...asApp, ...changes }),
      (error) => error instanceof UsageError && message.test(error.message) && !error.message.includes('the-secret'),
    );
});
