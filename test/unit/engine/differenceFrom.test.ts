import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReferenceChange, SourceChange } from '../../../src/directories/sourceDirectory.ts';
import { differenceFrom } from '../../../src/engine/cycle/differenceFrom.ts';
import type { MirroredObject } from '../../../src/engine/store/sourceMirror.ts';

const held: MirroredObject = {
  type: 'Group',
  id: 'readers',
  displayName: 'Readers',
  attributes: { displayName: 'Readers', mail: null },
  accountEnabled: true,
  presence: 'present',
  unreadable: null,
};
const member = (id: string): ReferenceChange => ({ attribute: 'members', id, type: 'User' });

/** The difference between a mirror with two members and a group given whole. */
function difference(
  attributes: Readonly<Record<string, string | null>>,
  members: readonly string[],
  mirrored: MirroredObject | null = held,
): SourceChange | null {
  const mirror = { find: () => mirrored, references: () => (mirrored === null ? [] : ['ada', 'ben']) };
  const added = members.map(member);
  return differenceFrom(mirror, { kind: 'changed', type: 'Group', id: 'readers', attributes, added, removed: [] });
}

describe('an object that is given whole', () => {
  it('and held as it is has changed nothing; no value and null are the same', () => {
    assert.equal(difference({ displayName: 'Readers', mail: null }, ['ben', 'ada']), null);
    assert.equal(difference({ displayName: 'Readers', description: null }, ['ada', 'ben']), null);
  });

  it('tells who came and who left', () => {
    const told = difference({ displayName: 'Readers' }, ['ben', 'cleo']);
    assert.equal(told?.kind, 'changed');
    assert.deepEqual(told.added, [member('cleo')]);
    assert.deepEqual(told.removed, [{ attribute: 'members', id: 'ada', type: null }]);
  });

  it('with another value has changed, and its members have not', () => {
    const told = difference({ displayName: 'Bookworms' }, ['ada', 'ben']);
    assert.equal(told?.kind, 'changed');
    assert.deepEqual([told.added, told.removed], [[], []]);
  });

  it('and was in the recycle bin, or never seen, has changed', () => {
    assert.notEqual(difference({ displayName: 'Readers' }, ['ada', 'ben'], { ...held, presence: 'softDeleted' }), null);
    assert.notEqual(difference({ displayName: 'Readers' }, [], null), null);
  });
});
