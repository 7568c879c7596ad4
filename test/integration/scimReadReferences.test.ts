import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  refusal,
  startFakeScim,
  userSchema,
  webPage,
  type FakeResponse,
  type FakeScimServer,
  type Json,
} from '../support/fakeScimServer.ts';
import { enterprise, manager } from '../support/pickyScim.ts';
import { kindOf, never } from '../support/scimOutcomes.ts';

/** What an object refers to: told along with it, by name, or plainly. */

const user = (id: string, extension?: Json): Json => ({
  schemas: [userSchema],
  id,
  userName: `${id}@x`,
  ...(extension === undefined ? {} : { [enterprise]: extension }),
});
const held = (target: FakeScimServer, id = '1'): Promise<readonly string[] | null> =>
  target.directory.readReferences('User', id, manager, never);
const byName = (path: string): boolean => path.includes('?attributes=');

describe('a list and a filter tell references along', () => {
  it('as far as the objects have them', async (test) => {
    const target = await startFakeScim(test);
    target.users.set('1', user('1', { manager: { value: 2 } }));
    target.users.set('2', user('2', { department: 'Engines' }));
    target.users.set('3', user('3'));
    const told: unknown[] = [];
    for await (const { objects } of target.directory.list('User', ['userName'], never, [manager]))
      told.push(...objects.map(({ id, references }) => [id, references]));
    assert.deepEqual(told, [
      ['1', { [manager]: ['2'] }],
      ['2', { [manager]: [] }],
      ['3', {}],
    ]);
    const [found] = await target.directory.query('User', 'userName', '1@x', [], never, [manager]);
    assert.deepEqual(found?.references, { [manager]: ['2'] });
  });
});

describe('a reference without its value is the resource that its address names', () => {
  const addresses: readonly (readonly [string, readonly string[]])[] = [
    ['https://example.com/scim/v2/Users/2', ['2']],
    ['../Users/2/', ['2']],
    ['Users/a%20b?x=/y#z', ['a b']],
    ['/scim/v2/Users/%zz', ['%zz']],
    ['2', ['2']],
    ['https://example.com/scim/v2/Users/', []],
    ['https://example.com/', []],
    ['', []],
  ];
  for (const [$ref, ids] of addresses)
    it(JSON.stringify($ref), async (test) => {
      const target = await startFakeScim(test);
      target.users.set('1', user('1', { manager: { $ref } }));
      assert.deepEqual(await held(target), ids);
      target.groups.set('g', {
        id: 'g',
        displayName: 'Readers',
        members: [
          { value: null, $ref },
          { $ref, value: '3' },
        ],
      });
      assert.deepEqual(await target.directory.readReferences('Group', 'g', 'members', never), [...ids, '3']);
    });

  it('and is replaced by another, and removed, in an object that is written whole', async (test) => {
    const target = await startFakeScim(test, { refusesPatch: 501 });
    const others = [{ $ref: 'https://example.com/Users/4', display: 'Ada' }];
    target.groups.set('g', { id: 'g', displayName: 'Readers', members: [{ $ref: '/Users/2' }, ...others] });
    const change = { add: ['3', '4'], remove: ['2'], multivalued: true, known: null };
    await target.directory.updateReferences('Group', 'g', 'members', change, never);
    assert.deepEqual(target.groups.get('g')?.['members'], [{ value: '3' }, { value: '4' }]);
  });
});

it('references of another object than the one that was asked for are an unreadable response', async (test) => {
  const target = await startFakeScim(test, {
    bend: (response) => ({ ...response, body: user('2', { manager: { value: '3' } }) }),
  });
  target.users.set('1', user('1', { manager: { value: '2' } }));
  assert.equal(await kindOf(held(target)), 'unreadable');
});

describe('a reference that is asked for by name', () => {
  const failures: readonly FakeResponse[] = [
    refusal(400),
    refusal(403),
    refusal(404),
    refusal(500),
    refusal(501),
    'cut',
    webPage,
    { status: 200, body: { id: '1' } },
    { status: 200, body: { id: '1', [enterprise]: {} } },
  ];
  for (const response of failures)
    it(`is read plainly when the response is ${JSON.stringify(response)}`, async (test) => {
      const target = await startFakeScim(test, { instead: ({ path }) => (byName(path) ? response : null) });
      for (const id of ['1', '2']) target.users.set(id, user(id, { manager: { value: '3' } }));
      assert.deepEqual(await held(target), ['3']);
      target.requests.length = 0;
      assert.deepEqual(await held(target, '2'), ['3']);
      // It is not asked for by name again.
      assert.deepEqual(target.asked(), ['GET /Users/2']);
    });

  for (const [response, kind] of [
    [refusal(401), 'unauthorized'],
    [refusal(429), 'throttled'],
  ] as const)
    it(`is not read at all when the target says ${kind}`, async (test) => {
      const target = await startFakeScim(test, {
        instead: () => ({ ...response, headers: { 'retry-after': '1000' } }),
      });
      assert.equal(await kindOf(held(target)), kind);
    });

  it('of an object that is not there fails', async (test) => {
    const target = await startFakeScim(test);
    assert.equal(await kindOf(held(target)), 'notFound');
  });

  it('of which nothing is told is asked for of five objects, and no more until the next connection', async (test) => {
    const target = await startFakeScim(test);
    for (let id = 1; id <= 30; id++) target.users.set(String(id), user(String(id)));
    const all = await Promise.all([...target.users.keys()].map((id) => held(target, id)));
    assert.ok(all.every((ids) => ids === null));
    assert.equal(target.requests.length, 10);
  });
});
