import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TargetPage } from '../../src/directories/targetDirectory.ts';
import type { ObjectType } from '../../src/protocol/provisioning.ts';
import {
  listSchema,
  refusal,
  startFakeScim,
  webPage,
  type FakeRequest,
  type FakeResponse,
  type FakeScimServer,
  type Json,
} from '../support/fakeScimServer.ts';
import { always, errorOf, kindOf, never } from '../support/scimOutcomes.ts';

/** What is read of a target that is not quite right, and what is not taken for an answer. */

/** So deep that JSON.stringify overflows the stack. */
const depth = 20_000;
const deep = (id: string): string =>
  `{"id":"${id}","userName":"${id}@x","name":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

const listOf = (resources: readonly string[], total = resources.length): FakeResponse => ({
  status: 200,
  body: `{"schemas":["${listSchema}"],"totalResults":${total},"Resources":[${resources.join(',')}]}`,
});

const isList = ({ method, path }: FakeRequest): boolean => method === 'GET' && /^\/(Users|Groups)(\?|$)/.test(path);

async function allPages(
  target: FakeScimServer,
  attributes: readonly string[],
  type: ObjectType = 'User',
): Promise<TargetPage[]> {
  const pages: TargetPage[] = [];
  for await (const page of target.directory.list(type, attributes, never)) pages.push(page);
  return pages;
}

describe('a list', () => {
  it('gives what can be read, counts what cannot, and goes on behind it', async (test) => {
    const entries = ['{"id":"1","userName":"1@x"}', '{"userName":"2@x"}', 'null', deep('4'), '{"id":5}'];
    const target = await startFakeScim(test, {
      instead: (request) => {
        if (!isList(request)) return null;
        const start = Number(/startIndex=(\d+)/.exec(request.path)?.[1]) - 1;
        return listOf(entries.slice(start, start + 2), entries.length);
      },
    });
    const pages = await allPages(target, ['userName', 'name']);
    assert.deepEqual(
      pages.map(({ objects, unreadable }) => [objects.map(({ id }) => id), unreadable]),
      [
        [['1'], 1],
        [[], 2],
        [['5'], 0],
      ],
    );
    assert.deepEqual(
      pages.map(({ totalResults }) => totalResults),
      [5, 5, 5],
    );
  });

  for (const [what, body, count, total] of [
    ['totalResults as a text', { totalResults: ' 1 ', Resources: [{ id: '1' }] }, 1, 1],
    ['totalResults that is no count', { totalResults: 'many', Resources: [{ id: '1' }] }, 1, null],
    ['no schemas, and nothing in it', { totalResults: 0 }, 0, 0],
    ['no schemas, and nothing in it, told as a text', { totalResults: '0' }, 0, 0],
    ['no schemas, and null for its resources', { totalResults: 0, Resources: null }, 0, 0],
    ['nothing but an empty list', { Resources: [] }, 0, null],
    ['other letter case', { TOTALRESULTS: 1, resources: [{ ID: 1 }] }, 1, 1],
  ] as const)
    it(`with ${what} is read`, async (test) => {
      let asked = 0;
      const target = await startFakeScim(test, {
        instead: (request) =>
          isList(request) ? (asked++ === 0 ? { status: 200, body } : listOf([], total ?? 0)) : null,
      });
      const pages = await allPages(target, []);
      assert.equal(pages.flatMap(({ objects }) => objects).length, count);
      assert.equal(pages[0]?.totalResults ?? null, total);
      asked = 0;
      assert.equal((await target.directory.query('User', 'id', '1', [], never)).length, count);
    });

  it('has ids that are numbers of any length', async (test) => {
    const long = '98765432109876543210';
    const target = await startFakeScim(test, {
      instead: (request) =>
        request.path.includes('startIndex=1&') ? listOf([`{"id":${long},"n":1.5e300}`, '{"id":7}']) : null,
    });
    const pages = await allPages(target, ['n']);
    assert.deepEqual(
      pages.flatMap(({ objects }) => objects.map(({ id }) => id)),
      [long, '7'],
    );
    assert.equal(pages[0]?.objects[0]?.values['n'], 1.5e300);
  });

  it('that is a web page or an error in a success is an error', async (test) => {
    const target = await startFakeScim(test, { instead: (request) => (isList(request) ? webPage : null) });
    assert.equal(await kindOf(allPages(target, [])), 'unreadable');
    target.behaviour.instead = (request) => (isList(request) ? { ...refusal(403), status: 200 } : null);
    assert.equal(await kindOf(allPages(target, [])), 'forbidden');
  });
});

describe('a query', () => {
  const query = (target: FakeScimServer, value: string): Promise<readonly { readonly id: string }[]> =>
    target.directory.query('User', 'userName', value, ['name'], never);

  it('gives the objects that match, although another one cannot be read', async (test) => {
    const target = await startFakeScim(test, {
      instead: (request) => (isList(request) ? listOf(['{"id":1,"userName":"1@x"}', deep('2'), '{}'], 2) : null),
    });
    assert.deepEqual(
      (await query(target, '1@X')).map(({ id }) => id),
      ['1'],
    );
  });

  for (const [what, entry] of [
    ['has no id', '{"userName":"1@x"}'],
    ['is nested too deeply', deep('1')],
    ['is no object', '"1"'],
  ] as const)
    it(`is not answered by an object that ${what}: that may be the one`, async (test) => {
      const target = await startFakeScim(test, { instead: (request) => (isList(request) ? listOf([entry]) : null) });
      const error = await errorOf(query(target, '1@x'));
      assert.deepEqual([error.kind, error.ambiguous], ['unreadable', false]);
      assert.match(error.message, /lists an object that cannot be read/);
    });
});

describe('one object', () => {
  const read = (target: FakeScimServer): Promise<unknown> => target.directory.read('User', '1', ['name'], never);

  it('is not there when the target says so: 404, or 410', async (test) => {
    const target = await startFakeScim(test);
    assert.equal(await read(target), null);
    target.behaviour.instead = always({ status: 410 }, 'GET');
    assert.equal(await read(target), null);
  });

  it('is not read from a web page, an error in a success, or what is nested too deeply', async (test) => {
    const target = await startFakeScim(test, { instead: always(webPage, 'GET') });
    assert.equal(await kindOf(read(target)), 'unreadable');
    target.behaviour.instead = always({ ...refusal(500), status: 200 }, 'GET');
    const error = await errorOf(read(target));
    assert.equal(error.kind, 'serverError');
    assert.match(error.message, /\(HTTP 200 with an error in it\): No\.$/);
    target.behaviour.instead = always({ status: 200, body: deep('1') }, 'GET');
    assert.equal(await kindOf(read(target)), 'unreadable');
  });
});

describe('members', () => {
  const held = (target: FakeScimServer): Promise<readonly string[] | null> =>
    target.directory.readReferences('Group', 'g', 'members', never);
  const telling = (members: unknown): Json => ({ id: 'g', members });

  it('may have numbers as ids, be bare ids, or stand without a list', async (test) => {
    const target = await startFakeScim(test);
    for (const [members, ids] of [
      [
        [{ value: 1 }, { value: '2' }, { display: 'nobody' }],
        ['1', '2'],
      ],
      [
        [3, '4'],
        ['3', '4'],
      ],
      [{ value: 5 }, ['5']],
      [[], []],
      [null, []],
    ] as const) {
      target.behaviour.instead = always({ status: 200, body: telling(members) }, 'GET');
      assert.deepEqual(await held(target), ids);
    }
  });

  it('that the target does not tell are unknown, not none', async (test) => {
    const target = await startFakeScim(test, { tellsMembers: 'never' });
    target.addGroup('g', ['1']);
    assert.equal(await held(target), null);
    assert.deepEqual(target.asked(), ['GET /Groups/g?attributes=members', 'GET /Groups/g']);
  });

  it('are read from the whole group where the parameter is refused', async (test) => {
    const target = await startFakeScim(test, {
      instead: ({ path }) => (path.includes('attributes=') ? refusal(400) : null),
    });
    target.addGroup('g', ['1']);
    assert.deepEqual(await held(target), ['1']);
  });
});

describe('a target that refuses to leave members out', () => {
  for (const status of [400, 403, 405, 414, 422, 501])
    it(`with ${status} is asked for whole groups from then on`, async (test) => {
      const target = await startFakeScim(test, {
        instead: ({ path }) => (path.includes('excludedAttributes') ? refusal(status) : null),
      });
      target.addGroup('g', ['1']);
      for (let index = 0; index < 2; index++) await target.directory.read('Group', 'g', ['displayName'], never);
      assert.deepEqual(target.asked(), ['GET /Groups/g?excludedAttributes=members', 'GET /Groups/g', 'GET /Groups/g']);
      for (let index = 0; index < 2; index++)
        assert.equal((await target.directory.query('Group', 'displayName', 'Readers', [], never)).length, 1);
      assert.equal(target.asked().length, 3);
    });

  it('by breaking (500) is asked without it each time', async (test) => {
    const target = await startFakeScim(test, {
      instead: ({ path }) => (path.includes('excludedAttributes') ? refusal(500) : null),
    });
    target.addGroup('g', ['1']);
    for (let index = 0; index < 2; index++)
      assert.equal((await target.directory.read('Group', 'g', ['displayName'], never))?.id, 'g');
    assert.equal(target.asked().length, 4);
  });

  it('is asked once more where it refuses all of it, and no more', async (test) => {
    const target = await startFakeScim(test, {
      instead: ({ path }) => (path.includes('/Groups') ? refusal(404) : null),
    });
    for (const requests of [2, 1]) {
      assert.equal(
        await kindOf(target.directory.query('Group', 'displayName', 'Readers', [], never)),
        'notImplemented',
      );
      assert.equal(target.asked().length, requests);
    }
    assert.equal(await target.directory.read('Group', 'g', [], never), null);
    assert.equal(target.asked().length, 1);
  });

  it('is not taken to do so when it refuses something else', async (test) => {
    const target = await startFakeScim(test, {
      instead: ({ path }) => (path.includes('filter') ? refusal(400) : null),
    });
    target.addGroup('g', ['1']);
    const query = (): Promise<unknown> => target.directory.query('Group', 'displayName', 'Readers', [], never);
    assert.equal(await kindOf(query()), 'rejected');
    assert.equal(target.asked().length, 2);
    await allPages(target, [], 'Group');
    target.asked();
    assert.equal(await kindOf(query()), 'rejected');
    assert.equal(target.asked().length, 1, 'the list has shown that the parameter is taken');
  });
});
