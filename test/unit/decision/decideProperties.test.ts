import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Link, TargetKnowledge } from '../../../src/decision/decision.ts';
import { afterWriting, confirmedReceipt } from '../../../src/decision/knowledge.ts';
import { sameValueBy } from '../../../src/decision/plan.ts';
import type { SourceSnapshot } from '../../../src/decision/evaluateObject.ts';
import {
  ada,
  adaInTarget,
  confirmed,
  decideSituation,
  defaultAccess,
  noMatch,
  target,
  userRole,
  type Situation,
} from './support.ts';
import { english } from '../../../src/protocol/text.ts';

const text = fc.option(fc.string({ maxLength: 8 }), { nil: null });
const source: fc.Arbitrary<SourceSnapshot> = fc
  .record({
    presence: fc.constantFrom('present', 'softDeleted', 'hardDeleted'),
    accountEnabled: fc.boolean(),
    assignments: fc.subarray([userRole, defaultAccess]),
    userPrincipalName: text,
    givenName: text,
    surname: text,
  })
  .map(({ presence, accountEnabled, assignments, ...attributes }) => ({
    ...ada,
    presence,
    accountEnabled,
    assignments,
    attributes: { objectId: ada.id, ...attributes },
  }));

const values = fc
  .record({ userName: text, active: fc.boolean(), externalId: text, 'name.givenName': text, 'name.familyName': text })
  .map((held) => ({ ...adaInTarget, ...held }));

const link: fc.Arbitrary<Link | null> = fc.option(
  fc.record({
    targetId: fc.constant('dbmid:ada'),
    known: values.map(confirmed),
    disabledBecause: fc.constantFrom('outOfScope', 'source', 'mapping', null),
    leftAlone: fc.boolean(),
    mapping: fc.constant(null),
  }),
  { nil: null },
);

const knowledge = (linked: boolean): fc.Arbitrary<TargetKnowledge> =>
  linked
    ? fc.oneof(
        fc.constant<TargetKnowledge>({ kind: 'remembered' }),
        values.map((held): TargetKnowledge => ({ kind: 'read', object: target({ values: held }) })),
      )
    : fc.oneof(
        fc.constant(noMatch),
        values.map((held): TargetKnowledge => ({
          kind: 'matched',
          object: target({ values: held }),
          by: { attribute: 'userName', value: 'x', caseExact: false },
        })),
      );

const situation: fc.Arbitrary<Situation> = fc
  .record({
    source,
    link,
    settings: fc.record({
      includeDefaultAccess: fc.boolean(),
      skipOutOfScopeDeletions: fc.boolean(),
      scope: fc.constantFrom('assigned', 'all'),
    }),
    flowTypes: fc.subarray(['Add', 'Update', 'Delete']).map((words) => words.join(',')),
  })
  .chain(({ flowTypes, ...rest }) =>
    knowledge(rest.link !== null).map((told) => ({ ...rest, target: told, mapping: { flowTypes } })),
  );

describe('whatever the situation', () => {
  it('the decision is a matter of the situation alone', () => {
    fc.assert(
      fc.property(situation, (given) => {
        assert.deepEqual(decideSituation(given).summary, decideSituation(given).summary);
      }),
    );
  });

  it('once it has been carried out, nothing more is to be done', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { summary, known, planned, after, targetId, evaluated } = decideSituation(given);
        if (!['create', 'update', 'disable'].includes(summary.action) || after.kind !== 'linked') return;
        const written = Object.fromEntries(planned.map((change) => [change.attribute, change.new]));
        const link: Link = {
          targetId: targetId ?? 'created',
          known: afterWriting(known, written, confirmedReceipt, sameValueBy(evaluated.mapping)).known,
          disabledBecause: after.disabledBecause,
          leftAlone: after.leftAlone,
          mapping: null,
        };
        const next = decideSituation({ ...given, link, target: { kind: 'remembered' } });
        assert.equal(next.summary.action, 'none', english(next.summary.reason.message));
      }),
    );
  });

  it('nothing is written about who is out of scope and has no account', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { summary, evaluated } = decideSituation(given);
        if (given.link !== null || evaluated.scope.inScope || given.target?.kind !== 'noMatch') return;
        assert.equal(summary.action, 'skip');
        assert.deepEqual(summary.changes, []);
      }),
    );
  });

  it('an action that is turned off is not taken', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { action } = decideSituation(given).summary;
        const flow = given.mapping?.flowTypes ?? '';
        const needed = { create: 'Add', update: 'Update', disable: 'Update', delete: 'Delete', skip: '', none: '' };
        assert.ok(flow.includes(needed[action]), `${action} with ${flow}`);
      }),
    );
  });
});
