import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** Tables that grow with the directory or with time. */
const large = 'object|reference|assignment|link|link_key|target_reference|event|dirty|dirty_reference|o|r|a|d|l|k|g';
const scan = new RegExp(`^SCAN (?:${large})\\b(?!.*(?:USING INDEX link_doubt|VIRTUAL TABLE))`);

/** What reads a whole table on purpose, once in a cycle or a request, and why. */
const onPurpose: readonly (readonly [why: string, statement: RegExp])[] = [
  ['whether there is anything', /^SELECT 1 FROM \w+ LIMIT 1$/],
  ['the newest events, by their key', /^SELECT id, body FROM event ORDER BY id DESC LIMIT \?$/],
  ['the list of assignments is compared with the one before', /FROM assignment$|assignment_before/],
  ['an initial cycle looks at everybody', /^INSERT OR IGNORE INTO dirty(?:_reference)? \(type, id\) SELECT/],
  ['what is to be decided is gone through page by page', /FROM dirty d/],
  ['a person gives a name in any letter case', /COLLATE NOCASE OR/],
  ['the tree counts and sorts everybody', /FROM \(SELECT principal_type AS type, principal_id AS id/],
  ['each object keeps its newest event', /^DELETE FROM event .* \(SELECT max\(id\) FROM event GROUP BY source_id\)/],
];

it('no statement reads a whole table that grows, but for those that mean to', async (test) => {
  const statements = collectStatements(test);
  const run = await useEverything(test);
  const database = new DatabaseSync(join(run.stateDirectory, 'state.sqlite'));
  test.after(() => {
    database.close();
  });
  const used = [...statements].filter((sql) => /^(?:SELECT|UPDATE|DELETE|INSERT|WITH)\b/i.test(sql));
  const scanning = used.filter(
    (sql) => plan(database, sql).some((step) => scan.test(step)) && !onPurpose.some(([, meant]) => meant.test(sql)),
  );
  assert.deepEqual(scanning, []);
  assert.ok(used.length > 60, 'the statements were collected');
});

/** Every statement that is prepared from now on, on one line. */
function collectStatements(test: TestContext): ReadonlySet<string> {
  const statements = new Set<string>();
  const prepare = Reflect.get<DatabaseSync, 'prepare'>(DatabaseSync.prototype, 'prepare');
  test.mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, sql: string) {
    statements.add(sql.trim().replaceAll(/\s+/g, ' '));
    return prepare.call(this, sql);
  });
  return statements;
}

/** Temporary tables are those of the connection that made them; they hold what one cycle works on. */
function plan(database: DatabaseSync, sql: string): readonly string[] {
  try {
    return database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  } catch (error) {
    assert.match(String(error), /no such table: (?:listed|assignment_before)/);
    return [];
  }
}

/** Runs cycles of each kind on a job, and asks its session for all that it can tell. */
async function useEverything(test: TestContext): Promise<EngineTest> {
  const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
  const run = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
  await run.preview();
  await run.sync();
  await run.acceptInvitations();
  unassign(run, run.user('ada.lovelace'));
  run.directory.updateObject(run.user('ben.baker'), { surname: 'Changed', userPrincipalName: 'ben@contoso.com' });
  run.directory.deleteObject(run.user('cleo.carter'));
  assign(run.directory, addUser(run.directory, 'emil.ek'), roles.user);
  await run.sync();
  await run.sync({ restart: true });
  const signal = new AbortController().signal;
  const { id } = run.user('ben.baker');
  await run.withSession(async (session) => {
    await session.explain(id, signal);
    await session.provisionOnDemand(id, signal);
    session.status();
    session.sampleObjects('User', 5);
    await session.countScope('User', [], signal);
    await session.sourceAttributes('User', id, signal);
    const former = run.jobText.replace('"includeDefaultAccess": false', '"includeDefaultAccess": true');
    await session.consequence(former, { signal, onProgress: () => undefined });
    for (const filter of ['', 'ben'])
      for (const groupId of [null, run.group('Readers').id])
        for (const type of ['User', 'Group'] as const)
          for (const states of [{}, { states: ['failed', 'notYet'] as const }])
            for (const problemsFirst of [false, true])
              session.listAssigned({ filter, ...states, problemsFirst, groupId, type, offset: 0, limit: 10 });
    session.countStates('ben');
    for (const sourceId of [null, id])
      for (const cycleId of [null, 'a cycle'])
        for (const before of [null, 10]) session.logs({ sourceId, cycleId, before, limit: 5 });
  });
  return run;
}
