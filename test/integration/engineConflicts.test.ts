import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { folded } from '../../src/decision/sameToTarget.ts';
import {
  listSchema,
  refusal,
  startFakeScim,
  userSchema,
  type Behaviour,
  type FakeScimServer,
  type FullResponse,
  type Json,
} from '../support/fakeScimServer.ts';
import { addUser, proof, smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { english } from '../../src/protocol/text.ts';

/** A target that refuses what its own filter does not find: it is looked for in the list, and named. */

const conflict = refusal(409, 'There is one already', 'uniqueness');

/** A server that takes values for the same without regard to letter case, spaces and composition, but filters exactly. */
async function startStrict(test: TestContext, hidden: readonly string[] = []): Promise<FakeScimServer> {
  const target = await startFakeScim(test);
  const isTaken = (name: unknown): boolean =>
    [...hidden, ...[...target.users.values()].map(({ userName }) => String(userName))].some(
      (held) => folded(held) === folded(String(name)),
    );
  target.behaviour.instead = ({ method, path, body }) =>
    method === 'POST' && path === '/Users' && isTaken(body?.['userName']) ? conflict : null;
  return target;
}

const account = (id: string, userName: string): Json => ({ schemas: [userSchema], id, userName, active: true });

const lists = (target: FakeScimServer): number =>
  target.requests.filter(({ method, path }) => method === 'GET' && /^\/Users\?startIndex=\d+/.test(path)).length;

/** The accounts appear when one is to be created, which is refused: no list or filter of before shows them. */
function appearLate(target: FakeScimServer, accounts: readonly Json[], refused: FullResponse): void {
  target.behaviour.instead = ({ method }) => {
    if (method !== 'POST') return null;
    for (const each of accounts) target.users.set(String(each['id']), each);
    return refused;
  };
}

/** A list that does not say how many there are proves nothing. */
const withoutTotal: NonNullable<Behaviour['bend']> = (response, { path }) =>
  path.startsWith('/Users?startIndex') && typeof response.body === 'object'
    ? { ...response, body: { ...response.body, totalResults: undefined } }
    : response;

async function start(test: TestContext, target: FakeScimServer, names: readonly string[]): Promise<EngineTest> {
  return startEngineTest(test, { fill: smallTenant(names), target });
}

describe('an account in the way of a creation', () => {
  for (const [what, held, words] of [
    ['a space at its end', 'zo\u00EB.zimmer@contoso.com ', /has a space at its end/],
    ['a space at its beginning', '\u00A0zo\u00EB.zimmer@contoso.com', /has a space at its beginning/],
    ['another composition', 'zoe\u0308.zimmer@contoso.com', /composed differently \(Unicode NFC and NFD\)/],
    ['all of it', ' ZOE\u0308.zimmer@contoso.com', /a space at its beginning, and their characters are composed/],
  ] as const)
    it(`is found in the list although it has ${what}, adopted, and the reason is named`, async (test) => {
      const target = await startStrict(test);
      target.users.set('7', account('7', held));
      const run = await start(test, target, ['zo\u00EB.zimmer', 'ada.lovelace']);
      const { summary, events } = await run.sync();
      assert.equal(summary.counts.failure, 0);
      assert.equal(target.users.size, 2);
      assert.equal(target.users.get('7')?.['userName'], 'zo\u00EB.zimmer@contoso.com');
      const [matching] = events.flatMap(({ targetId, steps }) =>
        targetId === '7' ? steps.filter(({ type }) => type === 'matching') : [],
      );
      assert.match(english(matching?.description ?? ''), words);
      assert.equal((await run.sync()).summary.requests.targetWrites, 0);
    });

  it('is found where the list is not whole, and where it came since the list was made', async (test) => {
    const target = await startStrict(test);
    target.users.set('7', account('7', 'ben.baker@contoso.com '));
    target.behaviour.bend = (response, { path }) =>
      path.startsWith('/Users?startIndex') && typeof response.body === 'object'
        ? { ...response, body: { ...response.body, totalResults: 99 } }
        : response;
    const run = await start(test, target, ['ada.lovelace', 'ben.baker']);
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.equal(target.users.size, 2);

    const other = await startStrict(test);
    const before = other.behaviour.instead;
    other.behaviour.instead = (request) => {
      if (request.method === 'POST' && other.users.size === 0)
        other.users.set('7', account('7', 'ben.baker@contoso.com '));
      return before?.(request) ?? null;
    };
    const late = await start(test, other, ['ben.baker']);
    assert.equal((await late.sync()).summary.counts.failure, 0);
    assert.equal(other.users.size, 1);
  });

  for (const status of [400, 409, 422])
    it(`is adopted whatever the status of a uniqueness error is (${status})`, async (test) => {
      const target = await startStrict(test);
      appearLate(target, [account('7', 'Ben.Baker@contoso.com')], refusal(status, 'There is one', 'uniqueness'));
      const run = await start(test, target, ['ben.baker']);
      assert.equal((await run.sync()).summary.counts.failure, 0);
      assert.deepEqual([...target.users.keys()], ['7']);
      assert.equal((await run.sync()).summary.counts.create, 0);
    });

  it('is the one that differs least, where several differ', async (test) => {
    for (const total of [undefined, 2]) {
      const target = await startStrict(test);
      appearLate(target, [account('6', 'ben.baker@contoso.com '), account('7', 'Ben.Baker@contoso.com')], conflict);
      if (total === undefined) target.behaviour.bend = withoutTotal;
      const run = await start(test, target, ['ben.baker']);
      const { summary, events } = await run.sync();
      assert.equal(summary.counts.failure, 0);
      assert.ok(events.some(({ targetId }) => targetId === '7'));
      assert.equal(target.users.get('6')?.['userName'], 'ben.baker@contoso.com ');
    }
  });

  it('is found where the list tells no total', async (test) => {
    const target = await startStrict(test);
    target.users.set('7', account('7', 'ben.baker@contoso.com\u00A0'));
    target.behaviour.bend = withoutTotal;
    const run = await start(test, target, ['ben.baker']);
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.equal(target.users.get('7')?.['userName'], 'ben.baker@contoso.com');
  });

  it('is found and adopted where it is a group', async (test) => {
    const target = await startStrict(test);
    target.groups.set('g', { id: 'g', displayName: 'Readers\u200B' });
    target.behaviour.instead = ({ method, path }) =>
      method === 'POST' && path === '/Groups' ? refusal(409, 'There is one already') : null;
    const run = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] }),
      target,
    });
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.equal(target.groups.get('g')?.['displayName'], 'Readers');
    assert.deepEqual(target.membersOf('g'), ['1']);
  });

  it('is found by a filter that takes values for the same, and nothing is created', async (test) => {
    const target = await startFakeScim(test);
    target.users.set('7', account('7', 'zoe\u0308.zimmer@contoso.com '));
    target.behaviour.instead = ({ path }) => {
      const wanted = /filter=userName eq "(.*)"/.exec(path)?.[1];
      if (wanted === undefined) return null;
      const Resources = [...target.users.values()].filter(
        ({ userName }) => folded(String(userName)) === folded(wanted),
      );
      return { status: 200, body: { schemas: [listSchema], totalResults: Resources.length, Resources } };
    };
    target.behaviour.bend = withoutTotal;
    const run = await start(test, target, ['zo\u00EB.zimmer']);
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.deepEqual(
      [...target.users.values()].map(({ userName }) => userName),
      ['zo\u00EB.zimmer@contoso.com'],
    );
    assert.equal(target.requests.filter(({ method }) => method === 'POST').length, 0);
  });

  it('that stands for somebody else is named, with the space', async (test) => {
    const target = await startStrict(test);
    const run = await start(test, target, ['ada.lovelace']);
    run.directory.updateObject(run.user('ada.lovelace'), { userPrincipalName: 'ben.baker@contoso.com ' });
    await run.sync();
    const ben = addUser(run.directory, 'ben.baker');
    assign(run.directory, ben, roles.user);
    const { events } = await run.sync();
    const reason = events.find(({ source }) => source.id === ben.id)?.reason;
    assert.equal(reason?.code, 'Conflict');
    assert.match(english(reason.message), /stands for Ada Lovelace.*the target’s has a space at its end/);
    assert.equal(target.users.size, 1);
  });

  it('that nothing shows is said to be hidden, and the list is not paged through for each', async (test) => {
    const names = Array.from({ length: 30 }, (_, index) => `user.n${index}`);
    const target = await startStrict(
      test,
      names.map((name) => `${name}@contoso.com`),
    );
    const run = await start(test, target, [...names, 'ada.lovelace']);
    const { summary, events } = await run.sync();
    assert.deepEqual([summary.counts.create, summary.counts.failure], [1, 30]);
    assert.match(
      english(events.find(({ status }) => status === 'failure')?.reason.message ?? ''),
      /There is one already\. Neither its filter nor its list/,
    );
    assert.ok(lists(target) <= 20, `${lists(target)} lists`);
  });

  it('is named where another account is to get its name', async (test) => {
    const target = await startStrict(test);
    const run = await start(test, target, ['ada.lovelace']);
    await run.sync();
    target.users.set('7', account('7', 'ben.baker@contoso.com\t'));
    const before = target.behaviour.instead;
    target.behaviour.instead = (request) => (request.method === 'PATCH' ? conflict : (before?.(request) ?? null));
    run.directory.updateObject(run.user('ada.lovelace'), { userPrincipalName: 'ben.baker@contoso.com' });
    const { events } = await run.sync();
    assert.match(
      english(events[0]?.reason.message ?? ''),
      /7 is in the way by userName.*the target’s has a space at its end/,
    );
  });

  it('is not looked for where nothing was written that tells accounts, and not where somebody else changed it', async (test) => {
    for (const status of [409, 412]) {
      const target = await startStrict(test);
      const run = await start(test, target, ['ada.lovelace']);
      await run.sync();
      target.behaviour.instead = ({ method }) => (method === 'PATCH' ? refusal(status, 'No.') : null);
      run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
      const before = lists(target);
      const { events } = await run.sync();
      assert.match(english(events[0]?.reason.message ?? ''), new RegExp(`HTTP ${status}\\): No\\.$`));
      assert.equal(lists(target), before + proof);
    }
  });
});
