import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import { killAt } from './businessKill.ts';
import { businessToken, startBusinessTest, type BusinessTest } from './businessTargetSetup.ts';
import { credential, proof, smallTenant } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const add = '^/2/team/members/add_v2$';

/** A fault that befalls the request that adds everybody, and how each failure is told. Null: the engine gets over it. */
const addFaults: readonly (readonly [name: string, fault: FaultRule, code: string | null, words: RegExp])[] = [
  ['an expired token', { kind: 'unauthorized', tag: 'expired_access_token' }, 'Unauthorized', /token has expired/],
  ['a token that is none', { kind: 'unauthorized' }, 'Unauthorized', /invalid_access_token/],
  ['a denial', { kind: 'forbidden' }, 'InsufficientRights', /invalid_account_type/],
  ['an error that nobody knows', { kind: 'conflict', tag: 'made_up' }, 'UnprocessableEntity', /made_up/],
  ['500', { kind: 'serverError' }, 'InternalServerError', /HTTP 500/],
  ['429 as JSON', { kind: 'tooManyRequests', retryAfterSeconds: 0.05 }, null, /./],
  ['429 as plain text', { kind: 'tooManyRequests', plainText: true, retryAfterSeconds: 0.05 }, null, /./],
  ['429 without a header', { kind: 'tooManyRequests', retryAfterForm: 'none', retryAfterSeconds: 0 }, null, /./],
  ['a web page', { kind: 'htmlPage' }, null, /./],
  ['half a response', { kind: 'invalidJson' }, null, /./],
  ['a connection cut before it took effect', { kind: 'cutBefore' }, null, /./],
  ['a connection cut after it took effect', { kind: 'cutAfter' }, null, /./],
  ['no response', { kind: 'hang' }, null, /./],
];

describe('adding members is answered with', () => {
  for (const [name, fault, code, words] of addFaults) {
    it(`${name}: ${code === null ? 'it is finished all the same' : 'each fails by itself'}, and nobody is there twice`, async (test) => {
      const house = await startBusinessTest(test, { fill: smallTenant(people), requestTimeoutMs: 300 });
      house.business.faults.set({ ...fault, path: add, ...(code === null ? { count: 1 } : {}) });
      const { summary, events } = await house.sync();
      const failures = events.filter(({ status }) => status === 'failure');
      assert.equal(failures.length, code === null ? 0 : people.length, JSON.stringify(failures));
      assert.equal(summary.counts.failure, failures.length);
      for (const { reason, exchange, source } of failures) {
        assert.equal(reason.code, code);
        assert.match(english(reason.message), words);
        assert.match(exchange?.response?.headers['x-dropbox-request-id'] ?? '', /^[0-9a-f]{32}$/);
        const quoted = JSON.parse(exchange?.request.body ?? '') as { new_members: { member_external_id: string }[] };
        assert.deepEqual(
          quoted.new_members.map((member) => member.member_external_id),
          [source.id],
          'nobody else is quoted',
        );
      }
      assert.equal(JSON.stringify(events).includes(businessToken), false);
      await isComplete(house, people.length);
    });
  }

  it('a job that ends after some time: its results count', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people) });
    await house.control('PUT', '/jobs', { always: true, polls: 2 });
    assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal(house.sent('team/members/add/job_status/get_v2').length, 3);
    await isComplete(house, people.length);
  });

  it('a job that fails, although it took effect: everybody is found', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people) });
    await house.control('PUT', '/jobs', { always: true, polls: 0, failure: 'internal error' });
    assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal(house.sent('team/members/add_v2').length, 1);
    await isComplete(house, people.length);
  });
});

describe('adding twenty of whom one spoils the request', () => {
  const twenty = Array.from({ length: 20 }, (_, index) => `person.${String(index).padStart(2, '0')}`);
  const spoiler = 'person.07';

  for (const [name, fault] of [
    ['500', { kind: 'serverError' }],
    ['an error that nobody knows', { kind: 'conflict', tag: 'made_up' }],
  ] as const)
    it(`with ${name} fails that one alone`, async (test) => {
      const house = await startBusinessTest(test, { fill: smallTenant(twenty) });
      house.check.onCall = ({ route, argument }) => {
        house.business.faults.clear();
        const isSpoilt = route === 'team/members/add_v2' && JSON.stringify(argument).includes(spoiler);
        if (isSpoilt) house.business.faults.set({ ...fault, path: add });
      };
      const { events } = await house.sync();
      const failures = events.filter(({ status }) => status === 'failure');
      assert.deepEqual(
        failures.map(({ source }) => source.displayName),
        ['Person 07'],
      );
      assert.equal(house.targetStore.all('User').length, 19);
      assert.ok(house.sent('team/members/add_v2').length <= 11);
      house.check.onCall = null;
      await isComplete(house, 20);
    });

  it('ends after a few requests when Dropbox fails at each', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(twenty) });
    house.business.faults.set({ kind: 'serverError', path: add });
    assert.equal((await house.sync()).summary.counts.failure, 20);
    assert.equal(house.sent('team/members/add_v2').length, 8);
    await isComplete(house, 20);
  });
});

/** Once nothing fails any more, everybody is there once, linked, and nothing is left to do. */
async function isComplete(house: BusinessTest, users: number): Promise<void> {
  house.business.faults.clear();
  await house.control('PUT', '/jobs', {});
  const { summary, events } = await house.sync({ later: 24 * 3_600_000 });
  assert.equal(summary.counts.failure, 0, JSON.stringify(events));
  assert.equal(house.targetStore.all('User').length, users);
  assert.equal((await house.sync()).summary.requests.target, proof);
}

describe('changes of members are answered with', () => {
  for (const fault of [
    { kind: 'cutAfter' },
    { kind: 'invalidJson' },
    { kind: 'htmlPage' },
    { kind: 'serverError' },
    { kind: 'hang' },
  ] satisfies FaultRule[])
    it(`${fault.kind}: the next cycles set it right`, async (test) => {
      const fill = smallTenant(people, { Crew: people });
      const house = await startBusinessTest(test, { fill, requestTimeoutMs: 300 });
      await house.sync();
      await house.acceptInvitations();
      const path = '^/2/team/(members/(set_profile_v2|suspend)|groups/(update|members/(add|remove)))$';
      house.business.faults.set({ ...fault, path, count: 3 });
      const { directory } = house;
      directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
      directory.updateObject(house.user('ben.baker'), { accountEnabled: false });
      directory.removeMember(house.group('Crew').id, house.user('cleo.carter').id);
      await house.sync();
      house.business.faults.clear();
      const { summary } = await house.sync({ later: 24 * 3_600_000 });
      assert.equal(summary.counts.failure, 0);
      assert.equal((house.targetUser('ada.lovelace')?.attributes['name'] as { familyName: string }).familyName, 'King');
      assert.equal(house.targetUser('ben.baker')?.status, 'suspended');
      assert.ok(!house.membersOf('Crew').includes('cleo.carter'));
      await house.sync({ restart: true });
      assert.equal((await house.sync()).summary.requests.target, proof);
    });
});

describe('an engine that is killed while it writes over the Business API', () => {
  for (const [route, moment] of [
    ['team/members/add_v2', 1],
    ['team/members/add_v2', 3],
    ['team/groups/create', 2],
    ['team/groups/members/add', 2],
  ] as const)
    it(`at call ${moment} of ${route} goes on where it was: nobody twice, nobody lost`, async (test) => {
      const house = await startBusinessTest(test, {
        fill: (directory) => {
          fillLoadTenant(directory, 90);
        },
      });
      await killAt(house, route, moment);
      const { summary, events } = await house.sync();
      assert.equal(summary.counts.failure, 0, JSON.stringify(events));
      assert.equal(house.targetStore.all('User').length, 90);
      const { assignments, groups } = house.directory;
      const assigned = [...assignments.values()].filter(({ principalId }) => groups.get(principalId) !== undefined);
      assert.equal(house.targetStore.all('Group').length, assigned.length);
      assert.equal((await house.sync()).summary.requests.target, proof);
      assert.equal((await house.sync({ restart: true })).summary.requests.targetWrites, 0, 'everybody is linked');
    });
});

it('a token of another team is refused before anything is done', async (test) => {
  const house = await startBusinessTest(test, { fill: smallTenant(['ada.lovelace']) });
  await house.sync();
  const { openBusinessDirectory } = await import('../../src/directories/dropboxBusiness/businessDirectory.ts');
  const learned = JSON.stringify({ teamId: 'dbtid:another' });
  const target = openBusinessDirectory({ apiAddress: house.check.address, token: businessToken, learned });
  test.after(() => target.close());
  await assert.rejects(target.prove({ type: 'User', attribute: 'userName' }, new AbortController().signal), {
    kind: 'forbidden',
    message: /the job has provisioned dbtid:another/,
  });
});

describe('a token without a scope', () => {
  const scopes = ['team_info.read', 'members.read', 'members.write', 'groups.read', 'groups.write'];

  it('to delete withdraws no invitation, names the scope, and the rest goes on', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people) });
    await house.sync();
    const job = { ...house.job, targetCredential: credential(await house.tokenWith(scopes), house.check.address) };
    house.directory.updateObject(house.user('ada.lovelace'), { accountEnabled: false });
    house.directory.updateObject(house.user('ben.baker'), { surname: 'Brewer' });
    const { events } = await house.sync({ job });
    const [failure, ...others] = events.filter(({ status }) => status === 'failure');
    assert.equal(others.length, 0);
    assert.equal(failure?.reason.code, 'InsufficientRights');
    assert.match(english(failure.reason.message), /lacks the scope members\.delete/);
    assert.match(english(failure.reason.recommendedAction ?? ''), /Tick members\.delete/);
    assert.equal(house.targetUser('ada.lovelace')?.status, 'invited');
    assert.ok(JSON.stringify(house.targetUser('ben.baker')?.attributes).includes('Brewer'));
  });

  it('is told by Test Connection, scope by scope', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 10 });
    const never = new AbortController().signal;
    const stepsWith = async (token: string): Promise<Record<string, string>> => {
      const changes = { targetCredential: credential(token, house.check.address) };
      const report = await house.withSession((session) => session.testConnection(never), changes);
      const own = report.steps.filter(({ side }) => side === 'target');
      return Object.fromEntries(own.map(({ id, status, detail }) => [id, `${status}: ${english(detail)}`]));
    };
    const all = await stepsWith(businessToken);
    assert.ok(
      Object.values(all).every((step) => step.startsWith('passed')),
      JSON.stringify(all),
    );
    assert.match(all['admin'] ?? '', /dropbox\.admin@contoso\.com/);
    assert.match(all['seats'] ?? '', /10 of 11 seats are free/);
    const few = await stepsWith(await house.tokenWith(scopes));
    assert.match(few['permission'] ?? '', /^warning: Granted: .*Missing: members\.delete\./);
    const none = await stepsWith(await house.tokenWith(['team_info.read']));
    assert.match(none['permission'] ?? '', /^failed: .*Missing: members\.read, members\.write/);
    const wrong = await stepsWith('made-up');
    assert.match(
      wrong['authentication'] ?? '',
      /^failed: Authentication failed \(HTTP 401\): Dropbox doesn’t take the access token/,
    );
    assert.match(wrong['seats'] ?? '', /^skipped/);
    assert.deepEqual(
      Object.keys(house.business.requestCounts()).filter((path) => /add_v2$|set_profile|suspend|remove$/.test(path)),
      [],
    );
  });
});
