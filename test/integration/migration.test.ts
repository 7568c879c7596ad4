import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrationSteps } from '../../src/protocol/migration/migration.ts';
import { migrateAll, type MigrationTest, startMigrationTest, statesOf } from './migrationSetup.ts';
import { failing } from './entraServiceSetup.ts';

describe('a migration from the old integration', () => {
  it('finds the old job, shows old beside new, and carries over what fits', async (test) => {
    const migration = await startMigrationTest(test);
    const { jobs } = await migration.find();
    assert.deepEqual(
      jobs.map(({ jobId, on, foundBy }) => [jobId, on, foundBy]),
      [[migration.oldJob, true, 'template']],
    );
    await migration.step('createJob');
    const before = await migration.read();
    assert.deepEqual(
      outcomes(before.rows),
      [
        'mapping User › member_email → userName: same',
        'mapping User › member_surname → name.familyName: same',
        'mapping User › member_given_name → name.givenName: carry',
        'mapping User › member_external_id → externalId: unfit functionUnknown Frobnicate',
        'mapping User › send_welcome_email: unfit targetAttributeLacking send_welcome_email',
        'mapping User › active: kept newOnly',
        'filter User: carry',
        'mapping Group: kept newOnly',
        'setting scope: same',
        'setting skipOutOfScopeDeletions: same',
        'setting notification.email: carry',
        'setting accidentalDeletionPrevention.threshold: carry',
      ].concat(outcomes(before.rows).filter((line) => line.startsWith('assignment '))),
    );
    await migrateAll(migration);
    await migration.settle();
    const after = await migration.read();
    assert.deepEqual([after.switched, after.bothOn, after.old.on, after.new.on], [true, false, false, true]);
    assert.deepEqual(
      after.rows.filter(({ verdict }) => verdict === 'carry'),
      [],
    );
    assert.ok(
      after.steps.every(({ state }) => state === 'done'),
      statesOf(after).join(),
    );
    assert.equal(after.rows.find(({ name }) => name.includes('givenName'))?.new, 'ToUpper([givenName],)');
    assert.deepEqual(migration.graph.bothOn, []);
  });

  it('goes on from what is, wherever it was left', async (test) => {
    const migration = await startMigrationTest(test);
    for (const [index, id] of migrationSteps.slice(0, -1).entries()) {
      // Whoever goes on later reads everything anew.
      const states = statesOf(await migration.read());
      assert.ok(
        migrationSteps.slice(0, index).every((former) => states.includes(`${former} done`)),
        `before ${id}: ${states.join()}`,
      );
      if (id === 'credentials') {
        await assert.rejects(migration.step(id), failing('notSupported', /Admin Credentials/));
        await migration.authorize();
      }
      await migration.step(id);
      const writes = migration.graph.writes.length;
      await migration.step(id);
      assert.deepEqual(
        migration.graph.writes.slice(writes).filter((write) => !write.endsWith('validateCredentials')),
        [],
      );
    }
    assert.deepEqual(migration.graph.bothOn, []);
  });

  it('doesn’t start the new job while the old one is on, nor without credentials', async (test) => {
    const migration = await startMigrationTest(test);
    await migration.step('createJob');
    await migration.authorize();
    await assert.rejects(migration.step('startNew'), failing('notSupported', /Pause the old job/));
    assert.ok(!migration.graph.writes.includes('POST start'));
  });

  it('keeps what somebody has set in the new job', async (test) => {
    const migration = await startMigrationTest(test);
    await migration.step('createJob');
    await migration.step('mappings');
    const [job] = migration.tenant.directory.records
      .list('synchronizationJob')
      .filter(({ templateId }) => templateId === 'DropboxSCIMOutDelta');
    assert.ok(job);
    const schema = JSON.parse(JSON.stringify(job.schema).replaceAll('ToUpper', 'ToLower')) as NonNullable<
      typeof job.schema
    >;
    migration.tenant.directory.records.set('synchronizationJob', job.id, { ...job, schema });
    const { rows, steps } = await migration.read();
    const row = rows.find(({ name }) => name.includes('givenName'));
    assert.deepEqual([row?.verdict, row?.reason?.code], ['kept', 'setInNew']);
    assert.equal(steps.find(({ id }) => id === 'mappings')?.state, 'done');
  });

  for (const status of [403, 409, 503]) {
    it(`leaves both off, and says so, when starting is refused with ${status}; it goes on later`, async (test) => {
      const migration = await startMigrationTest(test);
      await migrateBefore(migration, 'startNew');
      migration.graph.refuse = (method, path) =>
        method === 'POST' && path.endsWith('/start') ? { status, when: 'before' } : null;
      await assert.rejects(migration.step('startNew'), /Both jobs are off/);
      const { old, new: now } = await migration.read();
      assert.deepEqual([old.on, now.on], [false, false]);
      migration.graph.refuse = () => null;
      assert.equal((await migration.step('startNew')).switched, true);
      assert.deepEqual(migration.graph.bothOn, []);
    });

    it(`changes nothing when pausing is refused with ${status}`, async (test) => {
      const migration = await startMigrationTest(test);
      await migrateBefore(migration, 'pauseOld');
      migration.graph.refuse = (method, path) =>
        method === 'POST' && path.endsWith('/pause') ? { status, when: 'before' } : null;
      await assert.rejects(migration.step('pauseOld'), /old job is still on, and the new one was left as it is/);
      assert.equal((await migration.read()).old.on, true);
    });
  }

  it('takes a pause and a start whose responses were lost for what they are', async (test) => {
    const migration = await startMigrationTest(test);
    await migrateBefore(migration, 'pauseOld');
    migration.graph.refuse = (method, path) =>
      method === 'POST' && /\/(pause|start)$/.test(path) ? { status: 500, when: 'after' } : null;
    await migration.step('pauseOld');
    assert.equal((await migration.step('startNew')).switched, true);
  });

  it('pauses the new job again when somebody starts the old one meanwhile', async (test) => {
    const migration = await startMigrationTest(test);
    await migrateBefore(migration, 'startNew');
    const { records } = migration.tenant.directory;
    migration.graph.before = (method, path) => {
      const job = records.get('synchronizationJob', migration.oldJob);
      if (method === 'POST' && path.endsWith('/start') && job !== undefined)
        records.set('synchronizationJob', job.id, { ...job, state: 'Active' });
    };
    await assert.rejects(migration.step('startNew'), /Somebody has started the old job meanwhile/);
    const { old, new: now } = await migration.read();
    assert.deepEqual([old.on, now.on], [true, false]);
  });

  it('says so when both are on, and pauses the old one first', async (test) => {
    const migration = await startMigrationTest(test);
    await migrateBefore(migration, 'pauseOld');
    await startByHand(migration);
    const { bothOn, steps } = await migration.read();
    assert.deepEqual([bothOn, steps[0]?.id, steps[0]?.why[0]?.code], [true, 'pauseOld', 'bothOn']);
    assert.equal((await migration.step('pauseOld')).switched, true);
  });

  it('assigns the others when Graph refuses somebody, and names who isn’t assigned', async (test) => {
    const migration = await startMigrationTest(test);
    const missing = (await migration.read()).rows.filter(
      ({ area, verdict }) => area === 'assignment' && verdict === 'carry',
    );
    assert.ok(missing.length >= 2, String(missing.length));
    let first = true;
    migration.graph.refuse = (method, path) => {
      if (method !== 'POST' || !path.endsWith('/appRoleAssignedTo') || !first) return null;
      first = false;
      return { status: 400, when: 'before' };
    };
    await assert.rejects(
      migration.step('assignments'),
      new RegExp(`${missing.length - 1} of ${missing.length} are assigned .* refused ${missing[0]?.name ?? ''}`),
    );
    const { rows } = await migration.read();
    assert.equal(rows.filter(({ area, verdict }) => area === 'assignment' && verdict === 'carry').length, 1);
  });
});

describe('where there is nothing to migrate', () => {
  it('no old job is found, and where it was looked for is told', async (test) => {
    const migration = await startMigrationTest(test);
    migration.tenant.directory.records.delete('synchronizationJob', migration.oldJob);
    const { jobs, applications } = await migration.find();
    assert.deepEqual(jobs, []);
    assert.ok(applications.includes('Dropbox for Business'));
    await assert.rejects(migration.read(), failing('notFound', /no longer has a job/));
  });
});

function outcomes(rows: Awaited<ReturnType<MigrationTest['read']>>['rows']): string[] {
  return rows.map(
    ({ area, name, verdict, reason }) =>
      `${area} ${name}: ${verdict}${reason === null ? '' : ` ${[reason.code, ...reason.names].join(' ')}`}`,
  );
}

/** All steps that come before one. */
async function migrateBefore(migration: MigrationTest, id: (typeof migrationSteps)[number]): Promise<void> {
  await migration.authorize();
  for (const step of migrationSteps.slice(0, migrationSteps.indexOf(id)))
    if (step !== 'settings') await migration.step(step);
}

async function startByHand({ tenant }: MigrationTest): Promise<void> {
  const { records } = tenant.directory;
  for (const job of records.list('synchronizationJob'))
    if (job.templateId === 'DropboxSCIMOutDelta')
      records.set('synchronizationJob', job.id, { ...job, state: 'Active' });
  await Promise.resolve();
}
