import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  definitionOf,
  matchingMappings,
  objectMappingsOf,
  parseFlowTypes,
  sourceAttributesIn,
} from '../../../src/job/objectMappings.ts';
import type { ObjectMapping, SynchronizationSchema } from '../../../src/job/schema.ts';

const mapping: ObjectMapping = {
  name: 'Users',
  enabled: true,
  flowTypes: 'Add',
  sourceObjectName: 'User',
  targetObjectName: 'user',
  scope: {
    groups: [{ clauses: [{ operatorName: 'IS TRUE', sourceOperandName: 'enabled' }] }],
    inputFilterGroups: [{ clauses: [{ operatorName: 'IS NULL', sourceOperandName: 'tag' }] }],
  },
  attributeMappings: [
    { targetAttributeName: 'b', source: { expression: '[b]' }, matchingPriority: 2 },
    { targetAttributeName: 'c', source: { expression: 'Join("-", [c], ToLower([d], ))' }, matchingPriority: 0 },
    { targetAttributeName: 'a', source: { expression: '[a]' }, matchingPriority: 1 },
    { targetAttributeName: 'none', source: null },
  ],
};

function schemaWith(objectMappings: readonly ObjectMapping[]): SynchronizationSchema {
  const rule = { sourceDirectoryName: 'S', targetDirectoryName: 'T' };
  return {
    synchronizationRules: [
      { ...rule, name: 'second', priority: 2, objectMappings: [] },
      { ...rule, name: 'third', priority: 3, objectMappings },
      { ...rule, name: 'first', priority: 1, objectMappings },
    ],
    directories: [
      {
        name: 'S',
        objects: [
          { name: 'User', attributes: [{ name: 'a' }] },
          { name: 'user', attributes: [{ name: 'b' }] },
          { name: 'Group', attributes: [{ name: 'c' }] },
        ],
      },
    ],
  };
}

test('flow types are read with and without blanks', () => {
  assert.deepEqual(parseFlowTypes('Add, Update,Delete'), { add: true, update: true, delete: true });
  assert.deepEqual(parseFlowTypes(' Update '), { add: false, update: true, delete: false });
  assert.deepEqual(parseFlowTypes('None'), { add: false, update: false, delete: false });
});

test('object mappings come in the order of their rules', () => {
  assert.deepEqual(
    objectMappingsOf(schemaWith([mapping])).map(({ rule }) => rule.name),
    ['first', 'third'],
  );
});

test('matching attributes come by priority', () => {
  assert.deepEqual(
    matchingMappings(mapping).map((each) => each.targetAttributeName),
    ['a', 'b'],
  );
});

test('every attribute that expressions and filters read is known', () => {
  assert.deepEqual([...sourceAttributesIn(mapping)].sort(), ['a', 'b', 'c', 'd', 'enabled', 'tag']);
});

test('objects are found exactly before they are found in another letter case; attributes only exactly', () => {
  const schema = schemaWith([]);
  assert.equal(definitionOf(schema, 'S', 'user', 'b')?.name, 'b');
  assert.equal(definitionOf(schema, 'S', 'User', 'a')?.name, 'a');
  assert.equal(definitionOf(schema, 'S', 'group', 'c')?.name, 'c');
  assert.equal(definitionOf(schema, 'S', 'Group', 'C'), undefined);
  assert.equal(definitionOf(schema, 'S', 'Role', 'a'), undefined);
  assert.equal(definitionOf(schema, 'X', 'User', 'a'), undefined);
});
