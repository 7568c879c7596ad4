import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stagedCounts, stagedDocument, stagedNames } from '../../../src/extension/sync/stagedPresentation.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { StagedAction } from '../../../src/protocol/provisioning.ts';

function staged(displayName: string, traits: Partial<StagedAction> = {}): StagedAction {
  return {
    key: displayName,
    decision: null,
    source: { id: displayName, type: 'User', displayName },
    targetId: displayName,
    action: 'disable',
    permanent: false,
    members: null,
    reason: { code: 'Disable', message: 'Not assigned.', recommendedAction: null },
    since: '2026-11-29T10:00:00.000Z',
    ...traits,
  };
}

const readers = staged('Readers', {
  source: { id: 'g', type: 'Group', displayName: 'Readers' },
  action: 'removeMembers',
  members: { lost: 40, of: 41 },
});

describe('what is held back', () => {
  it('is counted by what would happen, and says what is permanent', () => {
    const permanent = staged('Ada', { permanent: true });
    assert.equal(stagedCounts([permanent, staged('Ben')], inEnglish), '2 to disable, 1 of them permanently');
    assert.equal(stagedCounts([permanent, permanent], inEnglish), '2 to disable, all of them permanently');
    const deleted = staged('Cleo', { action: 'delete', permanent: true });
    assert.equal(
      stagedCounts([staged('Ben'), deleted, readers], inEnglish),
      '1 to disable, 1 to delete, Readers loses 40 of 41 members',
    );
  });

  it('is named in order, ten at most, with each cause once', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => staged(`User ${30 - index}`));
    const other = staged('Zoe', { reason: { code: 'x', message: 'Blocked.', recommendedAction: null } });
    assert.equal(
      stagedNames([other, ...crowd], inEnglish),
      'User 1, User 2, User 3, User 4, User 5, User 6, User 7, User 8, User 9, User 10: Not assigned.\n… and 21 more.',
    );
    assert.equal(stagedNames([other, staged('Ada')], inEnglish).split('\n').length, 2);
  });

  it('is listed whole in a document, and no name is Markdown', () => {
    const text = stagedDocument(
      'Dropbox',
      [staged('<b>*Ada*'), readers, staged('Ben', { permanent: true })],
      inEnglish,
    );
    assert.match(text, /&lt;b&gt;\\\*Ada/);
    assert.match(text, /Remove 40 of 41 members/);
    assert.match(text, /⚠ Ben \| Disable, permanently/);
    assert.match(stagedDocument('Dropbox', [], inEnglish), /holds nothing back/);
  });
});
