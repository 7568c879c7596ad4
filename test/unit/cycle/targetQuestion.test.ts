import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Link } from '../../../src/cycle/decision.ts';
import { targetQuestion } from '../../../src/cycle/targetQuestion.ts';
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
});
