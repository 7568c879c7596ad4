import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import type { JobSession } from '../../src/engine/session.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';

/** JSON that is valid and nothing of ours, whatever a row is for. */
const foreign = ['[]', '5', '"x"', 'null', 'true', '{}', '[null]', '{"source":null,"counts":[],"id":5}'];

type Use = (session: JobSession) => unknown;
const status: Use = (session) => session.status();
const logs: Use = (session) => session.logs({ sourceId: null, cycleId: null, before: null, limit: 5 });
const listAssigned: Use = (session) =>
  session.listAssigned({ filter: '', groupId: null, type: 'User', offset: 0, limit: 9 });
const sync: Use = (session) =>
  session.sync({
    signal: new AbortController().signal,
    onEvent: () => undefined,
    onProgress: () => undefined,
    allowDeletes: false,
    restart: false,
  });

interface Place {
  /** Puts a value there. */
  readonly sql: string;
  readonly use: Use;
  /** Of the foreign values those that mean something there. */
  readonly sound?: readonly string[];
}

const meta = (key: string): string => `INSERT OR REPLACE INTO meta VALUES ('${key}', ?)`;

const places: Readonly<Record<string, Place>> = {
  'the last cycle': { sql: meta('lastCycle'), use: status },
  'the quarantine': { sql: meta('quarantine'), use: status },
  'the time of the last reading': { sql: meta('sourceReadAt'), use: status },
  'the number of the reading': { sql: meta('generation'), use: sync, sound: ['5'] },
  'the identity': { sql: meta('identity'), use: sync },
  'what was learnt of the target': { sql: meta('learned'), use: sync },
  'the log': { sql: 'UPDATE event SET body = ?', use: logs },
  'the log behind the tree': { sql: 'UPDATE event SET body = ?', use: listAssigned },
  'what waits for a person': { sql: "INSERT INTO hold VALUES ('x', 'y', 1, '', ?)", use: status },
  'what waits for a person, in a cycle': { sql: "INSERT INTO hold VALUES ('x', 'y', 1, '', ?)", use: sync },
  'what was begun': {
    sql: "INSERT OR REPLACE INTO intent SELECT type, id, 'create', ?, NULL, NULL FROM object",
    use: sync,
    sound: ['[]'],
  },
  'what is known of accounts': { sql: 'UPDATE link SET known = ?', use: sync, sound: ['{}'] },
  'what is known of former accounts': {
    sql: "INSERT INTO former_account SELECT type, source_id, 'gone', ?, NULL, NULL, 1 FROM link",
    use: sync,
    sound: ['{}'],
  },
  'an object of the source': {
    sql: 'UPDATE object SET attributes = ?',
    use: sync,
    sound: foreign.slice(-1).concat('{}'),
  },
};

async function assertNamed(house: EngineTest, use: Use, value: string): Promise<void> {
  await assert.rejects(
    house.withSession(async (session) => {
      await use(session);
    }),
    (error) => {
      assert.ok(error instanceof ProvisioningFailure, `${value}: ${String(error instanceof Error && error.stack)}`);
      assert.equal(error.kind, 'invalidState', `${value}: ${error.message}`);
      assert.match(error.message, /damaged: the table \w+ has a row that cannot be read; restore it, or move it away/);
      return true;
    },
    value,
  );
}

describe('JSON of another shape in a state is named as damage:', () => {
  for (const [what, { sql, use, sound = [] }] of Object.entries(places))
    it(what, async (test: TestContext) => {
      const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }) });
      await house.sync();
      const file = join(house.stateDirectory, 'state.sqlite');
      copyFileSync(file, `${file}.sound`);
      const before = house.target.writes();
      for (const value of foreign.filter((candidate) => !sound.includes(candidate))) {
        copyFileSync(`${file}.sound`, file);
        const database = new DatabaseSync(file);
        database.prepare(sql).run(value);
        database.exec('INSERT OR IGNORE INTO dirty SELECT type, id FROM object');
        database.close();
        await assertNamed(house, use, value);
      }
      assert.equal(house.target.writes(), before, 'nothing is written');
    });
});
