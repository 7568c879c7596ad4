import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stagedDocument, stagedNames } from '../../../src/extension/staged/stagedPresentation.ts';
import { stagedCounts } from '../../../src/protocol/stagedCounts.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { stagedItem } from '../../../src/extension/staged/stagedItems.ts';
import { stagedSide } from '../../../src/extension/staged/stagedDiff.ts';
import type { StagedAction, StagedDetail } from '../../../src/protocol/stagedActions.ts';
import { staged } from './samples.ts';

const readers = staged('Readers', {
  source: { id: 'g', type: 'Group', displayName: 'Readers' },
  action: 'removeMembers',
  members: { lost: 40, of: 41 },
});

describe('what is held back', () => {
  it('is counted by what would happen, and says what is permanent', () => {
    const permanent = staged('Ada', { permanent: true });
    assert.equal(
      stagedCounts([permanent, staged('Ben')], inEnglish),
      "2 to disable, 1 of them permanently: the invitation hasn't been accepted",
    );
    assert.equal(
      stagedCounts([permanent, permanent], inEnglish),
      "2 to disable, all of them permanently: their invitations haven't been accepted",
    );
    const deleted = staged('Cleo', { action: 'delete', permanent: true });
    assert.equal(
      stagedCounts([staged('Ben'), deleted, readers], inEnglish),
      '1 to disable, 1 to delete, Readers loses 40 of 41 members',
    );
  });

  it('is named in order, ten at most, with each cause once, none of which goes without a name', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => staged(`User ${30 - index}`));
    const because = (message: string): Partial<StagedAction> => ({ reason: { ...readers.reason, message } });
    const other = staged('Zoe', because('Blocked.'));
    assert.equal(
      stagedNames([other, ...crowd], inEnglish),
      'User 1, User 2, User 3, User 4, User 5, User 6, User 7, User 8, User 9: Not assigned.\nZoe: Blocked.\n… and 21 more: Show Staged Deletes shows all.',
    );
    assert.equal(stagedNames([other, staged('Ada')], inEnglish).split('\n').length, 2);
    const causes = crowd.map((each, index) => ({ ...each, ...because(`Cause ${index}.`) }));
    const lines = stagedNames(causes, inEnglish).split('\n');
    assert.deepEqual([lines.length, lines.at(-1)], [11, '… and 20 more: Show Staged Deletes shows all.']);
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

describe('a staged delete in its view', () => {
  const rejected = staged('Ada', { decision: { verdict: 'rejected', at: '2026-11-29T12:00:00.000Z', by: 'ann' } });

  it('says what would happen, why, and what was decided', () => {
    const open = stagedItem(staged('Ada', { permanent: true }), inEnglish);
    assert.deepEqual([open.description, open.contextValue], ['Disable, permanently · Not assigned.', 'staged.open']);
    const item = stagedItem(rejected, inEnglish);
    assert.deepEqual([item.description, item.contextValue], ['rejected · Disable · Not assigned.', 'staged.rejected']);
    assert.match(item.tooltip, /Rejected by ann, .+: stays held back until its cause changes/);
    assert.equal(item.spoken, 'Ada, user, rejected · Disable · Not assigned.');
  });

  it('tells its state by the shape of its icon, and draws no icon of a name', () => {
    const released = staged('Ada', { decision: { verdict: 'released', at: '2026-11-29T12:00:00.000Z', by: null } });
    const icons = [staged('Ada'), staged('Ada', { permanent: true }), readers, rejected, released].map(
      (each) => stagedItem(each, inEnglish).icon,
    );
    assert.equal(new Set(icons).size, 5);
    assert.ok(!stagedItem(staged('$(bug) Ada'), inEnglish).label.includes('$(bug)'));
  });
});

describe('the diff of a staged delete', () => {
  const detail = (action: StagedAction, rest: Partial<StagedDetail> = {}): StagedDetail => ({
    action,
    before: { active: true, userName: 'ada' },
    after: { active: false, userName: 'ada' },
    members: null,
    ...rest,
  });

  it('has what the account has now beside what it would have', () => {
    for (const [side, active] of [
      ['before', 'true'],
      ['after', 'false'],
    ] as const) {
      const values = `{\n  "active": ${active},\n  "userName": "ada"\n}\n`;
      assert.equal(
        stagedSide(detail(staged('Ada')), side, inEnglish),
        `// Disable\n// Not assigned.\n${values}`,
        'the same above both, which the editor does not mark',
      );
    }
  });

  it('breaks what it says so that half a diff editor shows it', () => {
    const message = 'Left the scope: The object was deleted in Microsoft Entra ID and is in the recycle bin.';
    const text = stagedSide(detail({ ...staged('Ada'), reason: { ...readers.reason, message } }), 'after', inEnglish);
    const comments = text.split('\n').filter((line) => line.startsWith('//'));
    assert.ok(comments.length > 2 && comments.every((line) => line.length < 50), text);
  });

  it('leaves the side empty of an account that would be gone', () => {
    const gone = detail(staged('Ada', { permanent: true }), { after: null });
    assert.equal(stagedSide(gone, 'after', inEnglish), '// Disable, permanently\n// Not assigned.\n');
  });

  it('names the members who would leave, and keeps a line break in a reason within its comment', () => {
    const odd = { ...readers, reason: { ...readers.reason, message: 'Gone.\n}' } };
    const group = detail(odd, { members: { stay: ['Ben'], leave: ['Ada', 'Cleo'] } });
    assert.match(stagedSide(group, 'before', inEnglish), /"members": \[\s+"Ada",\s+"Ben",\s+"Cleo"\s+\]/);
    assert.match(stagedSide(group, 'after', inEnglish), /\/\/ Gone\. \}\n[^]*"members": \[\s+"Ben"\s+\]/);
  });
});
