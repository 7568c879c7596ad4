import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disabledLink, hardDeleted, read, unassigned } from './situations.ts';
import { adaLink, decideSituation, type MappingChange, type Situation } from './support.ts';

const ignores: MappingChange = {
  attributes: { active: { source: { expression: 'IIF([IsSoftDeleted], IgnoreAttributeFlow, "True")' } } },
};
const fails: MappingChange = {
  attributes: { active: { source: { expression: 'CDate(IIF([IsSoftDeleted], "nonsense", "2020-01-01"))' } } },
};
const leftActive: Situation = { source: hardDeleted, link: { ...adaLink, disabledBecause: 'outOfScope' } };
const leftDisabled: Situation = { source: hardDeleted, link: disabledLink };

const cases: readonly (readonly [name: string, situation: Situation, outcome: 'Delete' | 'NoLongerManaged'])[] = [
  ['is known to be disabled', leftDisabled, 'NoLongerManaged'],
  ['is known to be disabled, by a mapping that always flows', always(leftDisabled), 'NoLongerManaged'],
  ['is seen with access', { ...leftDisabled, target: read }, 'Delete'],
  ['is known to have access', leftActive, 'Delete'],
  ['is known to have access, and no mapping disables', { ...leftActive, mapping: noneDisables() }, 'Delete'],
  ['is known to be disabled, and no mapping disables', { ...leftDisabled, mapping: noneDisables() }, 'NoLongerManaged'],
  ['is known to have access, and the mapping ignores the leaving', { ...leftActive, mapping: ignores }, 'Delete'],
  ['is known to have access, and the mapping fails', { ...leftActive, mapping: fails }, 'Delete'],
];

function always(situation: Situation): Situation {
  return { ...situation, mapping: { attributes: { active: { flowBehavior: 'FlowAlways' } } } };
}

function noneDisables(): MappingChange {
  return { attributes: { active: null } };
}

describe('the deletion of somebody who was disabled for leaving before, when the account', () => {
  for (const [name, situation, outcome] of cases)
    it(`${name}, is ${outcome === 'Delete' ? 'passed on' : 'not passed on'}`, () => {
      assert.equal(decideSituation(situation).summary.reason.code, outcome);
    });
});

it('what the target has refused is written again where it takes access away, whatever the attribute', () => {
  const { summary } = decideSituation({
    source: unassigned,
    link: { ...adaLink, known: { ...adaLink.known, nickName: { how: 'refused', value: 'in', wanted: 'out' } } },
    mapping: {
      attributes: { active: null, nickName: { source: { expression: 'IIF([IsSoftDeleted], "out", "in")' } } },
    },
  });
  assert.equal(summary.action, 'disable');
});
