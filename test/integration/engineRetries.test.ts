import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext } from 'node:test';
import { it } from '../support/targets/eachTarget.ts';
import { startEngineTest, smallTenant, unassign, type EngineTest } from './engineSetup.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const never = new AbortController().signal;

/** A job in which nobody but Ada can be created. */
async function failing(test: TestContext): Promise<EngineTest> {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
  house.target.fail({ kind: 'forbidden', does: 'createUser' });
  return house;
}

const posts = (house: EngineTest): number => house.target.asked('create');

describe('a user who can’t be created', () => {
  it('is tried with the next cycle, then after 6, 12 and 24 hours, and once a day', async (test) => {
    const house = await failing(test);
    const tried: number[] = [];
    for (let later = 0; later <= 3 * day; later += 2 * hour) {
      const before = posts(house);
      await house.sync({ later });
      if (posts(house) > before) tried.push(later / hour);
    }
    assert.deepEqual(tried, [0, 2, 6, 12, 24, 48, 72]);
    house.target.recover();
    assert.equal((await house.sync({ later: 3 * day + hour })).summary.counts.create, 0);
    assert.equal((await house.sync({ later: 4 * day + hour })).summary.counts.create, 1);
    assert.equal((await house.status(4 * day + hour)).escrowed, 0);
  });

  it('shows when that is, in the list and the status, and a preview tells the same', async (test) => {
    const house = await failing(test);
    await house.sync();
    assert.deepEqual((await house.status(minute)).retries, { waiting: 0, next: null, givenUp: 0 });
    await house.sync({ later: 40 * minute });
    const { retries, escrowed } = await house.status(hour);
    assert.deepEqual([retries.waiting, escrowed], [1, 1]);
    const next = Date.parse(retries.next ?? '') - Date.now();
    assert.ok(Math.abs(next - 6 * hour) < minute, retries.next ?? 'none');
    const page = { filter: '', groupId: null, type: 'User', offset: 0, limit: 10 } as const;
    const listed = await house.withSession((session) => Promise.resolve(session.listAssigned(page)));
    assert.equal(listed.objects[0]?.nextAttempt, retries.next);
    assert.deepEqual(
      (await house.preview({}, hour)).all.map(({ action, reason }) => [action, reason.code]),
      [['none', 'WaitsForNextAttempt']],
    );
    assert.deepEqual(
      (await house.preview({}, 7 * hour)).all.map(({ action }) => action),
      ['create'],
    );
  });

  it('is tried at once when the user changes, and that begins anew', async (test) => {
    const house = await failing(test);
    for (const later of [0, hour]) await house.sync({ later });
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    const before = posts(house);
    for (const later of [2, 3, 4]) await house.sync({ later: later * hour });
    assert.equal(posts(house) - before, 2, 'with the change, and once more with the next cycle');
  });

  it('is tried whenever a person asks for it', async (test) => {
    const house = await failing(test);
    for (const later of [0, hour]) await house.sync({ later });
    const before = posts(house);
    await house.withSession((session) => session.provisionOnDemand('ada.lovelace@contoso.com', never), {}, 2 * hour);
    await house.sync({ later: 3 * hour, retryFailures: true });
    assert.equal(posts(house) - before, 2);
  });

  it('is given up after 28 days, until a person asks for it', async (test) => {
    const house = await failing(test);
    for (const later of [0, hour, 28 * day + hour]) await house.sync({ later });
    const late = 40 * day;
    assert.deepEqual((await house.status(late)).retries, { waiting: 0, next: null, givenUp: 1 });
    house.target.recover();
    assert.equal((await house.sync({ later: late })).summary.counts.create, 0);
    assert.equal((await house.sync({ later: late, retryFailures: true })).summary.counts.create, 1);
  });

  it('is tried when the clock was set back', async (test) => {
    const house = await failing(test);
    for (const later of [400 * day, 400 * day + hour]) await house.sync({ later });
    house.target.recover();
    assert.equal((await house.sync()).summary.counts.create, 1);
  });

  it('is forgotten when nothing is to be done about the user any more', async (test) => {
    const house = await failing(test);
    await house.sync();
    unassign(house, house.user('ada.lovelace'));
    await house.sync();
    assert.equal((await house.status()).escrowed, 0);
  });

  it('waits as the job file says', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace']),
      provisioning: { retry: { delays: ['PT0S', 'PT1H'], interval: 'PT2H', duration: 'PT4H' } },
    });
    house.target.fail({ kind: 'forbidden', does: 'createUser' });
    const tried: number[] = [];
    for (let later = 0; later <= 10 * hour; later += 30 * minute) {
      const before = posts(house);
      await house.sync({ later });
      if (posts(house) > before) tried.push(later / hour);
    }
    assert.deepEqual(tried, [0, 0.5, 1, 3]);
  });
});

describe('members that can’t be written', () => {
  it('are tried with the same gaps, and at once when the group changes', async (test) => {
    const people = ['ada.lovelace', 'ben.baker'];
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: ['ada.lovelace'] }) });
    house.target.fail({ kind: 'forbidden', does: 'updateGroup' });
    const patches = (): number => house.target.asked('update');
    const tried: number[] = [];
    for (let later = 0; later <= 14 * hour; later += 2 * hour) {
      const before = patches();
      await house.sync({ later });
      if (patches() > before) tried.push(later / hour);
    }
    assert.deepEqual(tried, [0, 2, 6, 12]);
    house.target.recover();
    house.directory.addMember(house.group('Readers').id, house.user('ben.baker').id);
    await house.sync({ later: 15 * hour });
    assert.deepEqual(house.membersOf('Readers'), people);
    assert.equal((await house.status(15 * hour)).escrowed, 0);
  });
});

describe('a restart', () => {
  it('that forgets stored failures tries them again', async (test) => {
    const house = await failing(test);
    for (const later of [0, hour]) await house.sync({ later });
    house.target.recover();
    const { summary } = await house.sync({ later: 2 * hour, reset: ['Escrows'] });
    assert.deepEqual([summary.cycle, summary.counts.create], ['incremental', 1]);
  });

  it('that forgets the accounts creates nobody twice and disables nobody', async (test) => {
    const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
    for (const criterion of ['ConnectorDataStore', 'Full'] as const) {
      const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
      await house.sync();
      await house.acceptInvitations();
      const { summary } = await house.sync({ reset: [criterion] });
      assert.deepEqual([summary.cycle, summary.requests.targetWrites], ['initial', 0]);
      assert.deepEqual(summary.counts, { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 });
      assert.equal((await house.status()).linked.User, people.length);
    }
  });

  it('that forgets the accounts forgets what is held back, and disables nobody', async (test) => {
    const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    await house.acceptInvitations();
    for (const name of people) unassign(house, house.user(name));
    assert.equal((await house.sync({ later: minute })).summary.staged, 3);
    for (const later of [hour, 2 * hour]) {
      const { summary } = await house.sync({ later, reset: later === hour ? ['ConnectorDataStore'] : [] });
      assert.deepEqual([summary.requests.targetWrites, summary.staged, summary.quarantine], [0, 0, null]);
    }
    assert.equal((await house.sync({ later: 3 * hour, allowDeletes: true })).summary.requests.targetWrites, 0);
  });

  it('releases what is held back only when that is said', async (test) => {
    const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    await house.acceptInvitations();
    for (const name of people) unassign(house, house.user(name));
    await house.sync();
    assert.equal((await house.sync({ reset: ['Watermark', 'QuarantineState'] })).summary.staged, 3);
    assert.equal((await house.sync({ reset: ['ForceDeletes'] })).summary.counts.disable, 3);
  });
});

it('a state of the second layout is migrated after a copy was made, and tries its failures again', async (test) => {
  const house = await failing(test);
  for (const later of [0, hour]) await house.sync({ later });
  backToSecondLayout(house);
  assert.equal((await house.status(2 * hour)).escrowed, 1);
  const copy = new DatabaseSync(join(house.stateDirectory, 'state.layout-2.sqlite'));
  assert.equal(Number(copy.prepare('PRAGMA user_version').get()?.['user_version']), 2);
  copy.close();
  house.target.recover();
  assert.equal((await house.sync({ later: 2 * hour })).summary.counts.create, 1);
});

function backToSecondLayout({ stateDirectory }: EngineTest): void {
  const database = new DatabaseSync(join(stateDirectory, 'state.sqlite'));
  database.exec(`
    CREATE TABLE escrow_old (
      type TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, failures INTEGER NOT NULL, first_failed INTEGER NOT NULL,
      PRIMARY KEY (type, id)) WITHOUT ROWID;
    INSERT INTO escrow_old SELECT type, id, code, failures, first_failed FROM escrow;
    DROP TABLE escrow;
    ALTER TABLE escrow_old RENAME TO escrow;
    PRAGMA user_version = 2;
  `);
  database.close();
}
