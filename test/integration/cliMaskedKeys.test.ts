import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { type CallResult, callCli } from './cliInProcess.ts';
import { type MigrationTest, startMigrationTest } from './migrationSetup.ts';

const variable = 'DROPBOX_PROVISIONING_ENTRA_SECRETS';
const again = { SecretToken: 'token entered again', Oauth2AccessToken: 'access entered again' };

interface MaskedJob extends MigrationTest {
  readonly directory: string;
  run(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CallResult>;
  /** What Entra really keeps, by key. */
  kept(): Readonly<Record<string, string>>;
}

/** A job in the sandbox's Entra that keeps two credentials, which Graph shows only masked. */
async function startMaskedJob(context: TestContext): Promise<MaskedJob> {
  const migration = await startMigrationTest(context);
  const { tenant, access, token } = migration;
  const directory = mkdtempSync(join(tmpdir(), 'masked-keys-'));
  context.after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const file = join(directory, 'dropbox.provisioning.json');
  const source = {
    kind: 'entra',
    tenantId: contoso.tenantId,
    servicePrincipalId: dropboxServicePrincipalId,
    baseAddress: access.baseAddress,
  } as const;
  const { baseAddress, token: targetToken } = tenant.team.practice;
  const target = { kind: 'scim', baseAddress } as const;
  writeFileSync(file, createJobText({ id: 'masked', displayName: 'Dropbox', executor: 'entra', source, target }));
  await migration.step('createJob');
  await tenant.client.api(`/servicePrincipals/${dropboxServicePrincipalId}/synchronization/secrets`).put({
    value: [
      { key: 'BaseAddress', value: baseAddress },
      { key: 'SecretToken', value: targetToken },
      { key: 'Oauth2AccessToken', value: 'kept by Entra' },
    ],
  });
  return {
    ...migration,
    directory,
    run: ([command = '', ...rest], environment = {}) =>
      callCli([command, file, ...rest, ...(command === 'migrate' ? [] : ['--state', directory])], {
        DROPBOX_PROVISIONING_SOURCE_TOKEN: token,
        DROPBOX_PROVISIONING_TARGET_TOKEN: targetToken,
        ...environment,
      }),
    kept() {
      const { values = [] } = tenant.directory.records.get('secrets', dropboxServicePrincipalId) ?? {};
      return Object.fromEntries(values.map(({ key, value }) => [key, value]));
    },
  };
}

const maskedKeysOf = ({ lines }: CallResult): unknown =>
  (lines.at(-1)?.['error'] as { readonly maskedKeys?: unknown } | undefined)?.maskedKeys;

function tellsNone(results: readonly CallResult[], secrets: readonly string[]): void {
  const all = JSON.stringify(results);
  for (const secret of secrets) assert.equal(all.includes(secret), false, secret);
}

test('settings are pushed once each masked key was entered by its name', async (context) => {
  const job = await startMaskedJob(context);
  const before = job.kept();

  const refused = await job.run(['push-settings']);
  assert.equal(refused.code, 4, refused.text);
  assert.deepEqual(maskedKeysOf(refused), ['SecretToken', 'Oauth2AccessToken']);
  assert.match(refused.text, /SecretToken, Oauth2AccessToken only masked, so nothing was written/);
  assert.match(refused.text, /_ENTRA_SECRETS to \{"SecretToken":"…","Oauth2AccessToken":"…"\}/);
  const half = await job.run(['push-settings'], { [variable]: JSON.stringify({ SecretToken: again.SecretToken }) });
  assert.deepEqual([half.code, maskedKeysOf(half)], [4, ['Oauth2AccessToken']], half.text);
  const mask = await job.run(['push-settings'], { [variable]: JSON.stringify({ ...again, Oauth2AccessToken: '*' }) });
  assert.deepEqual([mask.code, maskedKeysOf(mask)], [4, ['Oauth2AccessToken']], mask.text);
  assert.deepEqual(job.kept(), before);

  const file = join(job.directory, 'entra.json');
  writeFileSync(file, JSON.stringify(again));
  const pushed = await job.run(['push-settings'], { [`${variable}_FILE`]: file });
  assert.equal(pushed.code, 0, pushed.text);
  const { SyncAll, BaseAddress, SecretToken, Oauth2AccessToken } = job.kept();
  assert.deepEqual([SyncAll, BaseAddress], ['false', before['BaseAddress']]);
  assert.deepEqual({ SecretToken, Oauth2AccessToken }, again);
  tellsNone([refused, half, mask, pushed], [...Object.values(before), ...Object.values(again)].slice(1));
});

test('a migration carries settings over once each masked key was entered by its name', async (context) => {
  const job = await startMaskedJob(context);
  const before = job.kept();
  const settings = ['migrate', '--yes', '--step', 'settings'];

  const shown = await job.run(['migrate']);
  assert.match(
    shown.text,
    /settings \(for you\)[^]*only masked: SecretToken, Oauth2AccessToken\.[^]*To enter SecretToken/,
  );
  const refused = await job.run(settings);
  assert.deepEqual([refused.code, maskedKeysOf(refused)], [2, ['SecretToken', 'Oauth2AccessToken']], refused.text);
  const half = await job.run(settings, { [variable]: JSON.stringify({ SecretToken: again.SecretToken }) });
  assert.deepEqual([half.code, maskedKeysOf(half)], [4, ['Oauth2AccessToken']], half.text);
  assert.deepEqual(job.kept(), before);

  const done = await job.run(settings, { [variable]: JSON.stringify(again) });
  assert.match(done.text, /Done: Carry over scope/);
  const { SecretToken, Oauth2AccessToken, SyncNotificationSettings } = job.kept();
  assert.deepEqual({ SecretToken, Oauth2AccessToken }, again);
  assert.match(SyncNotificationSettings ?? '', /"DeleteThresholdValue":17/);
  tellsNone([shown, refused, half, done], [...Object.values(before), ...Object.values(again)].slice(1));
});
