import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { clickOnPage } from '../support/authorizePage.ts';
import { runCli, startCli, type CliResult, type RunningCli } from './cliProcess.ts';
import { countInTarget, editJob, startSandboxJob, type SandboxJob } from './cliSandboxJob.ts';

interface BusinessJob extends SandboxJob {
  /** `PUT /_sandbox/…` of the Business API. */
  readonly control: (path: string, body: unknown) => Promise<void>;
  /** Requests to `/oauth2/token` so far. */
  readonly tokenRequests: () => number;
  readonly authorize: (...options: readonly string[]) => RunningCli;
  /** Runs a command with nothing but a refresh token. */
  readonly renewing: (refreshToken: string, command: string, ...rest: readonly string[]) => Promise<CliResult>;
}

async function startBusinessJob(context: TestContext): Promise<BusinessJob> {
  const house = await startSandboxJob(context, { users: 30 });
  const { apiAddress, token, appKey } = house.sandbox.dropboxBusiness;
  editJob(house.job, /"target": \{[^}]*\}/, `"target": ${JSON.stringify({ kind: 'dropboxBusiness', apiAddress })}`);
  return {
    ...house,
    async control(path, body) {
      const response = await fetch(`${apiAddress}/_sandbox${path}`, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.ok(response.ok, `${path}: ${response.status}`);
    },
    tokenRequests: () => house.sandbox.businessServer.requestCounts()['/oauth2/token'] ?? 0,
    authorize: (...options) => startCli(['authorize', house.job, ...options]),
    renewing: (refreshToken, command, ...rest) =>
      runCli([command, house.job, '--state', house.state, ...rest], {
        environment: {
          DROPBOX_PROVISIONING_TARGET_REFRESH_TOKEN: refreshToken,
          DROPBOX_PROVISIONING_DROPBOX_APP_KEY: appKey,
        },
      }),
  };
}

/** The address that the command asks to be opened. */
function addressOf({ process }: RunningCli): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    process.stderr?.on('data', (piece: string) => {
      text += piece;
      const found = /^(http\S+\/oauth2\/authorize\?\S+)\n/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
}

async function allowByCode(job: BusinessJob, ...options: readonly string[]): Promise<CliResult> {
  const cli = job.authorize(...options);
  const { code = '' } = await clickOnPage(await addressOf(cli), 'allow');
  cli.process.stdin?.end(`${code}\n`);
  return cli.ended;
}

test('a pasted code becomes a refresh token, with which a sync renews its tokens', async (context) => {
  const job = await startBusinessJob(context);
  const authorized = await allowByCode(job);
  assert.equal(authorized.code, 0, authorized.stderr);
  const refreshToken = authorized.stdout.trim();
  assert.match(refreshToken, /^[\w-]{40,}$/, 'standard output has the token alone');
  assert.ok(!authorized.stderr.includes(refreshToken));
  assert.match(authorized.stderr, /Authorized for the team Contoso, by dropbox\.admin@contoso\.com/);
  assert.match(authorized.stderr, /store it as DROPBOX_PROVISIONING_TARGET_REFRESH_TOKEN/);

  const before = job.tokenRequests();
  const synced = await job.renewing(refreshToken, 'sync');
  assert.equal(synced.code, 0, synced.stdout + synced.stderr);
  assert.ok(countInTarget(job, 'User') > 20);
  assert.equal(job.tokenRequests(), before + 1);
  const tested = await job.renewing(refreshToken, 'test-connection');
  assert.equal(tested.code, 0, tested.stdout + tested.stderr);
});

test('the browser comes back to this machine with --redirect, and --json has everything in one line', async (context) => {
  const job = await startBusinessJob(context);
  const cli = job.authorize('--redirect', '--json', '--no-removal');
  const address = await addressOf(cli);
  assert.doesNotMatch(new URL(address).searchParams.get('scope') ?? '', /members\.delete/);
  await clickOnPage(address, 'allow');
  const { code, stderr, lines } = await cli.ended;
  assert.equal(code, 0, stderr);
  const [line] = lines();
  const { refreshToken, scopes, team, admin, missingScopes } = line as Record<string, unknown>;
  assert.match(String(refreshToken), /^[\w-]{40,}$/);
  assert.ok(!stderr.includes(String(refreshToken)));
  assert.deepEqual(scopes, ['team_info.read', 'members.read', 'members.write', 'groups.read', 'groups.write']);
  assert.deepEqual(
    [(team as { name: string }).name, admin, missingScopes],
    ['Contoso', 'dropbox.admin@contoso.com', []],
  );
  assert.match(stderr, /nobody can be removed/);
  const tested = await job.renewing(String(refreshToken), 'test-connection');
  assert.match(tested.stdout, /Missing: members\.delete\. Nobody can be removed/);
});

test('denied, a wrong code and a scope that isn’t ticked are told with what to do', async (context) => {
  const job = await startBusinessJob(context);
  const denied = job.authorize('--redirect');
  await clickOnPage(await addressOf(denied), 'deny');
  const { code, stderr, stdout } = await denied.ended;
  assert.equal(code, 4);
  assert.equal(stdout, '');
  assert.match(stderr, /Access was denied on Dropbox’s page/);

  const wrong = job.authorize();
  await addressOf(wrong);
  wrong.process.stdin?.end('nonsense\n');
  assert.match((await wrong.ended).stderr, /Dropbox doesn’t take the code/);
  const empty = job.authorize();
  empty.process.stdin?.end('');
  assert.equal((await empty.ended).code, 2);

  await job.control('/app', { scopes: ['team_info.read', 'members.read', 'members.write', 'groups.read'] });
  const narrow = await allowByCode(job);
  assert.equal(narrow.code, 0);
  assert.match(narrow.stderr, /Not granted: members\.delete, groups\.write\. Tick them/);
});

test('a token that Dropbox refuses as expired is renewed in the middle of a cycle', async (context) => {
  const job = await startBusinessJob(context);
  const refreshToken = (await allowByCode(job)).stdout.trim();
  // It would be good for hours by the clock.
  await job.control('/faults', [
    { kind: 'unauthorized', tag: 'expired_access_token', path: '/2/team/members/add', count: 1 },
  ]);
  const before = job.tokenRequests();
  const synced = await job.renewing(refreshToken, 'sync');
  assert.equal(synced.code, 0, synced.stdout + synced.stderr);
  assert.ok(countInTarget(job, 'User') > 20);
  assert.equal(job.tokenRequests() - before, 2);
});

test('watch renews its tokens, too', async (context) => {
  const job = await startBusinessJob(context);
  const refreshToken = (await allowByCode(job)).stdout.trim();
  editJob(job.job, '"status": "off"', '"status": "on"');
  const before = job.tokenRequests();
  const watched = await job.renewing(refreshToken, 'watch', '--once', '--json');
  assert.equal(watched.code, 0, watched.stdout + watched.stderr);
  assert.ok(countInTarget(job, 'User') > 20);
  assert.equal(job.tokenRequests(), before + 1);
});

test('a refresh token that was revoked says how to get another', async (context) => {
  const job = await startBusinessJob(context);
  const refreshToken = (await allowByCode(job)).stdout.trim();
  const { apiAddress, appKey } = job.sandbox.dropboxBusiness;
  const renewed = await fetch(`${apiAddress}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: appKey }),
  });
  const { access_token: accessToken } = (await renewed.json()) as { access_token: string };
  const revoked = await fetch(`${apiAddress}/2/auth/token/revoke`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  assert.equal(revoked.status, 200);
  const synced = await job.renewing(refreshToken, 'sync', '--json');
  assert.match(synced.stdout, /"code":"credential"/);
  assert.equal(synced.code, 4, synced.stdout + synced.stderr);
  assert.match(synced.stdout + synced.stderr, /authorization of http:\S+ has ended/);
  assert.match(synced.stderr, /Run dropbox-provisioning authorize/);
  const tested = await job.renewing(refreshToken, 'test-connection');
  assert.equal(tested.code, 4);
  assert.match(tested.stdout, /Run dropbox-provisioning authorize/);
  assert.ok(!(synced.stdout + synced.stderr + tested.stdout + tested.stderr).includes(refreshToken));
});

test('what can’t be authorized is told before anything is sent', async (context) => {
  const house = await startSandboxJob(context);
  const scim = await house.run('authorize');
  assert.equal(scim.code, 2);
  assert.match(scim.stderr, /writes by SCIM/);
  assert.match((await runCli(['authorize'])).stderr, /DROPBOX_PROVISIONING_DROPBOX_APP_KEY isn’t set/);
  const apiAddress = 'https://api.dropboxapi.com.evil.example';
  editJob(house.job, /"target": \{[^}]*\}/, `"target": ${JSON.stringify({ kind: 'dropboxBusiness', apiAddress })}`);
  const elsewhere = await house.run('authorize');
  assert.equal(elsewhere.code, 2);
  assert.match(elsewhere.stderr, /neither Dropbox nor a running sandbox/);
});
