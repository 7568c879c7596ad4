import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DecisionAction } from '../../../src/protocol/provisioning.ts';
import {
  ada,
  adaInTarget,
  adaLink,
  confirmed,
  decideSituation,
  defaultAccess,
  readers,
  readersLink,
  target,
  userRole,
  type Situation,
} from './support.ts';
import {
  by,
  disabled,
  disabledLink,
  hardDeleted,
  hostileFilter,
  longDepartment,
  neverActive,
  onlyDefaultAccess,
  read,
  release,
  salesInput,
  salesOnly,
  softDeleted,
  unassigned,
  unassignedGroup,
  vanished,
} from './situations.ts';
import { english } from '../../../src/protocol/text.ts';

type Row = readonly [name: string, situation: Situation, action: DecisionAction, reason: string, failed?: boolean];

const rows: readonly Row[] = [
  // Who is not linked.
  ['in scope, no match', {}, 'create', 'Create'],
  ['in scope, matched and equal', { target: { kind: 'matched', object: target(), by } }, 'none', 'RedundantExport'],
  [
    'in scope, matched and different',
    { target: { kind: 'matched', object: target({ values: { ...adaInTarget, active: false } }), by } },
    'update',
    'Update',
  ],
  [
    'in scope, several matches',
    { target: { kind: 'severalMatches', ids: ['1', '2'], by } },
    'skip',
    'DuplicateTargetEntries',
    true,
  ],
  [
    'in scope, the match is another’s',
    { target: { kind: 'taken', otherSourceId: 'ben', by } },
    'skip',
    'DuplicateSourceEntries',
    true,
  ],
  ['unassigned', { source: unassigned }, 'skip', 'NotEffectivelyEntitled'],
  ['assigned by Default Access only', { source: onlyDefaultAccess }, 'skip', 'NotEffectivelyEntitled'],
  [
    'assigned by Default Access only, which is included',
    { source: onlyDefaultAccess, settings: { includeDefaultAccess: true } },
    'create',
    'Create',
  ],
  [
    'assigned by Default Access and by a role',
    { source: { ...ada, assignments: [defaultAccess, userRole] } },
    'create',
    'Create',
  ],
  ['unassigned, everybody is in scope', { source: unassigned, settings: { scope: 'all' } }, 'create', 'Create'],
  ['disabled in the source', { source: disabled }, 'skip', 'NotEffectivelyEntitled'],
  ['soft-deleted', { source: softDeleted }, 'skip', 'SoftDeletedInSource'],
  ['hard-deleted', { source: hardDeleted }, 'skip', 'HardDeletedInSource'],
  ['not let through by the filter', { mapping: salesOnly }, 'skip', 'ScopingFilterFailed'],
  [
    'let through by the filter',
    { mapping: salesOnly, source: { ...ada, attributes: { ...ada.attributes, department: 'Sales' } } },
    'create',
    'Create',
  ],
  ['creation turned off', { mapping: { flowTypes: 'Update,Delete' } }, 'skip', 'CreateTurnedOff'],
  [
    'without a matching value',
    { source: { ...ada, attributes: { ...ada.attributes, userPrincipalName: null } } },
    'skip',
    'ImportSkipped',
  ],
  [
    'without a value that the target requires',
    { source: { ...ada, attributes: { ...ada.attributes, surname: null } } },
    'skip',
    'AttributeValidationFailed',
  ],
  [
    'with an expression that fails',
    { mapping: { attributes: { active: { source: { expression: 'CDate("nonsense")' } } } } },
    'skip',
    'AttributeMappingFailed',
    true,
  ],
  [
    'with a value that the attribute does not take',
    { mapping: { attributes: { active: { source: { expression: '"perhaps"' } } } } },
    'skip',
    'SchemaPropertyCanOnlyAcceptValue',
    true,
  ],
  [
    'that a mapping says to leave alone',
    { mapping: { attributes: { 'name.givenName': { source: { expression: 'IgnoreObjectFlow' } } } } },
    'skip',
    'IgnoreObjectFlow',
  ],

  // Who is linked and in scope.
  ['linked, nothing differs', { link: adaLink }, 'none', 'RedundantExport'],
  [
    'linked, a value differs',
    { link: { ...adaLink, known: confirmed({ ...adaInTarget, 'name.familyName': 'Byron' }) } },
    'update',
    'Update',
  ],
  [
    'linked, a value differs, updates turned off',
    {
      link: { ...adaLink, known: confirmed({ ...adaInTarget, 'name.familyName': 'Byron' }) },
      mapping: { flowTypes: 'Add,Delete' },
    },
    'skip',
    'UpdateTurnedOff',
  ],
  ['linked, vanished from the target', { link: adaLink, target: vanished }, 'create', 'LinkedObjectVanished'],
  ['linked, disabled before, in scope again', { link: disabledLink }, 'update', 'Update'],
  [
    'linked, disabled before, in scope again, updates turned off',
    { link: disabledLink, mapping: { flowTypes: 'Add,Delete' } },
    'skip',
    'UpdateTurnedOff',
  ],

  // Who is linked and left the scope.
  ['linked, unassigned', { source: unassigned, link: adaLink, target: read }, 'disable', 'Disable'],
  ['linked, disabled', { source: disabled, link: adaLink, target: read }, 'disable', 'Disable'],
  ['linked, soft-deleted', { source: softDeleted, link: adaLink, target: read }, 'disable', 'Disable'],
  ['linked, hard-deleted', { source: hardDeleted, link: adaLink }, 'delete', 'Delete'],
  ['linked, filtered out', { mapping: salesOnly, link: adaLink, target: read }, 'disable', 'Disable'],
  [
    'linked, unassigned, invited only',
    { source: unassigned, link: adaLink, target: { kind: 'read', object: target({ lifeCycle: 'invited' }) } },
    'disable',
    'DisableDeletesInvitedUser',
  ],
  ['linked, unassigned, disabled already', { source: unassigned, link: disabledLink }, 'none', 'RedundantExport'],
  [
    'linked, unassigned, gone from the target',
    { source: unassigned, link: adaLink, target: vanished },
    'none',
    'NotFoundInTarget',
  ],
  [
    'linked, unassigned, updates turned off',
    { source: unassigned, link: adaLink, mapping: { flowTypes: 'Add,Delete' } },
    'skip',
    'UpdateTurnedOff',
  ],
  [
    'linked, unassigned, nothing maps IsSoftDeleted',
    { source: unassigned, link: adaLink, mapping: { attributes: { active: null } } },
    'skip',
    'SoftDeleteNotMapped',
  ],
  [
    'linked, unassigned, leaving is ignored',
    { source: unassigned, link: adaLink, settings: { skipOutOfScopeDeletions: true } },
    'skip',
    'SkipOutOfScopeDeletions',
  ],
  [
    'linked, disabled, leaving the scope is ignored, but this is not that',
    { source: disabled, link: adaLink, target: read, settings: { skipOutOfScopeDeletions: true } },
    'disable',
    'Disable',
  ],
  [
    'linked, hard-deleted, deletes turned off',
    { source: hardDeleted, link: adaLink, mapping: { flowTypes: 'Add,Update' } },
    'skip',
    'DeleteTurnedOff',
  ],
  ['linked, hard-deleted, unassigned before', { source: hardDeleted, link: disabledLink }, 'skip', 'NoLongerManaged'],
  [
    'linked, hard-deleted, disabled by the source before',
    { source: hardDeleted, link: { ...disabledLink, disabledBecause: 'source' } },
    'delete',
    'Delete',
  ],

  // Who is in scope and loses access by a mapping.
  [
    'linked, the mapping of active yields False',
    { ...neverActive, link: adaLink, target: read },
    'disable',
    'DisabledByMapping',
  ],
  [
    'linked, invited only, the mapping of active yields False',
    { ...neverActive, link: adaLink, target: { kind: 'read', object: target({ lifeCycle: 'invited' }) } },
    'disable',
    'DisableDeletesInvitedUser',
  ],
  [
    'matched, the mapping of active yields False',
    { ...neverActive, target: { kind: 'matched', object: target(), by } },
    'disable',
    'DisabledByMapping',
  ],
  [
    'linked, disabled by the mapping before',
    { ...neverActive, link: { ...disabledLink, disabledBecause: 'mapping' } },
    'none',
    'RedundantExport',
  ],

  // Of whom nobody knows whether they are in scope, or who are not read.
  [
    'linked, of a filter that cannot be evaluated',
    { source: longDepartment, mapping: hostileFilter, link: adaLink },
    'skip',
    'ScopingFilterNotEvaluated',
    true,
  ],
  [
    'not linked, of a filter that cannot be evaluated',
    { source: longDepartment, mapping: hostileFilter },
    'skip',
    'ScopingFilterNotEvaluated',
    true,
  ],
  [
    'linked, unassigned, of a filter that cannot be evaluated',
    { source: { ...longDepartment, assignments: [] }, mapping: hostileFilter, link: adaLink, target: read },
    'disable',
    'Disable',
  ],
  [
    'linked, unreadable in the source',
    { source: { ...unassigned, unreadable: 'a value in it is nested too deeply.' }, link: adaLink },
    'skip',
    'ImportFailed',
    true,
  ],
  ['linked, left out by the input filter', { mapping: salesInput, link: adaLink }, 'skip', 'InputFilterFailed'],
  ['not linked, left out by the input filter', { mapping: salesInput }, 'skip', 'InputFilterFailed'],

  // Whose name somebody else needs.
  [
    'linked, out of scope and disabled, and gives up a name',
    { source: unassigned, link: disabledLink, release },
    'update',
    'NameReleased',
  ],
  [
    'linked, leaving now, and gives up a name',
    { source: unassigned, link: adaLink, target: read, release },
    'disable',
    'Disable',
  ],
  [
    'linked, hard-deleted but not managed any more, and gives up a name',
    { source: hardDeleted, link: disabledLink, release },
    'update',
    'NameReleased',
  ],
  [
    'linked, left alone out of scope, and gives up a name',
    { source: unassigned, link: adaLink, settings: { skipOutOfScopeDeletions: true }, release },
    'update',
    'NameReleased',
  ],
  [
    'linked, hard-deleted, and gives up a name by that',
    { source: hardDeleted, link: adaLink, release },
    'delete',
    'Delete',
  ],

  // Whose account is elsewhere.
  [
    'linked, unassigned, found under another id',
    { source: unassigned, link: adaLink, target: { kind: 'moved', object: target({ id: 'dbmid:new' }), by } },
    'disable',
    'Disable',
  ],
  [
    'linked, in scope, found under another id',
    { link: adaLink, target: { kind: 'moved', object: target({ id: 'dbmid:new' }), by } },
    'none',
    'RedundantExport',
  ],
  [
    'not linked, out of scope, with an account that a lost creation made',
    { source: unassigned, target: { kind: 'matched', object: target(), by }, orphan: true },
    'disable',
    'Disable',
  ],

  // Groups.
  ['group in scope', { source: readers }, 'create', 'Create'],
  ['group not assigned', { source: unassignedGroup }, 'skip', 'NotEffectivelyEntitled'],
  [
    'group that is not security-enabled',
    { source: { ...readers, attributes: { ...readers.attributes, securityEnabled: false } } },
    'skip',
    'GroupNotSecurityEnabled',
  ],
  [
    'group renamed in letter case only',
    {
      source: readers,
      link: { ...readersLink, known: { ...readersLink.known, ...confirmed({ displayName: 'READERS' }) } },
    },
    'update',
    'Update',
  ],
  ['linked group, unassigned', { source: unassignedGroup, link: readersLink }, 'delete', 'Delete'],
  [
    'linked group, soft-deleted',
    { source: { ...readers, presence: 'softDeleted' }, link: readersLink },
    'delete',
    'Delete',
  ],
  [
    'linked group, unassigned, deletes turned off',
    { source: unassignedGroup, link: readersLink, mapping: { flowTypes: 'Add,Update' } },
    'skip',
    'DeleteTurnedOff',
  ],
];

describe('the decision about an object that is', () => {
  for (const [name, situation, action, reason, failed = false] of rows) {
    it(`${name}: ${action}, ${reason}`, () => {
      const { summary } = decideSituation(situation);
      assert.deepEqual([summary.action, summary.reason.code, summary.failed], [action, reason, failed]);
      const told = summary.steps.filter(({ description }) =>
        english(description).includes(english(summary.reason.message)),
      );
      assert.equal(told.length, 1, 'one step tells the reason, and no other repeats it');
      if (failed) assert.ok(summary.reason.recommendedAction, 'a failure says what to do');
    });
  }
});
