import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AttributeView } from '../../../src/protocol/mappingEditorView.ts';
import { completionsAt, hoverAt, signatureAt, type Surroundings } from '../../../webview/expression/assist.ts';

const attribute = (name: string): AttributeView => ({
  name,
  type: 'String',
  required: false,
  multivalued: false,
  caseExact: false,
  anchor: false,
  readOnly: false,
});
const around: Surroundings = {
  dialect: 'provisioning',
  attributes: ['mail', 'mailNickname', 'givenName'].map(attribute),
};

/** Takes a completion at the caret, which `|` marks, and marks the caret afterwards. */
function taken(marked: string, label: string): string {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, caret, around);
  const item = items.find((each) => each.label === label);
  assert.ok(item, `${label} is offered`);
  const at = from + item.caret;
  const after = text.slice(0, from) + item.insert + text.slice(to);
  return `${after.slice(0, at)}|${after.slice(at)}`;
}

const labels = (marked: string): readonly string[] =>
  completionsAt(marked.replace('|', ''), marked.indexOf('|'), around).items.map(({ label }) => label);

describe('Help with expressions', () => {
  it('completes functions and puts the caret between their parentheses', () => {
    assert.equal(taken('tol|', 'ToLower'), 'ToLower(|)');
    assert.equal(taken('tol|([mail])', 'ToLower'), 'ToLower|([mail])');
    assert.equal(taken('Append(|, "x")', 'Now'), 'Append(Now()|, "x")');
  });

  it('completes attributes with and without their bracket', () => {
    assert.equal(taken('ToLower([ma|)', 'mail'), 'ToLower([mail]|)');
    assert.equal(taken('ToLower([ma|])', 'mailNickname'), 'ToLower([mailNickname]|)');
    assert.equal(taken('ToLower(give|)', 'givenName'), 'ToLower([givenName]|)');
  });

  it('offers what begins with the typed text first, and nothing inside a text or after an argument', () => {
    assert.deepEqual(labels('ToLower([mail|').slice(0, 2), ['mail', 'mailNickname']);
    assert.deepEqual(labels('Append([mail], "gi|")'), []);
    assert.deepEqual(labels('Append([mail] |'), []);
  });

  it('tells the parameter at the caret, also in half-typed calls', () => {
    const text = 'Append(ToLower([mail]), "x"';
    assert.equal(signatureAt(text, 10)?.name, 'Append');
    assert.deepEqual(signatureAt(text, 16), { ...signatureAt(text, 20) });
    assert.equal(
      signatureAt(text, text.length)?.parameters.findIndex(({ active }) => active),
      1,
    );
    assert.equal(signatureAt('[mail]', 3), null);
  });

  it('explains functions and attributes', () => {
    assert.match(hoverAt('ToLower([mail])', 2, around) ?? '', /^ToLower\(.*\)\n/);
    assert.match(hoverAt('ToLower([mail])', 9, around) ?? '', /^mail: source attribute, String/);
    assert.match(hoverAt('[nope]', 2, around) ?? '', /no such attribute/);
    assert.equal(hoverAt('"x"', 1, around), null);
  });
});
