import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Link } from '../../../src/cycle/decision.ts';
import type { SourceSnapshot } from '../../../src/cycle/evaluateObject.ts';
import { targetQuestion } from '../../../src/cycle/targetQuestion.ts';
import type { DecisionAction } from '../../../src/protocol/provisioning.ts';
import {
  ada,
  adaInTarget,
  adaLink,
  confirmed,
  decideSituation,
  defaultAccess,
  evaluate,
  readers,
  readersLink,
  settings,
  target,
  userRole,
  type Situation,
} from './support.ts';

type Row = readonly [name: string, situation: Situation, action: DecisionAction, reason: string, failed?: boolean];

const unassigned: SourceSnapshot = { ...ada, assignments: [] };
const onlyDefaultAccess: SourceSnapshot = { ...ada, assignments: [defaultAccess] };
const disabled: SourceSnapshot = { ...ada, accountEnabled: false };
const softDeleted: SourceSnapshot = { ...ada, presence: 'softDeleted' };
const hardDeleted: SourceSnapshot = { ...ada, presence: 'hardDeleted' };
const unassignedGroup: SourceSnapshot = { ...readers, assignments: [] };
const disabledLink: Link = {
  ...adaLink,
  known: confirmed({ ...adaInTarget, active: false }),
  disabledBecause: 'outOfScope',
};
const vanished = { kind: 'vanished', soughtBy: [] } as const;
const read = { kind: 'read', object: target() } as const;
const salesOnly = {
  scope: {
    groups: [
      { clauses: [{ operatorName: 'EQUALS', sourceOperandName: 'department', targetOperand: { values: ['Sales'] } }] },
    ],
  },
};
const by = { attribute: 'userName', value: 'ada@contoso.com', caseExact: false };

const neverActive = { mapping: { attributes: { active: { source: { expression: '"False"' } } } } } as const;
const filterBy = (operatorName: string, value: string) => [
  { clauses: [{ operatorName, sourceOperandName: 'department', targetOperand: { values: [value] } }] },
];
const hostileFilter = { scope: { groups: filterBy('REGEX MATCH', '^(E+)+$') } };
const salesInput = { scope: { inputFilterGroups: filterBy('EQUALS', 'Sales') } };
const longDepartment: SourceSnapshot = {
  ...ada,
  attributes: { ...ada.attributes, department: `${'E'.repeat(60)}ngines` },
};
const release = { attribute: 'userName', value: 'former@contoso.com', wantedBy: 'Ada the Second' };

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
      const told = summary.steps.filter(({ description }) => description.includes(summary.reason.message));
      assert.equal(told.length, 1, 'one step tells the reason, and no other repeats it');
      if (failed) assert.ok(summary.reason.recommendedAction, 'a failure says what to do');
    });
  }
});

describe('a decision', () => {
  it('about who leaves and gives up a name changes both, and an invitation that is withdrawn needs no other name', () => {
    const attributes = (situation: Situation): string[] =>
      decideSituation({ source: unassigned, link: adaLink, release, ...situation }).planned.map(
        ({ attribute }) => attribute,
      );
    assert.deepEqual(attributes({ target: read }), ['active', 'userName']);
    const invited = { kind: 'read', object: target({ lifeCycle: 'invited' }) } as const;
    assert.deepEqual(attributes({ target: invited }), ['active']);
  });

  it('that finds the account under another id goes on with that id', () => {
    const moved = { kind: 'moved', object: target({ id: 'dbmid:new' }), by } as const;
    assert.equal(decideSituation({ source: unassigned, link: adaLink, target: moved }).targetId, 'dbmid:new');
  });

  it('about an account that is not found leaves it to be looked for again', () => {
    const { after } = decideSituation({ source: unassigned, link: adaLink, target: vanished });
    assert.deepEqual(after, { kind: 'missing' });
  });

  it('about an invited user says that disabling deletes, and ends the link', () => {
    const invited = { kind: 'read', object: target({ lifeCycle: 'invited' }) } as const;
    const decision = decideSituation({ source: unassigned, link: adaLink, target: invited });
    assert.match(decision.summary.reason.message, /suspending an invited Dropbox user deletes that user/);
    assert.equal(decision.summary.destructive, true);
    assert.equal(decision.after.kind, 'none');
  });

  it('warns of that where Dropbox does not tell whether the user is invited', () => {
    const unknown = { kind: 'read', object: target({ lifeCycle: null }) } as const;
    const { summary } = decideSituation({ source: unassigned, link: adaLink, target: unknown });
    assert.match(summary.reason.message, /If the user has not accepted the Dropbox invitation yet/);
    const elsewhere = decideSituation({
      source: unassigned,
      link: adaLink,
      target: unknown,
      settings: { targetIsDropbox: false },
    });
    assert.doesNotMatch(elsewhere.summary.reason.message, /invitation/);
  });

  it('to disable changes nothing but what tells of the leaving', () => {
    const { planned } = decideSituation({
      source: { ...unassigned, attributes: { ...ada.attributes, surname: 'King' } },
      link: adaLink,
      target: read,
    });
    assert.deepEqual(planned, [{ attribute: 'active', old: true, new: false }]);
  });

  it('remembers whether the source or the scope made it disable', () => {
    const because = (situation: Situation): unknown => {
      const { after } = decideSituation(situation);
      return after.kind === 'linked' ? after.disabledBecause : after.kind;
    };
    assert.equal(because({ source: unassigned, link: adaLink, target: read }), 'outOfScope');
    assert.equal(because({ source: disabled, link: adaLink, target: read }), 'source');
    assert.equal(because({ link: disabledLink }), null);
  });

  it('shows redacted values to nobody, and exports them', () => {
    const mapping = { attributes: { 'name.familyName': { source: { expression: 'Redact([surname])' } } } };
    const { summary, planned } = decideSituation({ mapping });
    const attribute = 'name.familyName';
    assert.deepEqual(summary.changes.find((change) => change.attribute === attribute)?.new, '[Redact]');
    assert.deepEqual(planned.find((change) => change.attribute === attribute)?.new, 'Lovelace');
  });

  it('out of scope tells why in the scoping step, and in the last one what follows', () => {
    const last = (situation: Parameters<typeof decideSituation>[0]): string | undefined =>
      decideSituation(situation).summary.steps.at(-1)?.description;
    assert.equal(last({ source: { ...ada, assignments: [] } }), 'Nothing is mapped for an object out of scope.');
    assert.equal(
      last({ source: { ...readers, assignments: [] }, link: readersLink }),
      'The object in the target is deleted, since this one is out of scope.',
    );
  });

  it('names every reason for being out of scope, with what null decided', () => {
    const { summary } = decideSituation({
      source: { ...unassigned, accountEnabled: false, attributes: { ...ada.attributes, department: null } },
      mapping: salesOnly,
    });
    const scoping = summary.steps.find(({ type }) => type === 'scoping');
    assert.match(scoping?.description ?? '', /disabled in Microsoft Entra ID.*Not assigned.*scoping filter/);
    assert.match(scoping?.description ?? '', /The attribute has no value in: department EQUALS "Sales"/);
    assert.equal(scoping?.details['Filter: department EQUALS "Sales"'], 'false (the attribute has no value)');
  });
});

describe('what is asked of the target', () => {
  it('is nothing about who is out of scope and not linked', () => {
    assert.deepEqual(targetQuestion(evaluate({ source: unassigned }), null, [], settings), { kind: 'nothing' });
  });

  it('is every matching value, in the order of priority', () => {
    const evaluated = evaluate({
      mapping: { attributes: { externalId: { matchingPriority: 1 }, userName: { matchingPriority: 2 } } },
    });
    const question = targetQuestion(evaluated, null, [], settings);
    assert.equal(question.kind, 'match');
    assert.deepEqual(
      question.values.map(({ attribute }) => attribute),
      ['externalId', 'userName'],
    );
  });

  it('is the life cycle before a disable, and not when that is done already', () => {
    const questionAbout = (situation: Situation & { readonly link: Link }): string =>
      targetQuestion(evaluate(situation), situation.link, [], settings).kind;
    assert.equal(questionAbout({ source: unassigned, link: adaLink }), 'read');
    assert.equal(questionAbout({ source: unassigned, link: disabledLink }), 'nothing');
  });
});
