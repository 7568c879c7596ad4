import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';
import { startMigrationTest } from './migrationSetup.ts';

test('the old integration is left from the command line: shown first, then done up to what only a person can do', async (context) => {
  const migration = await startMigrationTest(context);
  const file = join(temporaryDirectory(context), 'dropbox.provisioning.json');
  const { baseAddress } = migration.access;
  const source = {
    kind: 'entra',
    tenantId: contoso.tenantId,
    servicePrincipalId: dropboxServicePrincipalId,
    baseAddress,
  } as const;
  const target = { kind: 'scim', baseAddress: migration.tenant.team.practice.baseAddress } as const;
  writeFileSync(file, createJobText({ id: 'migrate', displayName: 'Dropbox', executor: 'entra', source, target }));
  const environment = { DROPBOX_PROVISIONING_SOURCE_TOKEN: migration.token };
  const run = (...argv: readonly string[]) => runCli(['migrate', file, ...argv], { environment });

  const dry = await run();
  assert.equal(dry.code, 1, dry.stderr);
  assert.match(dry.stdout, /Old: Dropbox for Business: job DropboxOutDelta\..* on/);
  assert.match(dry.stdout, /pauseOld \(to do\)/);
  assert.deepEqual(
    migration.graph.writes.filter((write) => !write.endsWith('validateCredentials')),
    [],
  );

  const begun = await run('--yes');
  assert.equal(begun.code, 1, begun.stderr);
  assert.match(begun.stdout, /credentials \(for you\)/);
  assert.equal((await migration.read()).old.on, true);

  await migration.authorize();
  const done = await run('--yes', '--json');
  const last = done.lines().at(-1) as { readonly switched?: boolean } | undefined;
  assert.equal(last?.switched, true, done.stderr);
  await migration.settle();
  const again = await run('--yes');
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /The new job is on, and the old one is off/);
  assert.deepEqual(migration.graph.bothOn, []);

  assert.equal((await run('--yes', '--step', 'pauseOd')).code, 2);
  migration.tenant.directory.records.delete('synchronizationJob', migration.oldJob);
  const none = await run();
  assert.equal(none.code, 0, none.stderr);
  assert.match(none.stdout, /No job of the old Dropbox integration was found/);
});
