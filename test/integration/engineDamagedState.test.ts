import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it as plainIt, type TestContext } from 'node:test';
import { openDatabase } from '../../src/engine/store/database.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, temporaryDirectory, type EngineTest } from './engineSetup.ts';

const people = ['ada.lovelace', 'ben.baker'];

/** A job after its first cycle, whose state is then changed behind its back. */
async function damaged(
  test: TestContext,
  change: (file: string, database: () => DatabaseSync) => void,
): Promise<EngineTest> {
  const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: ['ada.lovelace'] }) });
  await house.sync();
  const file = join(house.stateDirectory, 'state.sqlite');
  const opened: DatabaseSync[] = [];
  change(file, () => {
    const database = new DatabaseSync(file);
    opened.push(database);
    return database;
  });
  for (const database of opened) database.close();
  return house;
}

async function assertNamed(
  house: EngineTest,
  words: RegExp,
  ...attempts: readonly (() => Promise<unknown>)[]
): Promise<void> {
  const before = house.target.writes();
  for (const attempt of attempts.length > 0 ? attempts : [() => house.sync()]) {
    await assert.rejects(attempt(), (error) => {
      assert.ok(error instanceof ProvisioningFailure, String(error instanceof Error ? error.stack : error));
      assert.equal(error.kind, 'invalidState', error.message);
      assert.match(error.message, words);
      assert.ok(error.recommendedAction);
      return true;
    });
  }
  assert.equal(house.target.writes(), before, 'nothing is written');
}

describe('a state that something else has changed is named, and nothing is written:', () => {
  const rows: Readonly<Record<string, string>> = {
    'what is known of accounts is no JSON': "UPDATE link SET known = 'x'",
    'what is known of accounts is cut off': 'UPDATE link SET known = substr(known, 1, 9)',
    'what is known of accounts is JSON of another kind': "UPDATE link SET known = '[1]'",
    'what is known of accounts has another form': `UPDATE link SET known = '{"userName":5}'`,
    'objects are no JSON': "UPDATE object SET attributes = '{'",
    'objects are null': "UPDATE object SET attributes = 'null'",
    'the last cycle is no JSON': "UPDATE meta SET value = 'yesterday' WHERE key = 'lastCycle'",
    'the identity is no JSON': "UPDATE meta SET value = 'x' WHERE key = 'identity'",
    'what waits for a person is no JSON': "INSERT INTO hold VALUES ('x', 'y', 1, '', 'z')",
    'bytes instead of text': "UPDATE link SET known = x'00ff'",
  };
  for (const [what, sql] of Object.entries(rows))
    it(what, async (test) => {
      const house = await damaged(test, (_, open) => {
        open().exec(`${sql}; INSERT OR IGNORE INTO dirty SELECT type, id FROM object`);
      });
      const use = (): Promise<unknown> =>
        what.includes('last cycle')
          ? house.withSession((session) => Promise.resolve().then(() => session.status()))
          : house.sync();
      await assertNamed(house, /damaged: the table \w+ has a row that cannot be read.* creates nobody twice/, use);
    });

  it('events that cannot be read, when they are asked for', async (test) => {
    const house = await damaged(test, (_, open) => {
      open().exec("UPDATE event SET body = 'x'");
    });
    const ask = (): Promise<unknown> =>
      house.withSession((session) =>
        Promise.resolve(session.logs({ sourceId: null, cycleId: null, before: null, limit: 5 })),
      );
    await assertNamed(house, /the table event has a row/, ask);
  });

  it('a number of the layout that is not that of the tables', async (test) => {
    const house = await damaged(test, (_, open) => {
      open().exec('PRAGMA user_version = 1');
    });
    await assertNamed(house, /damaged: the tables are not those of its layout: duplicate column/);
  });

  it('ids that are out of order, in place of reading one page without end', async (test) => {
    const house = await damaged(test, (file) => {
      const database = new DatabaseSync(file);
      const last = String(database.prepare('SELECT max(id) AS id FROM object').get()?.['id']);
      database.close();
      const changed = readFileSync(file, 'latin1').replaceAll(last, last.replace(/^.{8}/, '0'.repeat(8)));
      writeFileSync(file, changed, 'latin1');
    });
    const never = new AbortController().signal;
    await assertNamed(house, /damaged/, () => house.withSession((session) => session.countScope('User', [], never)));
  });

  for (const table of ['link', 'meta', 'intent', 'event'])
    it(`the table ${table} is gone`, async (test) => {
      const house = await damaged(test, (_, open) => {
        open().exec(`DROP TABLE ${table}`);
      });
      await assertNamed(house, new RegExp(`table ${table} is missing`));
    });

  for (const [table, column] of [
    ['meta', 'key'],
    ['meta', 'value'],
    ['link', 'known'],
    ['dirty', 'id'],
  ] as const)
    it(`the column ${column} of the table ${table} has another name`, async (test) => {
      const house = await damaged(test, (_, open) => {
        open().exec(`ALTER TABLE ${table} RENAME COLUMN ${column} TO other`);
      });
      await assertNamed(house, new RegExp(`damaged: the table ${table} has other columns`));
    });

  const files: Readonly<Record<string, readonly [(file: string) => void, RegExp]>> = {
    'an empty file': [
      (file) => {
        truncateSync(file, 0);
      },
      /is empty/,
    ],
    'a file of zeros': [
      (file) => {
        writeFileSync(file, Buffer.alloc(8192));
      },
      /something else|missing|damaged/,
    ],
    'a database without tables': [
      (file) => {
        rmSync(file);
        const other = new DatabaseSync(file);
        other.exec('CREATE TABLE other (id)');
        other.close();
      },
      /is missing/,
    ],
    'half of the file': [
      (file) => {
        truncateSync(file, readFileSync(file).length >> 1);
      },
      /damaged/,
    ],
    'the first page alone': [
      (file) => {
        truncateSync(file, 4096);
      },
      /damaged/,
    ],
    'a directory': [
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      /state\.sqlite in it is a directory; move it away/,
    ],
    'garbage in the lock': [
      (file) => {
        writeFileSync(join(file, '..', 'run.lock'), 'garbage '.repeat(200));
      },
      /run\.lock in it is something else; delete/,
    ],
  };
  for (const [what, [change, words]] of Object.entries(files))
    it(what, async (test) => {
      const house = await damaged(test, change);
      await assertNamed(house, words);
      if (what === 'garbage in the lock') return;
      await assertNamed(house, words, () => house.withSession((session) => Promise.resolve(session.status())));
    });
});

describe('a garbage watermark', () => {
  const values = ['', 'x', '{}', 'http://127.0.0.1:1/v1.0/users/delta', 'SWAP', 'users', '\u0000', 'NO-TOKEN'];
  for (const value of values)
    it(`${JSON.stringify(value)} makes the next cycle read everything`, async (test) => {
      const house = await damaged(test, (_, open) => {
        const database = open();
        const watermark = (type: string): string =>
          String(database.prepare('SELECT value FROM meta WHERE key = ?').get(`watermark.${type}`)?.['value']);
        const [user, group] = [watermark('User'), watermark('Group')];
        const set = (type: string, text: string): void =>
          void database.prepare('UPDATE meta SET value = ? WHERE key = ?').run(text, `watermark.${type}`);
        if (value === 'SWAP') {
          set('User', group);
          set('Group', user);
        } else
          for (const [type, old] of [
            ['User', user],
            ['Group', group],
          ] as const)
            set(
              type,
              value === 'users'
                ? old.replace(/\/delta.*/, '')
                : value === 'NO-TOKEN'
                  ? old.replace(/\?.*/, '?$deltatoken=x')
                  : value,
            );
      });
      const before = house.target.writes();
      assert.equal((await house.sync()).summary.outcome, 'completed');
      assert.equal(house.target.writes(), before, 'nothing has changed');
    });
});

describe('a disk that is full', () => {
  it('is named, and what was begun is undone', (test) => {
    const database = openDatabase(temporaryDirectory(test));
    test.after(() => {
      database.close();
    });
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.prepare(`PRAGMA max_page_count = ${pages}`).get();
    const insert = (): void => {
      database.transaction(() => {
        for (let row = 0; ; row++)
          database.prepare('INSERT INTO meta VALUES (?, ?)').run(`key ${row}`, 'x'.repeat(1000));
      });
    };
    assert.throws(insert, (error) => {
      const failure = database.damageBehind(error);
      assert.equal(failure?.kind, 'invalidState', String(error));
      assert.match(failure.message, /the disk is full/);
      return true;
    });
    assert.equal(database.prepare("SELECT count(*) AS n FROM meta WHERE key LIKE 'key %'").get()?.['n'], 0);
  });
});

describe('a new state', () => {
  it('leaves nothing but itself', (test) => {
    const directory = temporaryDirectory(test);
    openDatabase(directory).close();
    assert.ok(existsSync(join(directory, 'state.sqlite')));
    const copy = temporaryDirectory(test);
    copyFileSync(join(directory, 'state.sqlite'), join(copy, 'state.sqlite'));
    openDatabase(copy).close();
  });

  plainIt(
    'in a place where nobody may write is named',
    { skip: process.platform === 'win32' || process.getuid?.() === 0 },
    (test) => {
      const directory = temporaryDirectory(test);
      chmodSync(directory, 0o500);
      test.after(() => {
        chmodSync(directory, 0o700);
      });
      assert.throws(
        () => openDatabase(directory),
        /The state cannot be kept in .*: (you may not write there|a file in it cannot be opened)/,
      );
    },
  );
});
