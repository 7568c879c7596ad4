import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ConsequenceCollector,
  type DecisionPrints,
  printOf,
} from '../../../src/engine/consequence/compareDecisions.ts';
import { countScope } from '../../../src/mappingEditor/countScope.ts';
import { isConsequence, isScopeCount } from '../../../src/protocol/mappingEditor.ts';
import type { DecisionSummary } from '../../../src/protocol/provisioning.ts';
import { english } from '../../../src/protocol/text.ts';
import { speak } from '../../../webview/language.ts';
import { consequenceText, consequenceWarning } from '../../../webview/mappingEditor/consequenceWords.ts';
import { scopeSentence } from '../../../webview/mappingEditor/scopeSentence.ts';

speak('en', undefined);

const sales = { name: 'g', clauses: [{ attribute: 'department', operator: 'EQUALS', values: ['Sales'] }] };

describe('Counting who passes a scoping filter', () => {
  const people = [
    ['Ada', { department: 'Sales', country: 'DE' }],
    ['Bo', { department: 'Legal', country: 'DE' }],
    ['Cy', { department: null, country: 'US' }],
  ] as const;
  const objects = people.map(([displayName, attributes]) => ({
    id: displayName,
    type: 'User' as const,
    displayName,
    attributes,
  }));

  it('tells passing, failing and failing because of a null apart', () => {
    const count = countScope([sales], objects);
    assert.ok(isScopeCount(count));
    assert.deepEqual([count.known, count.passed, count.failed, count.becauseOfNull], [3, 1, 2, 1]);
    assert.deepEqual(
      count.objects.map(({ name, outcome }) => [name, outcome]),
      [
        ['Cy', 'becauseOfNull'],
        ['Bo', 'failed'],
        ['Ada', 'passed'],
      ],
    );
  });

  it('does not blame a null where another clause fails for a value', () => {
    const both = {
      name: 'g',
      clauses: [...sales.clauses, { attribute: 'country', operator: 'EQUALS', values: ['DE'] }],
    };
    assert.equal(countScope([both], objects).becauseOfNull, 0);
  });

  it('counts nobody where a clause cannot be evaluated, and says why', () => {
    const several = { name: 'g', clauses: [{ attribute: 'department', operator: 'EQUALS', values: ['Sales', 'IT'] }] };
    const count = countScope([several], objects);
    assert.ok(isScopeCount(count));
    assert.deepEqual([count.passed, count.failed], [0, 0]);
    assert.match(english(count.message ?? ''), /can't be evaluated on Ada: .*compares with one value/);
    assert.match(scopeSentence([several], 'User'), /“Sales”, “IT”/);
  });

  it('names attributes that the last read did not ask for', () => {
    const unread = { name: 'g', clauses: [{ attribute: 'city', operator: 'IS NOT NULL', values: [] }] };
    assert.deepEqual(countScope([unread, sales], objects).unread, ['city']);
  });

  it('reads a filter back as a sentence', () => {
    const other = { name: '', clauses: [{ attribute: 'city', operator: 'IS NULL', values: [] }] };
    assert.equal(scopeSentence([sales], 'User'), 'Only users are provisioned for which department is “Sales”.');
    assert.equal(
      scopeSentence([sales, other], 'User'),
      'Only users are provisioned for which (department is “Sales”) or (city has no value).',
    );
    assert.match(scopeSentence([], 'Group'), /^All groups/);
    const dollar = { name: '', clauses: [{ attribute: 'a', operator: 'EQUALS', values: ['$& {0}'] }] };
    assert.match(scopeSentence([dollar], 'User'), /a is “\$& \{0\}”/);
  });
});

describe('The consequence of a change', () => {
  it('is what is decided otherwise than with the saved file, worst first', () => {
    const collector = new ConsequenceCollector(
      printsOf(decision('1', 'none'), decision('2', 'none'), decision('3', 'update', 'a'), decision('4', 'create')),
    );
    const now = [
      decision('1', 'none'),
      decision('2', 'update', 'b'),
      decision('3', 'update', 'a'),
      decision('4', 'skip'),
      decision('5', 'none'),
      decision('6', 'disable'),
    ];
    for (const each of now) collector.add(each);
    const consequence = collector.result(12.5, null);
    assert.ok(isConsequence(JSON.parse(JSON.stringify(consequence))));
    assert.deepEqual(consequence.counts.User, {
      create: 0,
      createOtherwise: 0,
      update: 1,
      disable: 1,
      delete: 0,
      skip: 1,
      failure: 0,
      none: 0,
    });
    assert.deepEqual(
      consequence.objects.map(({ name, before, action }) => [name, before, action]),
      [
        ['6', 'absent', 'disable'],
        ['2', 'none', 'update'],
        ['4', 'create', 'skip'],
      ],
    );
  });

  it('does not say that it creates whom the saved file would create too', () => {
    const collector = new ConsequenceCollector(printsOf(decision('1', 'create', 'Ada')));
    collector.add(decision('1', 'create', 'ADA'));
    collector.add(decision('2', 'disable'));
    assert.equal(
      consequenceText(collector.result(1, null)),
      'This change disables 1 user, creates 1 user with other values.',
    );
  });

  it('says what is permanent, and what accidental-deletion prevention says of it', () => {
    const invited = (id: string): DecisionSummary => ({ ...decision(id, 'disable'), destructive: true });
    const collector = new ConsequenceCollector(new Map());
    collector.add(invited('1'));
    collector.add(invited('2'));
    const all = collector.result(1, null);
    assert.equal(
      consequenceText(all),
      "This change disables 2 users, all of them permanently: their invitations haven't been accepted.",
    );
    assert.equal(consequenceWarning(all), '2 accounts are deleted permanently.');
    collector.add(decision('3', 'disable'));
    const held = '3 objects would be disabled or deleted.';
    const some = collector.result(1, held);
    assert.equal(
      consequenceText(some),
      "This change would disable 3 users, 2 of them permanently: their invitations haven't been accepted.",
    );
    assert.equal(consequenceWarning(some), held);
    assert.equal(consequenceWarning(new ConsequenceCollector(new Map()).result(1, null)), null);
  });

  it('counts everyone and lists a bounded number', () => {
    const collector = new ConsequenceCollector(new Map());
    for (let index = 0; index < 5000; index += 1)
      collector.add(decision(String(index), index === 4999 ? 'delete' : 'update'));
    const consequence = collector.result(1, null);
    assert.equal(consequence.total, 5000);
    assert.equal(consequence.objects.length, 500);
    assert.equal(consequence.objects[0]?.action, 'delete');
  });
});

function printsOf(...decisions: readonly DecisionSummary[]): DecisionPrints {
  return new Map(decisions.map((each) => [each.source.id, printOf(each)]));
}

function decision(id: string, action: DecisionSummary['action'], value = ''): DecisionSummary {
  return {
    source: { id, type: 'User', displayName: id },
    targetId: null,
    action,
    failed: false,
    reason: { code: 'x', message: 'because', recommendedAction: null },
    steps: [],
    changes: value === '' ? [] : [{ attribute: 'title', old: null, new: value }],
    destructive: action === 'delete',
  };
}
