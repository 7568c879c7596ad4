import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { moveItems } from '../../../src/extension/moving/moveItems.ts';
import { comparisonDocument } from '../../../src/extension/service/comparisonDocument.ts';
import { planMove } from '../../../src/moving/movePlan.ts';
import type { ExecutorDifference } from '../../../src/protocol/comparison.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { factsOf } from '../moving/moveFacts.ts';

describe('the check list of a move as a list to choose from', () => {
  it('begins with the next step, which Enter takes', () => {
    const [first, ...others] = moveItems(planMove(factsOf({ status: 'on' }), 'entra', inEnglish), inEnglish);
    assert.deepEqual([first?.act, first?.description], ['take', 'next step']);
    assert.match(first?.label ?? '', /^\$\(arrow-right\) Set Provisioning Status to off/);
    assert.deepEqual(new Set(others.map(({ act }) => act)), new Set(['notes', 'none']));
    assert.ok(
      others.some(
        ({ label, description }) => label.startsWith('$(pass-filled) 2. Create the job') && description === 'done',
      ),
    );
  });

  it('offers to look again at what has to be waited for', () => {
    const [first] = moveItems(planMove(factsOf({ running: 'sync' }), 'entra', inEnglish), inEnglish);
    assert.deepEqual([first?.label, first?.act], ['$(watch) Look Again', 'take']);
    assert.match(first?.detail ?? '', /still runs a sync/);
  });

  it('offers to keep the job file’s schema on the way back only where it differs', () => {
    const changes = [{ place: 'x', old: 'a', new: 'b' }];
    const acts = (pull: typeof changes): readonly string[] =>
      moveItems(planMove(factsOf({ executor: 'entra', pull }), 'local', inEnglish), inEnglish).map(({ act }) => act);
    assert.equal(acts(changes).includes('keepSchema'), true);
    assert.equal(acts([]).includes('keepSchema'), false);
  });
});

describe('the document of Compare Executors', () => {
  const comparison = { compared: 3, differences: 0, unseen: ['Nothing is known of *that*.'] };

  it('says that there are no differences, and what couldn’t be seen', () => {
    const text = comparisonDocument('Job', comparison, [], inEnglish);
    assert.match(text, /No differences: our engine would do with all 3 users and groups/);
    assert.match(text, /> ⚠ Nothing is known of \\\*that\\\*/);
    assert.doesNotMatch(text, /\| --- \|/);
  });

  it('lists each difference with its likely cause, and no name becomes Markdown', () => {
    const difference: ExecutorDifference = {
      source: { id: 'id-1', type: 'User', displayName: '[Ada](https://evil.example) | x' },
      ours: {
        action: 'create',
        failed: false,
        reason: { code: 'c', message: 'In scope.', recommendedAction: null },
        changes: [],
      },
      theirs: null,
      cause: 'The log tells nothing of it.',
    };
    const text = comparisonDocument('Job', { ...comparison, differences: 1 }, [difference], inEnglish);
    assert.match(text, /1 of 3 users and groups differ/);
    assert.match(
      text,
      /\| User \| .*`id-1` \| Create: In scope\\?\. \| Nothing in its log \| The log tells nothing of it\\?\. \|/,
    );
    assert.doesNotMatch(text, /\[Ada\]\(https/);
  });
});
