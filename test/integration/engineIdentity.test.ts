import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe } from 'node:test';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** What the stored links belong to: a job file that names something else is refused before the first request. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const otherId = '11111111-2222-3333-4444-555555555555';

describe('a job whose state belongs to', () => {
  const changes: readonly (readonly [name: string, from: string, to: string])[] = [
    ['another tenant', contoso.tenantId, otherId],
    ['another application', dropboxServicePrincipalId, otherId],
    ['another path of the same server', 'ddress": "', ''],
    ['another host', '127.0.0.1:', 'localhost:'],
  ];
  for (const [name, from, to] of changes) {
    it(`${name} is refused, whatever is asked of it`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people) });
      await house.sync();
      const text =
        name === 'another host'
          ? changeTarget(house, from, to)
          : name === 'another path of the same server'
            ? house.jobText.replace(`"${house.target.address}"`, `"${house.target.address}/elsewhere"`)
            : house.jobText.replace(from, to);
      const job = { ...house.params, text, targetCredential: credentialFor(house, text) };
      const before = requestsOf(house);
      const signal = new AbortController().signal;
      const quiet = { signal, onProgress: () => undefined };
      await isRefused(house.sync({ job }));
      await isRefused(house.withSession((s) => s.preview({ ...quiet, onDecision: () => undefined }), job));
      await isRefused(house.withSession((s) => s.explain('Ada Lovelace', signal), job));
      await isRefused(house.withSession((s) => s.provisionOnDemand('Ada Lovelace', signal), job));
      await isRefused(house.withSession((s) => s.refreshSource(signal, () => undefined), job));
      assert.deepEqual(requestsOf(house), before, 'no request was sent');
    });
  }

  it('the same target, written in another way, goes on', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    const text = house.jobText
      .replace(contoso.tenantId, contoso.tenantId.toUpperCase())
      .replace(`"${house.target.address}"`, `"${house.target.address}/"`);
    const { summary } = await house.sync({ job: { text } });
    assert.deepEqual([summary.requests.targetWrites, summary.outcome], [0, 'completed']);
  });

  it('nothing yet may name another target', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant([]) });
    const other = await startEngineTest(test, { fill: smallTenant([]) });
    await house.sync();
    const text = house.jobText.replace(addressOf(house), addressOf(other));
    const { summary } = await house.sync({ job: { text, targetCredential: other.params.targetCredential } });
    assert.equal(summary.outcome, 'completed');
  });

  it('the sandbox goes on when the sandbox has another port', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync({ job: { sandbox: sandboxAt(house, 'one') } });
    const moved = await startEngineTest(test, { fill: smallTenant([]) });
    const text = house.jobText.replace(addressOf(house), addressOf(moved));
    const job = { text, targetCredential: moved.params.targetCredential };
    const first = await house.sync({ job: { ...job, sandbox: sandboxAt(moved, 'one') }, restart: true });
    assert.equal(first.summary.outcome, 'completed');
    await isRefused(house.sync({ job: { ...job, sandbox: sandboxAt(moved, 'two') } }));
  });
});

describe('adopting', () => {
  it('matches anew and touches nobody whom it did not match', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const other = await startEngineTest(test, { fill: smallTenant([]) });
    await house.sync();
    await house.acceptInvitations();
    for (const user of house.targetStore.all('User'))
      other.targetStore.put({ ...user, id: `elsewhere-${user.id}`, status: 'active' });
    const stranger = { ...house.targetStore.all('User')[0], id: house.targetUser('ben.baker')?.id ?? '' };
    other.targetStore.put({
      ...(stranger as Parameters<typeof other.targetStore.put>[0]),
      attributes: { userName: 'stranger@contoso.com', active: true },
    });
    unassign(house, house.user('cleo.carter'));
    const text = house.jobText.replace(addressOf(house), addressOf(other));
    const job = { text, targetCredential: other.params.targetCredential };
    const told = await house.withSession(
      (session) =>
        session.preview({
          signal: new AbortController().signal,
          adopt: true,
          onProgress: () => undefined,
          onDecision: () => undefined,
        }),
      { ...house.params, ...job },
    );
    assert.deepEqual([told.requests.targetWrites, told.counts.disable, told.counts.delete], [0, 0, 0]);
    await isRefused(house.sync({ job }));
    const { summary } = await house.sync({ job, adopt: true });
    assert.equal(summary.requests.targetWrites, 0, 'everybody is matched as they are');
    assert.equal(other.targetUser('cleo.carter')?.attributes['active'], true, 'who is out of scope is not touched');
    unassign(house, house.user('ada.lovelace'));
    await house.sync({ job });
    assert.equal(other.targetUser('ada.lovelace')?.attributes['active'], false);
    assert.equal(house.targetUser('ada.lovelace')?.attributes['active'], true);
    assert.deepEqual(other.targetUser('stranger')?.attributes, { userName: 'stranger@contoso.com', active: true });
  });

  it('what belongs to the job already loses sight of nobody', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    await house.acceptInvitations();
    unassign(house, house.user('ada.lovelace'));
    const { summary } = await house.sync({ adopt: true });
    assert.equal(summary.counts.disable, 1);
  });
});

it('a state of the first layout goes on when the job file is as it was, and is refused when it is not', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  await house.acceptInvitations();
  const file = join(house.stateDirectory, 'state.sqlite');
  backToFirstLayout(file);
  await isRefused(
    house.sync({
      job: { text: house.jobText.replace(`"${house.target.address}"`, `"${house.target.address}/elsewhere"`) },
    }),
  );
  // What the first layout kept as a fingerprint is not to be had here, so the job is adopted by what it matches.
  const { summary } = await house.sync({ adopt: true });
  assert.deepEqual([summary.requests.targetWrites, summary.counts.failure], [0, 0]);
  unassign(house, house.user('ada.lovelace'));
  assert.equal((await house.sync()).summary.counts.disable, 1);
});

it('a state that a newer version has written is refused in a sentence', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  await house.sync();
  const database = new DatabaseSync(join(house.stateDirectory, 'state.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  await assert.rejects(house.sync(), (error) => {
    assert.ok(error instanceof ProvisioningFailure);
    assert.deepEqual([error.kind, error.message.includes('newer version')], ['invalidState', true]);
    return true;
  });
});

async function isRefused(attempt: Promise<unknown>): Promise<void> {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof ProvisioningFailure, String(error));
    assert.equal(error.kind, 'identity');
    assert.match(english(error.recommendedAction ?? ''), /new id.*Adopt/);
    return true;
  });
}

function addressOf(house: EngineTest): string {
  return house.params.targetCredential?.origin ?? '';
}

function changeTarget(house: EngineTest, from: string, to: string): string {
  const address = addressOf(house);
  return house.jobText.replace(address, address.replace(from, to));
}

function credentialFor(house: EngineTest, text: string): OpenJobParams['targetCredential'] {
  const { token = '' } = house.params.targetCredential ?? {};
  const address = /"target": \{[^}]*ddress": "([^"]*)"/.exec(text)?.[1] ?? '';
  return { token, origin: new URL(address).origin };
}

function requestsOf(house: EngineTest): readonly unknown[] {
  return [house.directoryServer.requestCounts(), house.target.requests()];
}

function sandboxAt(house: EngineTest, id: string): NonNullable<OpenJobParams['sandbox']> {
  const server = { baseAddress: `${addressOf(house)}/scim/v2`, token: '' };
  const dropboxBusiness = { apiAddress: addressOf(house), token: '' };
  return { id, target: server, source: { ...server, tenantId: '', servicePrincipalId: '' }, dropboxBusiness };
}

/** Makes of a state what the first version of this product kept. */
function backToFirstLayout(file: string): void {
  const database = new DatabaseSync(file);
  const links = database.prepare('SELECT type, source_id, target_id, known, disabled_because FROM link').all();
  database.exec(`
    DROP TABLE link; DROP TABLE intent; DROP TABLE link_key; DROP TABLE former_account; DROP TABLE hold;
    ALTER TABLE object DROP COLUMN unreadable;
    CREATE TABLE link (
      type TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT NOT NULL, known TEXT NOT NULL, disabled_because TEXT,
      references_read INTEGER NOT NULL, PRIMARY KEY (source_id, type)) WITHOUT ROWID;
    CREATE TABLE intent (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
    DELETE FROM meta WHERE key = 'identity';
    PRAGMA user_version = 0;
  `);
  const insert = database.prepare('INSERT INTO link VALUES (?, ?, ?, ?, ?, 1)');
  for (const row of links) {
    const known = Object.entries(JSON.parse(String(row['known'])) as Record<string, readonly unknown[]>);
    const plain = JSON.stringify(Object.fromEntries(known.map(([name, [, value]]) => [name, value])));
    insert.run(
      row['type'] as string,
      row['source_id'] as string,
      row['target_id'] as string,
      plain,
      row['disabled_because'] as string | null,
    );
  }
  database.close();
}
