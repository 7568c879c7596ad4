import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { selfSignedCertificate } from '../support/certificate.ts';
import { startSignInProxy, type SignInProxy } from '../support/signInProxy.ts';
import { runCli, temporaryDirectory, type CliResult } from './cliProcess.ts';
import { countInTarget, editJob, startSandboxJob, type SandboxJob } from './cliSandboxJob.ts';

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const secret = 'a~client~secret';

interface AppJob extends SandboxJob {
  readonly signIn: SignInProxy;
  /** Runs a command with nothing but an app registration for the source. */
  readonly asApp: (command: string, ...rest: readonly string[]) => Promise<CliResult>;
}

async function startAppJob(context: TestContext, environment: Record<string, string> = {}): Promise<AppJob> {
  const house = await startSandboxJob(context, { users: 30 });
  const { baseAddress, token } = house.sandbox.source;
  const upstream = new URL(baseAddress).origin;
  const signIn = await startSignInProxy(context, { upstream, graphToken: token, clientId });
  editJob(house.job, baseAddress, `${signIn.origin}/v1.0`);
  const variables = {
    DROPBOX_PROVISIONING_SOURCE_CLIENT_ID: clientId,
    ...(Object.keys(environment).length > 0 ? environment : { DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET: secret }),
  };
  return {
    ...house,
    signIn,
    asApp: (command, ...rest) =>
      runCli([command, house.job, '--state', house.state, ...rest], { environment: variables }),
  };
}

test('a cycle runs with a client secret, and nothing prints it', async (context) => {
  const job = await startAppJob(context);
  const synced = await job.asApp('sync');
  assert.equal(synced.code, 0, synced.stdout + synced.stderr);
  assert.ok(countInTarget(job, 'User') > 20);
  assert.equal(job.signIn.tokenRequests.length, 1);
  const [form] = job.signIn.tokenRequests;
  assert.equal(form?.get('scope'), `${job.signIn.origin}/.default`);
  const tested = await job.asApp('test-connection');
  assert.equal(tested.code, 0, tested.stdout + tested.stderr);
  assert.ok(!(synced.stdout + synced.stderr + tested.stdout + tested.stderr).includes(secret));
});

test('a cycle runs with a certificate in a file', async (context) => {
  const { key, cert } = selfSignedCertificate(['app'], 'rsa');
  const file = join(temporaryDirectory(context), 'app.pem');
  writeFileSync(file, cert + key);
  const job = await startAppJob(context, { DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE_FILE: file });
  const previewed = await job.asApp('preview');
  assert.equal(previewed.code, 0, previewed.stdout + previewed.stderr);
  const [form] = job.signIn.tokenRequests;
  assert.match(form?.get('client_assertion') ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(form?.get('client_secret'), null);
});

test('a token that ends in the middle of a cycle is renewed, and the cycle goes on', async (context) => {
  const job = await startAppJob(context);
  let ended = false;
  job.signIn.onGraph((path) => {
    if (ended || !path.includes('/groups/delta')) return;
    ended = true;
    job.signIn.expire();
  });
  const synced = await job.asApp('sync');
  assert.equal(synced.code, 0, synced.stdout + synced.stderr);
  assert.ok(ended);
  assert.ok(countInTarget(job, 'User') > 20 && countInTarget(job, 'Group') > 0);
  assert.equal(job.signIn.tokenRequests.length, 2);
});

test('watch gets its tokens in the same way', async (context) => {
  const job = await startAppJob(context);
  editJob(job.job, '"status": "off"', '"status": "on"');
  const watched = await job.asApp('watch', '--once', '--json');
  assert.equal(watched.code, 0, watched.stdout + watched.stderr);
  assert.ok(countInTarget(job, 'User') > 20);
  assert.equal(job.signIn.tokenRequests.length, 1);
});

test('what Entra refuses is told with its number, its cause and the next step', async (context) => {
  const job = await startAppJob(context);
  job.signIn.refuse(7000222);
  const synced = await job.asApp('sync', '--json');
  assert.equal(synced.code, 4, synced.stdout + synced.stderr);
  assert.match(synced.stdout, /"code":"credential"/);
  assert.match(
    synced.stderr,
    /client secret of the application aaaaaaaa-\S+ has expired \(AADSTS7000222, trace ID 0f1e2d3c/,
  );
  assert.match(synced.stderr, /Create a new one under Certificates & secrets/);
  job.signIn.refuse(65001);
  const tested = await job.asApp('test-connection');
  assert.equal(tested.code, 4);
  assert.match(tested.stdout, /Nobody has consented.*adminconsent\?client_id=aaaaaaaa/s);
});
