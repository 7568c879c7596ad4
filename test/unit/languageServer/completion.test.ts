import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CompletionItem, InsertTextFormat, type TextEdit } from 'vscode-languageserver';
import { completeAt } from '../../../src/languageServer/features/completion.ts';
import { edited, fixture, textAt } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

const options = { snippets: true, wordsKnown: false };

function completions(marked: string, name?: string): readonly CompletionItem[] {
  const { model, offset } = fixture(marked, name);
  return completeAt(model, offset, options);
}

function labels(marked: string, name?: string): readonly string[] {
  return completions(marked, name)
    .toSorted((one, other) => (one.sortText ?? '').localeCompare(other.sortText ?? '', 'en'))
    .map(({ label }) => label);
}

/** The expression of the document after an item was accepted. */
function accepted(expression: string, label: string): string {
  const document = fixture(jobWith(expression));
  const item = completeAt(document.model, document.offset, options).find((each) => each.label === label);
  assert.ok(item?.textEdit, `${label} is offered`);
  const written = edited(document, [item.textEdit as TextEdit]);
  return /"displayName", "source": \{ "expression": "(.*)" \}/.exec(written)?.[1] ?? written;
}

describe('completion inside an expression', () => {
  it('offers functions with a stop for each required argument', () => {
    const item = completions(jobWith('Jo‸')).find(({ label }) => label === 'Join');
    assert.equal(item?.insertTextFormat, InsertTextFormat.Snippet);
    assert.equal((item.textEdit as TextEdit).newText, 'Join(${1:separator}, ${2:source})$0');
    assert.match(JSON.stringify(item.documentation), /Example/);
  });

  it('keeps the place of an optional argument before a required one', () => {
    assert.match(accepted('‸', 'Switch'), /^Switch\(\$\{1:source\}, ,|^Switch\(\$\{1:source\}, \$\{2:/);
  });

  it('replaces the word only, and leaves parentheses that are there', () => {
    assert.equal(accepted('Join(\\"-\\", ToL‸([mail]))', 'ToLower'), 'Join(\\"-\\", ToLower([mail]))');
  });

  it('offers source attributes in brackets, after a bracket and in the middle of a name', () => {
    assert.equal(accepted('Join(\\"-\\", ‸)', 'surname'), 'Join(\\"-\\", [surname])');
    assert.equal(accepted('Join(\\"\\\\\\\\\\", [su‸)', 'surname'), 'Join(\\"\\\\\\\\\\", [surname])');
    assert.equal(accepted('Join(\\"-\\", [giv‸enName], [mail])', 'surname'), 'Join(\\"-\\", [surname], [mail])');
  });

  it('offers a parameter’s words, in quotes where it is a text', () => {
    assert.equal(accepted('InStr([mail], \\"@\\", 1, ‸)', 'vbTextCompare'), 'InStr([mail], \\"@\\", 1, vbTextCompare)');
    assert.equal(accepted('DateAdd(\\"‸\\", 1, [mail])', 'yyyy'), 'DateAdd(\\"yyyy\\", 1, [mail])');
  });

  it('offers nothing inside a text, or where an operand has just ended', () => {
    assert.deepEqual(labels(jobWith('Join(\\"a‸b\\", [mail])')), []);
    assert.deepEqual(labels(jobWith('ToLower([mail]) ‸')), []);
    assert.deepEqual(labels(jobWith('Left([mail], 1‸)')), []);
  });

  it('works while the JSON string has no end', () => {
    const text = jobWith('ToLower([m‸').replace('[m‸" }', '[m‸\n }');
    assert.ok(labels(text).includes('mail'));
  });

  it('offers no snippet to a client that has none', () => {
    const { model, offset } = fixture(jobWith('Jo‸'));
    const item = completeAt(model, offset, { ...options, snippets: false }).find(({ label }) => label === 'Join');
    assert.equal((item?.textEdit as TextEdit).newText, 'Join');
  });
});

describe('completion around expressions', () => {
  it('offers the target’s attributes: unmapped ones first, read-only ones never', () => {
    assert.deepEqual(labels(jobText({ target: '"‸"' })), ['displayName', 'title', 'userName']);
  });

  it('offers the source’s attributes in a filter clause', () => {
    assert.ok(labels(jobText({ clause: clauseText('"ma‸"', '"EQUALS"', '"x"') })).includes('mail'));
  });

  it('offers the operators that fit the attribute first', () => {
    const offered = labels(jobText({ clause: clauseText('"accountEnabled"', '"‸"', '') }));
    assert.deepEqual(offered.slice(0, 2), ['IS FALSE', 'IS NOT NULL']);
    assert.ok(offered.indexOf('IS TRUE') < offered.indexOf('EQUALS'));
  });

  it('offers the fixed words of the JSON Schema, also where no string is written yet', () => {
    assert.deepEqual(labels(jobText({ more: ', "flowBehavior": "‸"' })), ['FlowAlways', 'FlowWhenChanged']);
    const document = fixture(jobText({ more: ', "flowType": ‸' }));
    const item = completeAt(document.model, document.offset, options).find(({ label }) => label === 'ObjectAddOnly');
    assert.match(edited(document, [item?.textEdit as TextEdit]), /"flowType": "ObjectAddOnly"/);
  });

  it('leaves the fixed words of a job to an editor that completes them itself', () => {
    const { model, offset } = fixture(jobText({ more: ', "flowBehavior": "‸"' }));
    assert.deepEqual(completeAt(model, offset, { snippets: true, wordsKnown: true }), []);
  });

  it('completes one word of a list', () => {
    const document = fixture(jobText({ flowTypes: '"Add, Up‸"' }));
    const item = completeAt(document.model, document.offset, options).find(({ label }) => label === 'Update');
    assert.equal(textAt(document, (item?.textEdit as TextEdit).range), 'Up');
  });

  it('offers the objects of the rule’s directories', () => {
    assert.deepEqual(labels(jobText().replace('"sourceObjectName": "User"', '"sourceObjectName": "‸"')), ['User']);
  });

  it('offers nothing in names of members and in free text', () => {
    assert.deepEqual(labels(jobText().replace('"displayName": "Test"', '"displ‸ayName": "Test"')), []);
    assert.deepEqual(labels(jobText().replace('"displayName": "Test"', '"displayName": "T‸est"')), []);
  });
});
