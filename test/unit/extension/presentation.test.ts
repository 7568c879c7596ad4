import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEvent } from '../../../src/extension/assignments/applyEvent.ts';
import {
  describeObject,
  nameOf,
  objectTooltip,
  spokenLabel,
  stateIcon,
} from '../../../src/extension/assignments/assignmentPresentation.ts';
import {
  stateAfterReading,
  stateBeforeReading,
  type Surroundings,
} from '../../../src/extension/assignments/assignmentsState.ts';
import { shortDateTime } from '../../../src/extension/documents/words.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { ObjectState } from '../../../src/protocol/assignedObjects.ts';
import type { ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import { assigned, event } from './samples.ts';

const skipped = assigned({
  state: 'skipped',
  roles: ['Default Access'],
  reason: {
    code: 'NotEffectivelyEntitled',
    message: 'Assigned with the Default Access role only. That is excluded.',
    recommendedAction: 'Assign an app role.',
  },
});

describe('a user in the tree', () => {
  it('is described by its role while all is well, else by its state and a short reason', () => {
    assert.equal(describeObject(assigned({ state: 'provisioned' }), inEnglish), 'User');
    assert.equal(describeObject(skipped, inEnglish), 'skipped: Assigned with the Default Access role only');
  });

  it('says when what failed is tried again, unless that is with the next cycle', () => {
    const reason = { code: 'InsufficientRights', message: 'The target refuses it.', recommendedAction: null };
    const failed = (nextAttempt: string | null): string =>
      describeObject(assigned({ state: 'failed', reason, nextAttempt }), inEnglish);
    assert.equal(failed('2026-01-01T10:00:00.000Z'), 'failed: The target refuses it');
    const later = '2999-01-01T10:00:00.000Z';
    assert.equal(failed(later), `failed · next attempt at ${shortDateTime(later)}: The target refuses it`);
    assert.equal(failed(null), 'failed · next attempt when it changes, or with Retry Now: The target refuses it');
    const tooltip = objectTooltip(
      assigned({ state: 'failed', reason, nextAttempt: '2026-01-01T10:00:00Z' }),
      inEnglish,
    );
    assert.match(tooltip, /Next attempt with the next cycle/);
  });

  it('tells a screen reader its state and the whole reason', () => {
    assert.equal(
      spokenLabel(skipped, inEnglish),
      'Ada Lovelace, user, skipped, Assigned with the Default Access role only. That is excluded.',
    );
  });

  it('has a shape of its own for each state, not a colour alone', () => {
    const states: ObjectState[] = ['notYet', 'inScope', 'provisioned', 'skipped', 'failed', 'disabled', 'staged'];
    assert.equal(new Set(states.map((state) => stateIcon(state).icon)).size, states.length);
  });

  it('shows reason, what to do, and ids in its tooltip', () => {
    const tooltip = objectTooltip(skipped, inEnglish);
    for (const text of [
      'Default Access role only',
      'Assign an app role',
      '`ada@contoso.com`',
      '`u1`',
      '- Assigned: directly',
    ])
      assert.ok(tooltip.includes(text), text);
  });

  it('shows every way of assignment, as Explain does', () => {
    const both = objectTooltip(assigned({ assignedVia: ['Sales', 'Readers'] }), inEnglish);
    assert.match(both, /- Assigned: directly, by group Sales, by group Readers/);
    const former = objectTooltip(assigned({ assignedDirectly: false, roles: [] }), inEnglish);
    assert.match(former, /- Assigned: no\b/);
  });

  it('says once that somebody is held back', () => {
    const reason = { code: 'TooManyDeletes', message: 'Left the scope: Not assigned.', recommendedAction: null };
    const held = assigned({ state: 'staged', reason, lastAction: 'stagedDelete', lastStatus: 'warning' });
    assert.equal(describeObject(held, inEnglish), 'held back: Left the scope: Not assigned');
  });

  it('cannot smuggle Markdown or HTML into its tooltip', () => {
    const tooltip = objectTooltip(assigned({ displayName: '[x](command:evil) <img src=x> $(bug)' }), inEnglish);
    assert.ok(!tooltip.includes('[x](command:evil)') && !tooltip.includes('<img') && !tooltip.includes('$(bug)'));
  });

  it('is named by its id when the directory has no name', () => {
    assert.equal(nameOf({ id: 'u1', displayName: null }), 'u1');
    assert.equal(nameOf({ id: 'u1', displayName: ' ' }), 'u1');
  });
});

describe('an event of a running sync', () => {
  const cases: readonly (readonly [Partial<ProvisioningEvent>, ObjectState])[] = [
    [{ action: 'create' }, 'provisioned'],
    [{ action: 'update' }, 'provisioned'],
    [{ action: 'disable' }, 'disabled'],
    [{ action: 'delete' }, 'disabled'],
    [{ action: 'skip', status: 'skipped' }, 'skipped'],
    [{ action: 'stagedDelete', status: 'warning' }, 'staged'],
    [{ action: 'create', status: 'failure' }, 'failed'],
    [{ action: 'none' }, 'inScope'],
  ];
  for (const [traits, state] of cases) {
    it(`${traits.action} (${traits.status ?? 'success'}) makes the user ${state}`, () => {
      const after = applyEvent(assigned({ state: 'inScope' }), event(traits));
      assert.deepEqual([after.state, after.lastEventId, after.targetId], [state, 7, 'dbmid:1']);
    });
  }
});

describe('the empty tree', () => {
  const surroundings = { folderOpen: true, jobs: 1, isValid: true, trusted: true };
  const before = (traits: Partial<Surroundings>): unknown => stateBeforeReading({ ...surroundings, ...traits });

  it('says what is missing before the engine is asked', () => {
    assert.equal(before({ jobs: 0, folderOpen: false }), 'noFolder');
    assert.equal(before({ jobs: 0 }), 'noJob');
    assert.equal(before({ isValid: false }), 'invalidJob');
    assert.equal(before({ trusted: false }), 'untrusted');
    assert.equal(before({}), null);
  });

  it('says why nobody is shown once the engine has answered', () => {
    const reading = { sourceReadAt: '2026-11-01T10:00:00Z', missing: null, total: 0, isFiltered: false };
    assert.equal(stateAfterReading({ ...reading, sourceReadAt: null }), 'notRead');
    assert.equal(stateAfterReading({ ...reading, sourceReadAt: null, missing: 'credential' }), 'noCredentials');
    assert.equal(stateAfterReading({ ...reading, sourceReadAt: null, missing: 'sandbox' }), 'noSandbox');
    assert.equal(stateAfterReading(reading), 'nothingAssigned');
    assert.equal(stateAfterReading({ ...reading, isFiltered: true }), 'noHits');
    assert.equal(stateAfterReading({ ...reading, total: 3, missing: 'credential' }), 'ready');
  });
});
