import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { serviceJob, serviceJobId } from '../support/scriptedService.ts';
import { type CliResult, runCli } from './cliProcess.ts';
import { sourceToken, targetToken } from './engineSetup.ts';
import { logEntry, type ServiceTest, startServiceTest } from './entraServiceSetup.ts';

interface CliService extends ServiceTest {
  readonly file: string;
  run(...argv: readonly string[]): Promise<CliResult>;
}

/** A job file of executor `entra` on disk, and the command line with its tokens. */
async function startCliService(
  context: TestContext,
  environment: Readonly<Record<string, string>> = {},
): Promise<CliService> {
  const house = await startServiceTest(context);
  const file = join(house.stateDirectory, 'dropbox.provisioning.json');
  writeFileSync(file, house.jobTextInEntra);
  const tokens = { DROPBOX_PROVISIONING_SOURCE_TOKEN: sourceToken, ...environment };
  const state = join(house.stateDirectory, 'state');
  const run = ([command = '', ...rest]: readonly string[]): Promise<CliResult> =>
    runCli([command, file, ...rest, '--state', state], { environment: tokens });
  return Object.assign(house, { file, run: (...argv: readonly string[]) => run(argv) });
}

test('the service is started, followed, paused and restarted from the command line, without a token for the target', async (context) => {
  const house = await startCliService(context);
  house.service.jobs = [serviceJob({ schedule: { state: 'Paused' }, status: { code: 'Paused' } })];
  const started = await house.run('start');
  assert.equal(started.code, 0, started.stderr);
  assert.match(started.stdout, /In Microsoft Entra: DropboxSCIMOutDelta\..*schedule Active, every 40 minutes/);

  house.service.log = [logEntry(house, 'ada.lovelace', serviceJobId)];
  const logs = await house.run('logs', '--json');
  assert.equal(logs.code, 0, logs.stderr);
  assert.deepEqual(
    logs.lines().map(({ action, status }) => [action, status]),
    [['create', 'success']],
  );
  const status = await house.run('status');
  assert.match(status.stdout, /: active\n/);

  const restarted = await house.run('restart', '--reset', 'ForceDeletes');
  assert.equal(restarted.code, 0, restarted.stderr);
  assert.match(restarted.stderr, /ForceDeletes: Carries out what accidental-deletion prevention holds back/);
  const paused = await house.run('pause');
  assert.match(paused.stdout, /schedule Paused/);
  const sync = await house.run('sync');
  assert.equal(sync.code, 2);
  assert.match(sync.stderr, /two executors must not write to one target/);
  assert.match(sync.stderr, /Start or restart provisioning instead/);
});

test('commands for the service are refused for a job that our own engine runs', async (context) => {
  const house = await startCliService(context, { DROPBOX_PROVISIONING_TARGET_TOKEN: targetToken });
  writeFileSync(house.file, house.jobTextInEntra.replace('"executor": "entra"', '"executor": "local"'));
  for (const command of ['start', 'pause', 'pull-schema', 'push-schema', 'push-settings']) {
    const { code, stderr } = await house.run(command);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /"executor": "local"/);
  }
  assert.deepEqual(house.service.requests, []);
});

test('a preview says what it couldn’t see', async (context) => {
  const house = await startCliService(context);
  const { code, stdout, stderr } = await house.run('preview');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /2 to create/);
  assert.match(stderr, /There is no token for http.* here, so accounts are known only by what Entra’s log says/);
});

test('a schema is pulled into the file, and pushed only when that’s said, with conflicts told', async (context) => {
  const house = await startCliService(context);
  const pulled = await house.run('pull-schema', '--write');
  assert.equal(pulled.code, 0, pulled.stderr);
  assert.match(readFileSync(house.file, 'utf8'), /"version": "Date:2026-11-01/);

  const text = readFileSync(house.file, 'utf8');
  writeFileSync(house.file, text.replaceAll('"Add,Update,Delete"', '"Add,Update"'));
  const planned = await house.run('push-schema');
  assert.equal(planned.code, 0, planned.stderr);
  assert.match(planned.stderr, /flowTypes\n {2}- Add,Update,Delete\n {2}\+ Add,Update\n/);
  assert.match(planned.stderr, /Nothing was written/);

  const theirs = JSON.stringify(house.service.schema).replaceAll('"Add,Update,Delete"', '"Add"');
  house.service.schema = { ...(JSON.parse(theirs) as Record<string, unknown>), version: 'somebody else’s' };
  const conflicting = await house.run('push-schema', '--write');
  assert.equal(conflicting.code, 2);
  assert.match(
    conflicting.stderr,
    /Conflict at .*flowTypes: "Add,Update,Delete" became "Add,Update" in the job file and "Add" in Entra/,
  );
  assert.equal(
    house.service.requests.some(({ method }) => method === 'PUT'),
    false,
  );
});

test('settings are pushed with the secrets of the environment, which nothing prints', async (context) => {
  const secret = 'a secret that was entered again';
  const house = await startCliService(context, {
    DROPBOX_PROVISIONING_ENTRA_SECRETS: JSON.stringify({ SecretToken: secret }),
  });
  house.service.secrets = [
    { key: 'SyncAll', value: 'true' },
    { key: 'SecretToken', value: 'kept by Entra' },
  ];
  const { code, stdout, stderr } = await house.run('push-settings', '--json');
  assert.equal(code, 0, stderr);
  assert.equal(house.service.secrets.find(({ key }) => key === 'SecretToken')?.value, secret);
  assert.equal((stdout + stderr).includes(secret), false);
});
