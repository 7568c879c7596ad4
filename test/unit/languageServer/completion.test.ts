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

  it('offers the operators that fit the attribute, and all while it is not known', () => {
    const offered = (attribute: string): readonly string[] =>
      labels(jobText({ clause: clauseText(attribute, '"‸"', '') }));
    assert.deepEqual(offered('"accountEnabled"'), ['IS FALSE', 'IS NOT NULL', 'IS NULL', 'IS TRUE']);
    assert.ok(offered('"mail"').includes('Includes'));
    assert.ok(!offered('"mail"').includes('Greater_Than'));
    assert.equal(offered('""').length, 14);
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

  it('offers the members that an object may still get, with what they are for', () => {
    const marked = jobText().replace('"displayName": "Test"', '"displ‸ayName": "Test"');
    assert.deepEqual(labels(marked), ['$schema', 'executor', 'provisioning']);
    assert.match(JSON.stringify(completions(marked)[1]?.documentation), /engine/);
  });

  it('offers true and false where no quote is', () => {
    assert.deepEqual(labels(jobText().replace('"enabled": true', '"enabled": ‸')), ['false', 'true']);
    assert.deepEqual(labels(jobText().replace('"enabled": true', '"enabled": "‸"')), []);
  });

  it('replaces a word that was begun without its quotes', () => {
    const document = fixture(jobText({ more: ', "flowType": Alw‸' }));
    const item = completeAt(document.model, document.offset, options).find(({ label }) => label === 'Always');
    assert.match(edited(document, [item?.textEdit as TextEdit]), /"flowType": "Always"/);
    assert.equal(item?.filterText, 'Always');
  });

  it('offers attributes and functions in the parsed form of a source, and the properties that a reference may name', () => {
    const parsed = (type: string): readonly string[] =>
      labels(jobText({ source: `{ "expression": "[mail]", "name": "‸", "type": "${type}" }` }));
    assert.ok(parsed('Attribute').includes('surname'));
    assert.ok(parsed('Function').includes('ToLower'));
    assert.deepEqual(parsed('Constant'), []);
    const reference =
      '"multivalued": true, "referencedObjects": [{ "referencedObjectName": "User", "referencedProperty": "‸" }]';
    assert.ok(labels(jobText().replace('"multivalued": true', reference)).includes('objectId'));
  });

  it('offers nothing in free text', () => {
    assert.deepEqual(labels(jobText().replace('"displayName": "Test"', '"displayName": "T‸est"')), []);
  });
});

describe('completion in a document that defines no directories', () => {
  const bare = (text: string): string => text.replace(/,\s*"directories"[^]*/, '} }');

  it('offers the attributes of Microsoft Entra ID with their types', () => {
    const item = completions(bare(jobWith('ToLower([‸]'))).find(({ label }) => label === 'otherMails');
    assert.equal(item?.detail, 'String, multi-valued');
    assert.ok(labels(bare(jobText({ clause: clauseText('"‸"', '"EQUALS"', '"x"') }))).includes('department'));
  });

  it('offers the attributes of Dropbox, but those that Dropbox gives itself', () => {
    const offered = labels(bare(jobText({ target: '"‸"' })));
    assert.ok(offered.includes('name.givenName'));
    assert.ok(!offered.includes('id'));
  });

  it('offers nothing of Dropbox where the document defines only another directory', () => {
    const rule =
      '{ "sourceDirectoryName": "Entra", "objectMappings": [{ "sourceObjectName": "User", "targetObjectName": "User", "attributeMappings": [{ "targetAttributeName": "‸" }] }] }';
    const directories = '[{ "name": "Salesforce", "objects": [] }]';
    const text = `{ "id": "x", "schema": { "synchronizationRules": [${rule}], "directories": ${directories} } }`;
    assert.deepEqual(labels(text), []);
    assert.ok(labels(text.replace('Salesforce', 'Dropbox')).includes('name.givenName'));
  });

  it('offers them while the document ends at the cursor', () => {
    const [begun = ''] = jobWith('ToLower([‸').split('‸');
    assert.ok(labels(`${begun}‸`).includes('surname'));
  });
});

describe('completion in a document that is broken elsewhere', () => {
  const marked = jobWith('ToLower([‸');

  it('is the same while any one closing bracket, comma or colon is missing', () => {
    for (const { index } of marked.matchAll(/[}\],:]/g)) {
      const offered = labels(marked.slice(0, index) + marked.slice(index + 1));
      assert.ok(offered.includes('surname'), `without the first of ${marked.slice(index, index + 30)}`);
    }
  });

  it('is the same while the mapping under the cursor has no end', () => {
    const next = '{ "targetAttributeName": "title", "source": { "expression": "[mail]" } }';
    const open = `{ "targetAttributeName": "displayName", "source": { "expression": "ToLower([‸\n${next}`;
    const broken = jobText().replace(
      '{ "targetAttributeName": "displayName", "source": { "expression": "[givenName]" } }',
      open,
    );
    assert.ok(labels(broken).includes('otherMails'));
  });
});
