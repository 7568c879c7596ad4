import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Link } from '../../../src/decision/decision.ts';
import { isOfAnother, targetQuestion } from '../../../src/decision/targetQuestion.ts';
import { adaLink, evaluate, settings, type Situation } from './support.ts';
import { disabledLink, unassigned } from './situations.ts';

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

  it('is the account before it is deleted, even where it is disabled', () => {
    const source = { ...unassigned, presence: 'hardDeleted' } as const;
    assert.equal(targetQuestion(evaluate({ source }), adaLink, [], settings).kind, 'read');
    const blocked = { ...disabledLink, disabledBecause: 'source' } as const;
    assert.equal(targetQuestion(evaluate({ source }), blocked, [], settings).kind, 'read');
  });

  it('is the account of who is deleted after having left, unless it’s known to be disabled', () => {
    const evaluated = evaluate({ source: { ...unassigned, presence: 'hardDeleted' }, link: disabledLink });
    assert.equal(targetQuestion(evaluated, disabledLink, [], settings).kind, 'nothing');
    const active = { ...disabledLink, known: adaLink.known };
    assert.equal(targetQuestion(evaluated, active, [], settings).kind, 'read');
  });
});

describe('an account is somebody else’s', () => {
  const value = (attribute: string, text: string) => ({ attribute, value: text, caseExact: true });
  const known = [
    value('externalId', '7'),
    value('userName', 'ada@example.com'),
    value('userName', 'ada.old@example.com'),
    value('mail', 'ada@example.com'),
    value('mail', 'ada.old@example.com'),
  ];
  const isAnother = (values: Readonly<Record<string, string | null>>): boolean => isOfAnother({ values }, known);

  it('when all that it shows differs', () => {
    assert.equal(isAnother({ externalId: '8', userName: 'zoe@example.com' }), true);
    assert.equal(isAnother({ externalId: '8', userName: 'zoe@example.com', mail: null }), true);
    assert.equal(isAnother({ externalId: 'zoe', userName: 'ZOE' }), true);
  });

  it('but not when anything is as it is known, or was', () => {
    assert.equal(isAnother({ externalId: '7', userName: 'zoe@example.com', mail: 'zoe@example.com' }), false);
    assert.equal(isAnother({ externalId: '8', userName: 'ADA.old@example.com ' }), false);
  });

  it('nor when one name differs, or nothing is told', () => {
    assert.equal(isAnother({ externalId: null, userName: 'zoe@example.com' }), false);
    assert.equal(isAnother({ userName: 'zoe@example.com', mail: 'zoe@example.com' }), false);
    assert.equal(isAnother({ externalId: '', userName: null }), false);
    assert.equal(isAnother({}), false);
  });
});
