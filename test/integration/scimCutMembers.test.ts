import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  KnownReferences,
  ReferenceReceipt,
  ReferenceUpdate,
  TargetChange,
} from '../../src/directories/targetDirectory.ts';
import { startFakeScim, type Behaviour, type FakeScimServer } from '../support/fakeScimServer.ts';
import { errorOf, never } from '../support/scimOutcomes.ts';

/** Groups of targets without PATCH that show only some of their members: those that the job has put there stay. */

const all = ['1', '2', '3', '4'];

const cut = (behaviour: Behaviour = {}): Behaviour => ({
  ...behaviour,
  bend: (response, { method }) => {
    const { body } = response;
    if (method !== 'GET' || typeof body !== 'object' || body === null) return response;
    const { members } = body as { readonly members?: readonly unknown[] };
    return members === undefined ? response : { ...response, body: { ...body, members: members.slice(0, 1) } };
  },
});

async function start(test: Parameters<typeof startFakeScim>[0], behaviour: Behaviour): Promise<FakeScimServer> {
  const target = await startFakeScim(test, { refusesPatch: 405, ...behaviour });
  target.addGroup('g', all);
  return target;
}

function write(target: FakeScimServer, change: Partial<ReferenceUpdate>): Promise<ReferenceReceipt> {
  const whole = { add: [], remove: [], multivalued: true, known: null, ...change };
  return target.directory.updateReferences('Group', 'g', 'members', whole, never);
}

function rename(target: FakeScimServer, known: readonly KnownReferences[]): Promise<unknown> {
  const changes: readonly TargetChange[] = [{ attribute: 'displayName', old: 'Readers', new: 'Bookworms' }];
  return target.directory.update('Group', 'g', changes, {}, never, known);
}

describe('a group of which the target shows only some members', () => {
  it('keeps those that the job has put there when others come and go', async (test) => {
    const target = await start(test, cut());
    await write(target, { add: ['5'], remove: ['2'], known: all, written: all });
    assert.deepEqual(target.membersOf('g').toSorted(), ['1', '3', '4', '5']);
    await write(target, { remove: ['1', '4'], written: ['1', '3', '4', '5'] });
    assert.deepEqual(target.membersOf('g').toSorted(), ['3', '5']);
  });

  it('keeps them when it gets another name, also where others may be there', async (test) => {
    for (const whole of [true, false]) {
      const target = await start(test, cut());
      await rename(target, [{ attribute: 'members', ids: all, multivalued: true, whole }]);
      assert.deepEqual(target.membersOf('g').toSorted(), all);
    }
  });

  it('is left alone when it shows none and others may be there', async (test) => {
    const target = await start(test, { tellsMembers: 'never' });
    const known = [{ attribute: 'members', ids: all, multivalued: true, whole: false }];
    assert.equal((await errorOf(rename(target, known))).kind, 'unknowable');
    assert.equal((await errorOf(write(target, { add: ['5'], written: all }))).kind, 'unknowable');
    assert.equal(target.requests.filter(({ method }) => method === 'PUT').length, 0);
  });

  it('doesn’t get back who has no account any more, or a disabled one, where the target refuses that', async (test) => {
    const target = await start(test, cut({ refusesMembers: { ids: ['8', '9'], status: 400 } }));
    for (const id of all) target.users.set(id, { id });
    target.users.set('8', { id: '8', active: false });
    await write(target, { add: ['5'], written: [...all, '8', '9'] });
    assert.deepEqual(target.membersOf('g').toSorted(), [...all, '5']);
    await rename(target, [{ attribute: 'members', ids: [...all, '8', '9'], multivalued: true }]);
    assert.equal(target.groups.get('g')?.['displayName'], 'Bookworms');
  });
});
