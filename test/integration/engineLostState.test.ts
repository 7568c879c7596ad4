import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** A state that is damaged is noticed before anything is written; one that is gone is made again by matching. */

const people = Array.from({ length: 60 }, (_, index) => `user.n${String(index).padStart(2, '0')}`);
const day = 24 * 60 * 60 * 1000;

async function synced(test: TestContext): Promise<EngineTest> {
  const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people.slice(0, 30) }) });
  await house.sync();
  await house.acceptInvitations();
  return house;
}

/** Overwrites the page on which a table begins, as a disk that fails may. */
function damagePageOf(house: EngineTest, table: string): void {
  const file = join(house.stateDirectory, 'state.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const size = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  const page = Number(database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table)?.['rootpage']);
  database.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(size, 0x5a), 0, size, (page - 1) * size);
  closeSync(handle);
}

describe('a state', () => {
  it('is looked through once a day: damage that the cycle would not come across stops it', async (test) => {
    const house = await synced(test);
    damagePageOf(house, 'target_reference_back');
    for (const later of [day + 1, 2 * day])
      await assert.rejects(house.sync({ later }), (error) => {
        assert.ok(error instanceof ProvisioningFailure, String(error));
        assert.match(error.message, /state\.sqlite in it is damaged: .*move it away and the next cycle begins anew/);
        return true;
      });
  });

  it('that is damaged, moved away, is made again by matching: nobody is created twice, nobody loses access', async (test) => {
    const house = await synced(test);
    damagePageOf(house, 'link');
    const left = house.user('user.n03');
    unassign(house, left);
    await assert.rejects(house.sync({ later: day + 1 }), /damaged/);
    const aside = await house.withSession((session) => session.setDamagedStateAside(), {}, day + 1);
    assert.match(aside, /state\.damaged-20[\dTZ-]+\.sqlite$/);
    assert.ok(statSync(aside).size > 0);
    const { summary } = await house.sync();
    const { create, disable, delete: deleted } = summary.counts;
    assert.deepEqual([summary.cycle, create, disable, deleted], ['initial', 0, 0, 0]);
    assert.equal(house.targetStore.all('User').length, people.length);
    assert.ok(house.targetStore.all('User').every(({ attributes }) => attributes['active'] === true));
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
  });

  it('that is whole is not set aside, and one that a newer version has written isn’t either', async (test) => {
    const house = await synced(test);
    const aside = (): Promise<string> => house.withSession((session) => session.setDamagedStateAside());
    await assert.rejects(aside(), /not damaged, so it was left as it is/);
    const database = new DatabaseSync(join(house.stateDirectory, 'state.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await assert.rejects(aside(), /newer version/);
  });

  it('of an older layout is migrated after a whole copy of it was made', async (test) => {
    const house = await synced(test);
    const file = join(house.stateDirectory, 'state.sqlite');
    const database = new DatabaseSync(file);
    const { user_version: layout } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    const links = database.prepare('SELECT type, source_id, target_id, disabled_because FROM link').all();
    database.exec(`
      DROP TABLE link; DROP TABLE intent;
      CREATE TABLE link (
        type TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT NOT NULL, known TEXT NOT NULL, disabled_because TEXT,
        references_read INTEGER NOT NULL, PRIMARY KEY (source_id, type)) WITHOUT ROWID;
      CREATE TABLE intent (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
      ALTER TABLE object DROP COLUMN unreadable;
      DROP TABLE link_key; DROP TABLE former_account; DROP TABLE hold;
      PRAGMA user_version = 1;
    `);
    const insert = database.prepare("INSERT INTO link VALUES (?, ?, ?, '{}', NULL, 1)");
    for (const row of links) insert.run(String(row['type']), String(row['source_id']), String(row['target_id']));
    database.close();
    const { summary } = await house.sync({ restart: true });
    assert.deepEqual([summary.counts.create, summary.counts.disable, summary.counts.delete], [0, 0, 0]);
    const copy = new DatabaseSync(join(house.stateDirectory, 'state.layout-1.sqlite'));
    assert.equal(copy.prepare('SELECT count(*) AS n FROM link').get()?.['n'], links.length);
    assert.equal(copy.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    copy.close();
    if (process.platform !== 'win32')
      assert.equal(statSync(join(house.stateDirectory, 'state.layout-1.sqlite')).mode & 0o077, 0);
    const migrated = new DatabaseSync(file);
    assert.equal(migrated.prepare('PRAGMA user_version').get()?.['user_version'], layout);
    migrated.close();
    assert.ok(readFileSync(file).length > 0);
  });
});
