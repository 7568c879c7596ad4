import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileMappings } from '../../../src/decision/compileMapping.ts';
import type { MappingSet } from '../../../src/decision/compiledMapping.ts';
import { selectMapping } from '../../../src/decision/selectMapping.ts';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import type { FilterGroup, ScopingFilter } from '../../../src/job/schema.ts';
import { ada, settings } from './support.ts';

const department = (value: string, operatorName = 'EQUALS'): FilterGroup => ({
  clauses: [{ operatorName, sourceOperandName: 'department', targetOperand: { values: [value] } }],
});

/** The user mapping of the default schema, once for each of these scopes, named by their keys. */
function usersBy(scopes: Readonly<Record<string, ScopingFilter>>): MappingSet {
  const schema = defaultSchema();
  const [rule] = schema.synchronizationRules;
  const mapping = rule?.objectMappings.find(({ sourceObjectName }) => sourceObjectName === 'User');
  if (rule === undefined || mapping === undefined) throw new Error('The default schema has no user mapping.');
  const objectMappings = Object.entries(scopes).map(([name, scope]) => ({ ...mapping, name, scope }));
  const [set] = compileMappings({ ...schema, synchronizationRules: [{ ...rule, objectMappings }] });
  if (set === undefined) throw new Error('Nothing was compiled.');
  return set;
}

/** Which mapping takes somebody of a department, and how they fare there. */
function select(set: MappingSet, who: string | null, former: string | null = null) {
  const { mapping, scope } = selectMapping(
    { ...ada, attributes: { ...ada.attributes, department: who } },
    set,
    settings,
    former,
  );
  const fares = scope.unfinished ?? scope.excluded;
  return [mapping.name, scope.inScope ? 'in' : (fares ?? scope.reasons[0])?.code];
}

describe('of several mappings for users', () => {
  const set = usersBy({ Sales: { groups: [department('Sales')] }, Engines: { groups: [department('Engines')] } });

  it('each takes those in its scope', () => {
    assert.deepEqual(select(set, 'Sales'), ['Sales', 'in']);
    assert.deepEqual(select(set, 'Engines'), ['Engines', 'in']);
  });

  it('the other takes who moves over, and only who is in the scope of none leaves', () => {
    assert.deepEqual(select(set, 'Engines', 'Sales'), ['Engines', 'in']);
    assert.deepEqual(select(set, 'Legal', 'Engines'), ['Engines', 'ScopingFilterFailed']);
    assert.deepEqual(select(set, 'Legal'), ['Sales', 'ScopingFilterFailed']);
  });

  it('none is chosen while an earlier one cannot be evaluated', () => {
    const hostile = usersBy({
      Odd: { groups: [department('^(a+)+$', 'REGEX MATCH')] },
      All: {},
    });
    assert.deepEqual(select(hostile, `${'a'.repeat(60)}!`), ['Odd', 'ScopingFilterNotEvaluated']);
    assert.deepEqual(select(hostile, 'Legal'), ['All', 'in']);
  });
});

describe('categoryFilterGroups', () => {
  const set = usersBy({
    Sales: { categoryFilterGroups: [department('Sales')] },
    Engines: { categoryFilterGroups: [department('Engines')], groups: [department('Engines')] },
  });

  it('say which mapping an object belongs to', () => {
    assert.deepEqual(select(set, 'Engines'), ['Engines', 'in']);
    assert.deepEqual(select(set, 'Sales', 'Engines'), ['Sales', 'in']);
  });

  it('leave out who belongs to none, whose account the mapping that provisioned it takes away', () => {
    assert.deepEqual(select(set, 'Legal'), ['Sales', 'CategoryFilterFailed']);
    assert.deepEqual(select(set, null, 'Engines'), ['Engines', 'ScopingFilterFailed']);
  });
});

describe('inputFilterGroups', () => {
  const set = usersBy({ Users: { inputFilterGroups: [department('Contractors', 'NOT EQUALS')] } });

  it('keep objects from being read, whether they have an account or not', () => {
    assert.deepEqual(select(set, 'Contractors'), ['Users', 'InputFilterFailed']);
    assert.deepEqual(select(set, 'Contractors', 'Users'), ['Users', 'InputFilterFailed']);
    assert.deepEqual(select(set, 'Sales'), ['Users', 'in']);
    assert.deepEqual(select(set, null), ['Users', 'in']);
  });

  it('do not keep who is deleted', () => {
    const { scope } = selectMapping(
      { ...ada, presence: 'hardDeleted', attributes: { department: 'Contractors' } },
      set,
      settings,
      'Users',
    );
    assert.deepEqual([scope.excluded, scope.reasons[0]?.code], [null, 'HardDeletedInSource']);
  });
});
