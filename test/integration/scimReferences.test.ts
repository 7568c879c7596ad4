import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReferenceReceipt, ReferenceUpdate } from '../../src/directories/targetDirectory.ts';
import {
  refusal,
  startFakeScim,
  userSchema,
  webPage,
  type FakeScimServer,
  type Json,
} from '../support/fakeScimServer.ts';
import { always, errorOf, kindOf, never, once } from '../support/scimOutcomes.ts';

/** Members of groups, and managers, written to targets that do not take everything. */

const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';

const numbers = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));

function write(target: FakeScimServer, change: Partial<ReferenceUpdate>, group = 'g'): Promise<ReferenceReceipt> {
  const whole = { add: [], remove: [], multivalued: true, known: null, ...change };
  return target.directory.updateReferences('Group', group, 'members', whole, never);
}

/** How many values each PATCH had, since the last call. */
function batches(target: FakeScimServer): number[] {
  const sizes = target.requests.flatMap(({ method, body }) =>
    method === 'PATCH'
      ? (body?.['Operations'] as readonly Json[]).reduce(
          (sum, { value }) => sum + (Array.isArray(value) ? value.length : 1),
          0,
        )
      : [],
  );
  target.requests.length = 0;
  return sizes;
}

async function startWithGroup(
  test: Parameters<typeof startFakeScim>[0],
  members: readonly string[] = [],
): Promise<FakeScimServer> {
  const target = await startFakeScim(test);
  target.addGroup('g', members);
  return target;
}

describe('members that the target refuses', () => {
  for (const status of [400, 404, 409, 413, 422, 500])
    it(`(${status}) do not keep the others out`, async (test) => {
      const target = await startWithGroup(test, ['old']);
      const bad = ['17', '18', '93'];
      // Apart from each other where the target breaks, since two in a row say that it is broken.
      const ids = status === 500 ? ['17', '93'] : bad;
      target.behaviour.refusesMembers = { ids, status };
      const receipt = await write(target, { add: numbers(100), remove: ['old'] });
      assert.deepEqual(
        receipt.refused.map(({ id }) => id),
        ids,
      );
      for (const { id, error } of receipt.refused)
        assert.match(error.message, new RegExp(`HTTP ${status}.*: ${id} cannot`));
      assert.equal(receipt.settled, status !== 500);
      assert.deepEqual(
        target.membersOf('g'),
        numbers(100).filter((id) => !ids.includes(id)),
      );
    });

  it('are not said to be a missing group', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.refusesMembers = { ids: ['1'], status: 404 };
    const [refused] = (await write(target, { add: ['1', '2'] })).refused;
    assert.equal(refused?.error.kind, 'rejected');
  });

  it('count as removed when they are not there', async (test) => {
    const target = await startWithGroup(test, numbers(40));
    const remove = numbers(60);
    assert.deepEqual(await write(target, { remove }), { refused: [], settled: true });
    assert.deepEqual(target.membersOf('g'), []);
    target.addGroup('g', numbers(4));
    target.behaviour.bend = (response) => (response.status === 400 ? refusal(404) : response);
    assert.deepEqual(await write(target, { remove: numbers(6) }), { refused: [], settled: true });
    assert.deepEqual(target.membersOf('g'), []);
  });
});

describe('a target that breaks', () => {
  it('on every request is asked ten times and no more', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.instead = always(refusal(500), 'PATCH');
    const error = await errorOf(write(target, { add: numbers(100) }));
    assert.deepEqual([error.kind, error.ambiguous], ['serverError', true]);
    assert.ok(batches(target).length <= 10);
  });

  it('or refuses for good after a part was written may hold that part', async (test) => {
    const target = await startWithGroup(test);
    let patches = 0;
    target.behaviour.instead = ({ method }) => (method === 'PATCH' && ++patches > 1 ? refusal(403) : null);
    const error = await errorOf(write(target, { add: numbers(150) }));
    assert.deepEqual([error.kind, error.ambiguous], ['forbidden', true]);
  });

  for (const [status, kind] of [
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [429, 'throttled'],
    [503, 'serverError'],
  ] as const)
    it(`with ${status} is not asked for parts`, async (test) => {
      const target = await startWithGroup(test);
      target.behaviour.instead = always({ ...refusal(status), headers: { 'retry-after': '1000' } }, 'PATCH');
      assert.equal(await kindOf(write(target, { add: numbers(100) })), kind);
      assert.deepEqual(batches(target), [100]);
    });

  it('or takes none of a thousand values is not asked for the others', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.instead = always(refusal(400), 'PATCH');
    assert.equal(await kindOf(write(target, { add: numbers(3000) })), 'rejected');
    assert.ok(batches(target).length < 2100);
  });
});

describe('the size of a request', () => {
  it('doubles from 100 to 2,000 values', async (test) => {
    const target = await startWithGroup(test);
    await write(target, { add: numbers(7100) });
    assert.deepEqual(batches(target), [100, 200, 400, 800, 1600, 2000, 2000]);
    assert.equal(target.membersOf('g').length, 7100);
  });

  it('grows as far as the target takes it: 20,000 members go in at most 30 requests', async (test) => {
    for (const count of [1_000, 1_500, 2_000]) {
      const target = await startWithGroup(test);
      target.behaviour.mostValues = { count, status: 413, detail: 'Too large.' };
      await write(target, { add: numbers(20_000) });
      assert.equal(target.membersOf('g').length, 20_000);
      const added = batches(target).length;
      assert.ok(added <= 30, `${added} requests of at most ${count}`);
      target.behaviour.instead = always({ status: 204 }, 'PATCH');
      await write(target, { remove: numbers(20_000) });
      const removed = batches(target).length;
      assert.ok(removed <= 30, `${removed} requests of at most ${count}`);
    }
  });

  const words: readonly (readonly [status: number, detail: string, count: number, then: number])[] = [
    [413, 'Too large.', 40, 25],
    [413, 'Send at most 20 members.', 20, 20],
    [400, 'Send at most 20 members.', 20, 20],
    [400, 'You sent 100 members. The maximum number of operations is 50', 50, 50],
    [422, 'The limit of 30 values was exceeded', 30, 30],
    [400, 'There must be fewer than 31 members', 30, 30],
    [400, 'No.', 30, 25],
  ];
  for (const [status, detail, count, then] of words)
    it(`is learned from ${status} “${detail}”, for all groups`, async (test) => {
      const target = await startWithGroup(test);
      target.addGroup('h', []);
      target.behaviour.mostValues = { count, status, detail };
      assert.deepEqual(await write(target, { add: numbers(100) }), { refused: [], settled: true });
      assert.equal(target.membersOf('g').length, 100);
      batches(target);
      await write(target, { add: numbers(then * 2) }, 'h');
      assert.deepEqual(batches(target), [then, then]);
    });

  it('is not learned from a maximum of something else', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.refusesMembers = { ids: ['5'], status: 400 };
    target.behaviour.bend = (response) =>
      response.status === 400
        ? refusal(400, 'A member has at most 1 email, and a group up to 5000 members.')
        : response;
    await write(target, { add: numbers(100) });
    batches(target);
    await write(target, { add: numbers(100, 200) });
    assert.deepEqual(batches(target), [100]);
  });
});

describe('a PATCH of members that is answered 404', () => {
  it('says that the group is gone when it is', async (test) => {
    const target = await startFakeScim(test);
    assert.equal(await kindOf(write(target, { add: ['1'] })), 'notFound');
    assert.deepEqual(target.asked().slice(1), ['PATCH /Groups/g', 'GET /Groups/g?excludedAttributes=members']);
  });

  it('says that the target cannot PATCH when one that changes nothing is refused too, which is tried once', async (test) => {
    const target = await startWithGroup(test, ['old']);
    target.behaviour.refusesPatch = 404;
    await write(target, { add: ['1'] });
    assert.deepEqual(target.membersOf('g'), ['old', '1']);
    const patches = target.requests.filter(({ method }) => method === 'PATCH');
    assert.deepEqual(patches[1]?.body?.['Operations'], [{ op: 'replace', path: 'displayName', value: 'Readers' }]);
    assert.equal(patches.length, 2);
    target.asked();
    await write(target, { add: ['2'] });
    assert.equal(target.asked().filter((request) => request.startsWith('PATCH')).length, 0);
  });

  it('is about a value when one that changes nothing is taken', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.refusesMembers = { ids: ['1'], status: 404 };
    assert.equal((await write(target, { add: ['1'] })).refused.length, 1);
    assert.deepEqual(
      target.asked().filter((request) => request.startsWith('P')),
      ['PATCH /Groups/g', 'PATCH /Groups/g'],
    );
    target.behaviour.refusesMembers = { ids: ['1'], status: 404 };
    await write(target, { add: ['1', '2'] });
    assert.equal(
      target.asked().filter((request) => request.startsWith('GET')).length,
      1,
      'PATCH has been seen to work',
    );
  });

  it('is about a value where a PATCH has worked before, and none that changes nothing is sent', async (test) => {
    const target = await startWithGroup(test);
    await write(target, { add: ['2'] });
    target.behaviour.refusesMembers = { ids: ['1'], status: 404 };
    target.asked();
    assert.equal((await write(target, { add: ['1'] })).refused.length, 1);
    assert.deepEqual(target.asked(), ['PATCH /Groups/g', 'GET /Groups/g?excludedAttributes=members']);
  });

  it('is about a value when one that changes nothing is refused for another reason', async (test) => {
    const target = await startWithGroup(test);
    let patches = 0;
    target.behaviour.instead = ({ method }) => (method === 'PATCH' ? refusal(++patches === 1 ? 404 : 403) : null);
    assert.equal((await write(target, { add: ['1'] })).refused.length, 1);
  });
});

describe('a member that the target does not find to remove it', () => {
  const notFound = refusal(400, 'None.', 'noTarget');

  it('is gone when the target does not show it, and refused when it does', async (test) => {
    const target = await startWithGroup(test);
    // Told by their addresses alone, which a value path does not name.
    target.groups.set('g', { id: 'g', members: [{ $ref: 'Users/1' }, { $ref: 'Users/2' }] });
    target.behaviour.instead = always(notFound, 'PATCH');
    const receipt = await write(target, { remove: ['1', '2', '3', '4'] });
    assert.deepEqual(
      receipt.refused.map(({ id, error }) => [id, error.kind]),
      [
        ['1', 'rejected'],
        ['2', 'rejected'],
      ],
    );
    assert.equal(target.asked().filter((request) => request.startsWith('GET /Groups')).length, 1, 'looked at once');
  });

  it('is gone when the target tells nothing of its members, or nothing at all', async (test) => {
    const target = await startWithGroup(test);
    for (const look of [refusal(500), { status: 200, body: { id: 'g' } }]) {
      target.behaviour.instead = ({ method }) => (method === 'PATCH' ? notFound : method === 'GET' ? look : null);
      assert.deepEqual((await write(target, { remove: ['1'] })).refused, []);
    }
  });
});

describe('members are settled', () => {
  const settledBy = async (
    test: Parameters<typeof startFakeScim>[0],
    body: Json | null,
    status = 200,
  ): Promise<boolean> => {
    const target = await startWithGroup(test, ['2']);
    target.behaviour.instead = always({ status, body }, 'PATCH');
    return (await write(target, { add: ['1'], remove: ['2'] })).settled;
  };

  it('by a response that agrees, or tells nothing of them', async (test) => {
    assert.equal(await settledBy(test, null, 204), true);
    assert.equal(await settledBy(test, { id: 'g', displayName: 'Readers' }), true);
    assert.equal(await settledBy(test, { id: 'g', members: [{ value: 1 }] }), true);
  });

  it('not by one that is queued, contradicts, or is something else', async (test) => {
    assert.equal(await settledBy(test, null, 202), false);
    assert.equal(await settledBy(test, { ok: true }), false);
    assert.equal(await settledBy(test, { id: 'g', members: [{ value: '1' }, { value: '2' }] }), false);
    assert.equal(await settledBy(test, { id: 'g', members: [] }), false);
    assert.equal(await settledBy(test, { id: 'other', members: [{ value: '1' }] }), false);
  });

  it('not by a web page, which is an error', async (test) => {
    const target = await startWithGroup(test);
    target.behaviour.instead = always(webPage, 'PATCH');
    const error = await errorOf(write(target, { add: ['1'] }));
    assert.deepEqual([error.kind, error.ambiguous], ['unreadable', true]);
  });
});

describe('a manager', () => {
  const set = (target: FakeScimServer, change: Partial<ReferenceUpdate>): Promise<ReferenceReceipt> =>
    target.directory.updateReferences(
      'User',
      '1',
      manager,
      { add: [], remove: [], multivalued: false, known: null, ...change },
      never,
    );

  it('that is refused is told; one that is not there need not be removed', async (test) => {
    const target = await startFakeScim(test);
    target.users.set('1', { id: '1', userName: 'ada@x', schemas: [userSchema] });
    target.behaviour.instead = once(refusal(400, 'No such user.'), 'PATCH');
    const { refused } = await set(target, { add: ['9'], remove: ['8'] });
    assert.deepEqual(
      refused.map(({ id, error }) => [id, error.kind]),
      [['9', 'rejected']],
    );
    target.behaviour.instead = once(refusal(400, 'None.', 'noTarget'), 'PATCH');
    assert.deepEqual(await set(target, { remove: ['8'] }), { refused: [], settled: true });
  });

  it('is written whole without touching anything else', async (test) => {
    const target = await startFakeScim(test, { refusesPatch: 501 });
    const extension = manager.slice(0, manager.lastIndexOf(':'));
    const ada = { id: '1', userName: 'ada@x', roles: [{ value: 'a' }], [extension]: { department: 'Engines' } };
    target.users.set('1', ada);
    await set(target, { add: ['9'] });
    assert.deepEqual(target.users.get('1'), {
      ...ada,
      [extension]: { department: 'Engines', manager: { value: '9' } },
      version: 1,
    });
    await set(target, { remove: ['9'] });
    assert.deepEqual(target.users.get('1'), { ...ada, version: 2 });
  });
});

it('nothing is asked where there is nothing to write', async (test) => {
  const target = await startWithGroup(test);
  assert.deepEqual(await write(target, {}), { refused: [], settled: true });
  assert.deepEqual(target.requests, []);
});
