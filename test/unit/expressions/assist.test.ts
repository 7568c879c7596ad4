import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Completion, completionsAt, type Surroundings } from '../../../src/expressions/assist/completions.ts';
import { wordAt } from '../../../src/expressions/assist/meaning.ts';
import { callAround } from '../../../src/expressions/assist/signature.ts';
import { textsInEnglish } from '../../../src/protocol/text.ts';

interface Attribute {
  readonly name: string;
}

const around: Surroundings<Attribute> = {
  dialect: 'provisioning',
  attributes: ['mail', 'mailNickname', 'givenName'].map((name) => ({ name })),
};

/** What is offered at the caret, which `|` marks. */
const offered = (marked: string): readonly Completion<Attribute>[] =>
  completionsAt(marked.replace('|', ''), marked.indexOf('|'), around).items;

const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);

/** The text after a completion was taken. */
function taken(marked: string, label: string): string {
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, marked.indexOf('|'), around);
  const item = items.find((each) => each.label === label);
  assert.ok(item, `${label} is offered`);
  return text.slice(0, from) + item.insert + text.slice(to);
}

describe('Completion in expressions', () => {
  it('completes functions, with parentheses where there are none', () => {
    assert.equal(taken('tol|', 'ToLower'), 'ToLower()');
    assert.equal(taken('tol|([mail])', 'ToLower'), 'ToLower([mail])');
    assert.equal(taken('Append(|, "x")', 'Now'), 'Append(Now(), "x")');
  });

  it('completes attributes with and without their bracket', () => {
    assert.equal(taken('ToLower([ma|)', 'mail'), 'ToLower([mail])');
    assert.equal(taken('ToLower([ma|])', 'mailNickname'), 'ToLower([mailNickname])');
    assert.equal(taken('ToLower(give|)', 'givenName'), 'ToLower([givenName])');
  });

  it('offers only attributes inside brackets, and a parameter’s words before everything else', () => {
    assert.deepEqual(labels('ToLower([m|'), ['mail', 'mailNickname', 'givenName']);
    assert.equal(offered('DateAdd(|')[0]?.kind, 'choice');
    assert.equal(taken('DateAdd("y|", 1, [mail])', 'yyyy'), 'DateAdd("yyyy", 1, [mail])');
  });

  it('offers each constant once, and none outside of calls', () => {
    const words = labels('InStr([mail], "@", 1, |)');
    assert.equal(words.filter((word) => word === 'vbTextCompare').length, 1);
    assert.ok(!labels('|').includes('vbTextCompare'));
  });

  it('offers nothing inside a text or after an argument', () => {
    assert.deepEqual(labels('Append([mail], "gi|")'), []);
    assert.deepEqual(labels('Append([mail] |'), []);
  });
});

describe('The call around a place', () => {
  it('is the innermost one, also when it is half-typed', () => {
    const text = 'Append(ToLower([mail]), "x"';
    assert.equal(callAround(text, 10)?.definition.name, 'Append');
    assert.equal(callAround(text, 16)?.definition.name, 'ToLower');
    assert.equal(callAround(text, text.length)?.parameter?.name, 'suffix');
    assert.equal(callAround('[mail]', 3), null);
  });
});

describe('The meaning of a word', () => {
  const meaning = (marked: string) => wordAt(marked.replace('|', ''), marked.indexOf('|'))?.meaning ?? null;

  it('is that of a function, an attribute, an operator, a constant or an argument', () => {
    assert.equal(meaning('To|Lower([mail])')?.kind, 'function');
    assert.deepEqual(meaning('ToLower([ma|il])'), { kind: 'attribute', name: 'mail' });
    assert.match(JSON.stringify(meaning('IIF([mail] |<> "", 1, 2)'), textsInEnglish), /is true when the sides differ/);
    assert.match(
      JSON.stringify(meaning('IIF([mail] = "", IgnoreAttribute|Flow, 2)')),
      /leaves the target attribute alone/,
    );
    assert.match(JSON.stringify(meaning('Append([mail], "x|")')), /"parameter":\{"name":"suffix"/);
  });

  it('is nothing for a text that nothing is called with', () => {
    assert.equal(meaning('"x|"'), null);
    assert.equal(wordAt('', 0), null);
  });
});
