import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SectionNode } from '../../../src/extension/assignments/assignmentNodes.ts';
import { noFilter } from '../../../src/extension/assignments/assignmentsModel.ts';
import {
  isFilter,
  listWords,
  sectionCount,
  stateChoices,
} from '../../../src/extension/assignments/filterPresentation.ts';
import { jobNode } from './samples.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

describe('Filter by State', () => {
  it('offers the states that somebody is in, problems first, with how many', () => {
    const choices = stateChoices({ provisioned: 80, failed: 4, skipped: 3 }, [], inEnglish);
    assert.deepEqual(
      choices.map(({ label, count, picked }) => [label, count, picked]),
      [
        ['Failed', '4', false],
        ['Skipped', '3', false],
        ['Provisioned', '80', false],
      ],
    );
    assert.equal(new Set(choices.map(({ icon }) => icon.icon)).size, 3);
  });

  it('keeps a chosen state that nobody is in any more, so that it can be taken back', () => {
    const [held] = stateChoices({}, ['staged'], inEnglish);
    assert.deepEqual([held?.label, held?.count, held?.picked], ['Held back', '0', true]);
  });
});

describe('the title of the filtered tree', () => {
  it('says text, states and order', () => {
    const words = listWords({ text: 'ada', states: ['skipped', 'failed'] }, true, inEnglish);
    assert.deepEqual(words, ['filter: ada', 'state: failed, skipped', 'problems first']);
    assert.deepEqual(listWords(noFilter, false, inEnglish), []);
  });

  it('knows whether anybody is left out', () => {
    assert.equal(isFilter(noFilter), false);
    assert.equal(isFilter({ text: '', states: ['failed'] }), true);
    assert.equal(isFilter({ text: 'a', states: [] }), true);
  });
});

describe('the count of a section', () => {
  const section: SectionNode = {
    kind: 'section',
    id: 'User',
    type: 'User',
    total: 87,
    unfiltered: 87,
    parent: jobNode('job'),
  };

  it('says of how many under a filter', () => {
    assert.equal(sectionCount(section, inEnglish), '87');
    assert.equal(sectionCount({ ...section, total: 4 }, inEnglish), '4 of 87');
  });
});
