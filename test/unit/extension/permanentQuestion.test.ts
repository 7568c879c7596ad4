import assert from 'node:assert/strict';
import { it } from 'node:test';
import { permanentCounts, permanentDetail } from '../../../src/extension/sync/permanentQuestion.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const names = Array.from({ length: 10 }, (_, index) => `User ${index}`);

it('what goes permanently is asked about in the words of preview and summary, ten names at most', () => {
  const many = { disable: 80, delete: 0, permanent: 76, names };
  assert.equal(
    permanentCounts(many, inEnglish),
    "80 to disable, 76 of them permanently: their invitations haven't been accepted",
  );
  assert.match(permanentDetail(many, inEnglish), /^User 0, .*User 9, and 66 more: Preview Sync shows all\.\n\nThese/);
  const one = { disable: 1, delete: 2, permanent: 2, names: ['Ada', 'Ben'] };
  assert.equal(permanentCounts(one, inEnglish), '1 to disable, 2 to delete', 'the deleted are gone anyway');
  assert.match(permanentDetail({ ...one, permanent: 1, names: ['Ada'] }, inEnglish), /^Ada\n\nThis account can’t/);
  assert.ok(!permanentDetail({ ...one, names: ['a\u001b[2J'] }, inEnglish).includes('\u001b'));
});
