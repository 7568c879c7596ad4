import type { Link } from '../../../src/decision/decision.ts';
import type { SourceSnapshot } from '../../../src/decision/evaluateObject.ts';
import { ada, adaInTarget, adaLink, confirmed, defaultAccess, readers, target } from './support.ts';

export const unassigned: SourceSnapshot = { ...ada, assignments: [] };
export const onlyDefaultAccess: SourceSnapshot = { ...ada, assignments: [defaultAccess] };
export const disabled: SourceSnapshot = { ...ada, accountEnabled: false };
export const softDeleted: SourceSnapshot = { ...ada, presence: 'softDeleted' };
export const hardDeleted: SourceSnapshot = { ...ada, presence: 'hardDeleted' };
export const unassignedGroup: SourceSnapshot = { ...readers, assignments: [] };
export const disabledLink: Link = {
  ...adaLink,
  known: confirmed({ ...adaInTarget, active: false }),
  disabledBecause: 'outOfScope',
};
export const vanished = { kind: 'vanished', soughtBy: [] } as const;
export const read = { kind: 'read', object: target() } as const;
export const salesOnly = {
  scope: {
    groups: [
      { clauses: [{ operatorName: 'EQUALS', sourceOperandName: 'department', targetOperand: { values: ['Sales'] } }] },
    ],
  },
};
export const by = { attribute: 'userName', value: 'ada@contoso.com', caseExact: false };

export const neverActive = { mapping: { attributes: { active: { source: { expression: '"False"' } } } } } as const;
const filterBy = (operatorName: string, value: string) => [
  { clauses: [{ operatorName, sourceOperandName: 'department', targetOperand: { values: [value] } }] },
];
export const hostileFilter = { scope: { groups: filterBy('REGEX MATCH', '^(E+)+$') } };
export const salesInput = { scope: { inputFilterGroups: filterBy('EQUALS', 'Sales') } };
export const longDepartment: SourceSnapshot = {
  ...ada,
  attributes: { ...ada.attributes, department: `${'E'.repeat(60)}ngines` },
};
export const release = { attribute: 'userName', value: 'former@contoso.com', wantedBy: 'Ada the Second' };
