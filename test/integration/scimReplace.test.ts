import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  KnownReferences,
  ReferenceReceipt,
  ReferenceUpdate,
  TargetChange,
} from '../../src/directories/targetDirectory.ts';
import { refusal, startFakeScim, type Behaviour, type FakeScimServer } from '../support/fakeScimServer.ts';
import { always, errorOf, kindOf, never } from '../support/scimOutcomes.ts';

/** Objects of targets without PATCH, which are written whole: nobody may be lost who was not seen. */

type Test = Parameters<typeof startFakeScim>[0];

async function start(
  test: Test,
  behaviour: Behaviour = {},
  members: readonly string[] = ['1', '2'],
): Promise<FakeScimServer> {
  const target = await startFakeScim(test, { refusesPatch: 405, ...behaviour });
  target.addGroup('g', members);
  return target;
}

function write(target: FakeScimServer, change: Partial<ReferenceUpdate>): Promise<ReferenceReceipt> {
  const whole = { add: [], remove: [], multivalued: true, known: null, ...change };
  return target.directory.updateReferences('Group', 'g', 'members', whole, never);
}

const renamed: readonly TargetChange[] = [{ attribute: 'displayName', old: 'Readers', new: 'Bookworms' }];
const rename = (target: FakeScimServer, known: readonly KnownReferences[] = []): Promise<unknown> =>
  target.directory.update('Group', 'g', renamed, {}, never, known);

/** What was sent by PUT, first or last. */
const put = (target: FakeScimServer, which: 'first' | 'last' = 'first'): unknown =>
  target.requests.filter(({ method }) => method === 'PUT').at(which === 'first' ? 0 : -1)?.body;
const puts = (target: FakeScimServer): number => target.requests.filter(({ method }) => method === 'PUT').length;

describe('a group that is written whole keeps the members that', () => {
  it('are told', async (test) => {
    const target = await start(test);
    await write(target, { add: ['3'], remove: ['1'] });
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
    await rename(target);
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
    assert.equal(target.groups.get('g')?.['displayName'], 'Bookworms');
  });

  it('are told when they are asked for', async (test) => {
    const target = await start(test, { tellsMembers: 'asked' });
    await write(target, { add: ['3'], remove: ['1'] });
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
    await rename(target);
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
  });

  it('are known, where the target does not tell them', async (test) => {
    const target = await start(test, { tellsMembers: 'never' });
    await write(target, { add: ['3'], remove: ['1'], known: ['1', '2'] });
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
    await rename(target, [{ attribute: 'members', ids: ['2', '3'], multivalued: true }]);
    assert.deepEqual(target.membersOf('g'), ['2', '3']);
    await rename(target, [{ attribute: 'members', ids: [], multivalued: true }]);
    assert.deepEqual(put(target, 'last'), { id: 'g', displayName: 'Bookworms', members: [] });
  });

  it('are numbers, or stand without a list', async (test) => {
    const target = await start(test);
    target.groups.set('g', { id: 'g', displayName: 'Readers', Members: { value: 1 } });
    await write(target, { add: ['3'] });
    assert.deepEqual(put(target), { id: 'g', displayName: 'Readers', Members: [{ value: 1 }, { value: '3' }] });
    target.requests.length = 0;
    target.groups.set('g', { id: 'g', displayName: 'Readers', members: [{ value: 1 }, { value: 2 }] });
    await write(target, { remove: ['1'] });
    assert.deepEqual(put(target), { id: 'g', displayName: 'Readers', members: [{ value: 2 }] });
  });
});

describe('a user who is written whole', () => {
  const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
  const changes = [{ attribute: 'title', old: null, new: 'Countess' }] as const;
  const known = [{ attribute: manager, ids: ['2'], multivalued: false }] as const;

  it('keeps the manager that is known, where the target does not tell it', async (test) => {
    const target = await startFakeScim(test, { refusesPatch: 501 });
    target.users.set('1', { id: '1', userName: 'ada@x' });
    await target.directory.update('User', '1', changes, {}, never, known);
    assert.deepEqual(put(target), {
      id: '1',
      userName: 'ada@x',
      title: 'Countess',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: '2' } },
    });
  });

  it('keeps the manager that the target tells, and is given none where none is known', async (test) => {
    const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const target = await startFakeScim(test, { refusesPatch: 501 });
    target.users.set('1', { id: '1', [extension]: { manager: { value: 3 }, department: 'X' } });
    await target.directory.update('User', '1', changes, {}, never, known);
    assert.deepEqual(put(target), {
      id: '1',
      title: 'Countess',
      [extension]: { manager: { value: 3 }, department: 'X' },
    });
    target.users.set('1', { id: '1' });
    await target.directory.update('User', '1', changes, {}, never, [{ ...known[0], ids: [] }]);
    assert.deepEqual(put(target, 'last'), { id: '1', title: 'Countess' });
  });
});

describe('a group of which nobody knows who is in it', () => {
  it('is not written', async (test) => {
    const target = await start(test, { tellsMembers: 'never' });
    for (const attempt of [() => write(target, { add: ['3'] }), () => rename(target)]) {
      const error = await errorOf(attempt());
      assert.equal(error.kind, 'unknowable');
      assert.match(error.message, /does not say who is in it/);
    }
    assert.equal(puts(target), 0);
    assert.deepEqual(target.membersOf('g'), ['1', '2']);
  });

  it('is not one that says that it is empty', async (test) => {
    for (const members of [[], null]) {
      const target = await start(test, { tellsMembers: 'asked' });
      target.groups.set('g', { id: 'g', displayName: 'Readers', members });
      await rename(target);
      assert.equal(target.groups.get('g')?.['displayName'], 'Bookworms');
    }
  });

  it('is not written on the word of another object', async (test) => {
    const target = await start(test);
    target.groups.set('g', { id: 'h', displayName: 'Others', members: [] });
    assert.equal(await kindOf(rename(target)), 'unreadable');
    assert.equal(puts(target), 0);
  });
});

describe('what others change meanwhile', () => {
  /** Lets somebody join whenever the group has been read, so often. */
  const joinedBy = (target: FakeScimServer, times: number): void => {
    let left = times;
    target.behaviour.bend = (response, { method, path }) => {
      if (method !== 'GET' || !path.startsWith('/Groups') || left-- <= 0) return response;
      const group = target.groups.get('g') ?? {};
      const members = target.membersOf('g').concat(`x${left}`);
      target.groups.set('g', {
        ...group,
        members: members.map((value) => ({ value })),
        version: Number(group['version'] ?? 0) + 1,
      });
      return response;
    };
  };

  for (const etags of ['given', undefined] as const) {
    const guard = etags === undefined ? 'a second look' : 'the ETag';
    it(`is kept: ${guard} shows it`, async (test) => {
      const target = await start(test, etags === undefined ? {} : { etags });
      joinedBy(target, 1);
      await write(target, { add: ['3'] });
      assert.deepEqual(target.membersOf('g'), ['1', '2', 'x0', '3']);
    });

    it(`each time ends it: ${guard} shows it three times`, async (test) => {
      const target = await start(test, etags === undefined ? {} : { etags });
      joinedBy(target, 100);
      const error = await errorOf(write(target, { add: ['3'] }));
      assert.deepEqual([error.kind, error.ambiguous], ['changed', false]);
      assert.equal(target.membersOf('g').includes('3'), false);
    });
  }

  it('is not what only meta tells', async (test) => {
    const target = await start(test);
    target.behaviour.bend = (response, { method }) =>
      method === 'GET' && typeof response.body === 'object'
        ? { ...response, body: { ...response.body, Meta: { seen: target.requests.length } } }
        : response;
    await write(target, { add: ['3'] });
    assert.deepEqual(target.membersOf('g'), ['1', '2', '3']);
  });

  it('is guarded by meta.version where the target asks for it and gives no ETag', async (test) => {
    const target = await start(test);
    target.groups.set('g', { id: 'g', displayName: 'Readers', members: [], meta: { version: 'W/"7"' } });
    target.behaviour.instead = ({ method, headers }) =>
      method === 'PUT' && headers['if-match'] !== 'W/"7"' ? refusal(428) : null;
    await rename(target);
    assert.equal(target.groups.get('g')?.['displayName'], 'Bookworms');
  });

  it('ends it where the target asks for an ETag and gives none', async (test) => {
    const target = await start(test, { instead: always(refusal(428), 'PUT') });
    assert.equal(await kindOf(rename(target)), 'rejected');
    assert.equal(puts(target), 1);
  });
});

describe('a replacement that', () => {
  it('is refused because of some members is made without them', async (test) => {
    const target = await start(test, { refusesMembers: { ids: ['4', '6'], status: 400 } });
    const receipt = await write(target, { add: ['3', '4', '5', '6'], remove: ['1'] });
    assert.deepEqual(
      receipt.refused.map(({ id }) => id),
      ['4', '6'],
    );
    assert.deepEqual(target.membersOf('g'), ['2', '3', '5']);
  });

  it('is refused because of a member that is not found is made without it', async (test) => {
    const target = await start(test, { tellsMembers: 'never', refusesMembers: { ids: ['4'], status: 404 } });
    const receipt = await write(target, { add: ['3', '4', '5'], known: ['1', '2'] });
    assert.deepEqual(
      receipt.refused.map(({ id, error }) => [id, error.kind]),
      [['4', 'rejected']],
    );
    assert.deepEqual(target.membersOf('g'), ['1', '2', '3', '5']);
  });

  it('is answered 404 by a target that cannot PUT says so, and does not say that the object is gone', async (test) => {
    const target = await start(test, { instead: always(refusal(404), 'PUT') });
    assert.equal(await kindOf(rename(target)), 'notImplemented');
    assert.equal(await kindOf(write(target, { add: ['3'] })), 'notImplemented');
  });

  it('finds no object says so', async (test) => {
    const target = await start(test);
    target.groups.clear();
    assert.equal(await kindOf(rename(target)), 'notFound');
    assert.equal(await kindOf(write(target, { add: ['3'] })), 'notFound');
  });

  it('would have to write what is nested too deeply is not made', async (test) => {
    const target = await start(test);
    const deep = `{"id":"g","members":[],"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    target.behaviour.instead = always({ status: 200, body: deep }, 'GET');
    assert.equal(await kindOf(rename(target)), 'unknowable');
    assert.equal(puts(target), 0);
  });

  it('is contradicted by its response is not settled', async (test) => {
    const target = await start(test);
    target.behaviour.instead = always({ status: 200, body: { id: 'g', members: [{ value: '1' }] } }, 'PUT');
    assert.deepEqual(await write(target, { add: ['3'] }), { refused: [], settled: false });
  });
});

describe('an update by PATCH that is answered 404', () => {
  it('is made by PUT where the object is there, after one PATCH that changes nothing', async (test) => {
    const target = await start(test, { refusesPatch: 404 });
    await rename(target);
    await rename(target);
    assert.equal(target.groups.get('g')?.['displayName'], 'Bookworms');
    assert.deepEqual(target.membersOf('g'), ['1', '2']);
    assert.equal(target.requests.filter(({ method }) => method === 'PATCH').length, 2);
  });

  it('does not stop PATCH for others where it works', async (test) => {
    const target = await startFakeScim(test);
    target.users.set('1', { id: '1', userName: 'ada@x' });
    const change = [{ attribute: 'title', old: null, new: 'Countess' }];
    let patches = 0;
    target.behaviour.instead = ({ method }) => (method === 'PATCH' && ++patches === 1 ? refusal(404) : null);
    await target.directory.update('User', '1', change, {}, never);
    assert.equal(target.users.get('1')?.['title'], 'Countess');
    target.asked();
    await target.directory.update('User', '1', [{ attribute: 'title', old: 'Countess', new: 'Lady' }], {}, never);
    assert.deepEqual(target.asked(), ['PATCH /Users/1']);
  });
});
