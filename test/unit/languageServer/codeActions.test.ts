import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { codeActionsAt } from '../../../src/languageServer/features/codeActions.ts';
import { diagnosticsOf } from '../../../src/languageServer/features/diagnostics.ts';
import { formatExpressions } from '../../../src/languageServer/features/formatting.ts';
import { edited, editsIn, fixture, type Fixture } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

/** The actions at each problem of a document, as an editor asks for them. */
function actions({ model }: Fixture, shown = (diagnostic: Diagnostic) => diagnostic): readonly CodeAction[] {
  return diagnosticsOf(model)
    .map(shown)
    .flatMap((diagnostic) => {
      const { start, end } = diagnostic.range;
      const span = { start: model.document.offsetAt(start), end: model.document.offsetAt(end) };
      return codeActionsAt(model, span, { diagnostics: [diagnostic] });
    });
}

/** The document after the only action with that title. */
function fixed(text: string, title: string): string {
  const document = fixture(text);
  const found = actions(document).filter((action) => action.title === title);
  assert.equal(
    found.length,
    1,
    `one "${title}" among ${actions(document)
      .map((each) => each.title)
      .join(', ')}`,
  );
  return edited(document, editsIn(found[0]?.edit));
}

describe('code actions', () => {
  it('apply the checker’s fix and say which problem it removes', () => {
    assert.equal(fixed(jobWith('ToUper([givenName])'), 'Change to ToUpper'), jobWith('ToUpper([givenName])'));
    const [action] = actions(fixture(jobWith('ToUper([givenName])')));
    assert.equal(action?.diagnostics?.[0]?.code, 'functionUnknown');
    assert.equal(action.isPreferred, true);
  });

  it('escape what they insert for the JSON string', () => {
    assert.equal(
      fixed(jobWith('Join(\\"-\\", [mail], \\"x)'), 'Add the closing quotation mark').includes('\\"x)\\"'),
      true,
    );
    const doubled = fixed(jobWith('Replace([mail], , \\"\\\\d\\", , \\"\\", , )'), 'Double the backslashes');
    assert.equal(doubled, jobWith('Replace([mail], , \\"\\\\\\\\d\\", , \\"\\", , )'));
  });

  it('change a misspelt name to the one that was meant', () => {
    const cases = [
      [jobText({ target: '"dispalyName"' }), 'Change to "displayName"', jobText()],
      [jobText({ flowTypes: '"Add,Updte"' }), 'Change to "Add,Update"', jobText({ flowTypes: '"Add,Update"' })],
      [jobText({ more: ', "flowType": "Alwys"' }), 'Change to "Always"', jobText({ more: ', "flowType": "Always"' })],
      [jobText().replace('"Dropbox",', '"Dropbx",'), 'Change to "Dropbox"', jobText()],
      [jobText().replace('"id": "test"', '"idd": "test"'), 'Change to "id"', jobText()],
    ] as const;
    for (const [text, title, result] of cases) assert.equal(fixed(text, title), result, title);
  });

  it('correct a scoping filter’s operator and attribute', () => {
    const clause = clauseText('"mai"', '"EQUAL"', '"x"');
    const corrected = fixed(jobText({ clause }), 'Change to "mail"');
    assert.equal(fixed(corrected, 'Change to "EQUALS"'), jobText({ clause: clauseText('"mail"', '"EQUALS"', '"x"') }));
  });

  it('remove the parsed form of an expression that was edited', () => {
    const source = '{ "expression": "[mail]", "name": "givenName", "type": "Attribute", "parameters": [] }';
    const result = fixed(jobText({ source }), 'Remove the parsed form');
    assert.deepEqual(JSON.parse(result), JSON.parse(jobWith('[mail]')));
  });

  it('mend mappings and filters', () => {
    const surplus = clauseText('"mail"', '"IS NULL"', '"x"');
    const unfit = clauseText('"accountEnabled"', '"ENDS_WITH"', '"x"');
    const cases = [
      [jobText({ clause: surplus }), 'Remove the operand', /"targetOperand": null/],
      [jobText({ clause: unfit }), 'Use IS TRUE', /"operatorName": "IS TRUE"/],
      [jobText({ target: '"userName"' }), 'Remove this attribute mapping', /"matchingPriority": 1 \}\s*\]/],
      [jobText({ source: '{ "expression": "" }' }), 'Map nothing', /"displayName", "source": null/],
      [jobText().replace('ty": 1', 'ty": 0'), 'Match on "userName"', /"matchingPriority": 1/],
      [jobText({ more: ', "matchingPriority": 1' }), 'Give it the priority 2', /"matchingPriority": 2/],
      [jobText().replace('"enabled": true', '"enabled": false'), 'Enable "Provision users"', /"enabled": true/],
      [jobText({ target: '"nick"' }), 'Define "nick" in Dropbox', /"name": "nick",\s*"type": "String"/],
      [jobWith('[hobby]'), 'Define "hobby" in Entra', /"name": "hobby",\s*"type": "String"/],
    ] as const;
    for (const [text, title, mended] of cases) assert.match(fixed(text, title), mended);
  });

  it('map a required attribute from the source attribute that new jobs take', () => {
    const text = jobText().replace(
      '{ "name": "title", "type": "String" }',
      '{ "name": "name.familyName", "required": true }',
    );
    const mapped = fixed(text, 'Map [surname] to "name.familyName"');
    assert.match(mapped, /"targetAttributeName": "name.familyName",\s*"source": \{\s*"expression": "\[surname\]"/);
  });

  it('mend members of the document', () => {
    const job = (members: string): string => jobText().replace('"id": "test",', members);
    const target = '"target": { "kind": "sandbox" }';
    const insecure = '"target": { "kind": "scim", "baseAddress": "http://x.test/scim" }';
    const cases = [
      [job(''), 'Add "id"', /"id": "production"/],
      [job('"id": "test", "whatever": 1,'), 'Remove "whatever"', /^\{\s*"id": "test",\s*"displayName"/],
      [job('"id": "test", "id": "twice",'), 'Remove "id"', /^\{\s*"id": "test",\s*"displayName"/],
      [job('"__proto__": 1, "id": "test",'), 'Remove "__proto__"', /^\{\s*"id": "test",\s*"displayName"/],
      [job('"id": "test", "executor": "entra",'), 'Change to "local"', /"executor": "local"/],
      [jobText().replace(target, insecure), 'Use https', /"https:\/\/x\.test\/scim"/],
      [jobText().replace('"enabled": true', '"enabled": "True"'), 'Write true', /"enabled": true/],
      [jobText({ more: ', "matchingPriority": "2"' }), 'Write 2', /"matchingPriority": 2/],
      [jobText({ more: ', "defaultValue": 5' }), 'Write "5"', /"defaultValue": "5"/],
    ] as const;
    for (const [text, title, mended] of cases) assert.match(fixed(text, title), mended);
  });

  it('add the character that broken JSON lacks, or remove the comma that it has too many', () => {
    const text = jobText();
    const cases = [
      [text.replace('"test",', '"test"'), 'Add ,'],
      [text.replace('"displayName":', '"displayName"'), 'Add :'],
      [text.replace('["contoso.com"]', '["contoso.com"'), 'Add ]'],
      [text.replace('"sandbox" },\n  "schema"', '"sandbox", },\n  "schema"'), 'Remove the comma'],
    ] as const;
    for (const [broken, title] of cases) {
      const document = fixture(broken);
      const action = actions(document).find((each) => each.title === title);
      assert.equal(action?.isPreferred, true, title);
      assert.equal(edited(document, editsIn(action.edit)), text, title);
    }
    const titles = actions(fixture(text.replace('"Test",', '"Test'))).map(({ title }) => title);
    assert.ok(titles.includes('Add the closing quotation mark'), titles.join());
  });

  it('take nothing from a problem’s wording, which may be translated', () => {
    const texts = [
      jobText().replace('"id": "test",', ''),
      jobText().replace('"id": "test"', '"idd": "test"'),
      jobText().replace('{ "name": "title", "type": "String" }', '{ "name": "name.familyName", "required": true }'),
      jobText({ target: '"nick"', more: ', "matchingPriority": 1, "defaultValue": 5' }),
      jobText({ flowTypes: '"Add,Updte"', source: '{ "expression": "ToUper([mial])" }' }),
    ];
    for (const text of texts) {
      const document = fixture(text);
      const inWords = (found: readonly CodeAction[]): unknown =>
        found.map(({ title, diagnostics, edit }) => [title, diagnostics?.map(({ code }) => code), edit]);
      const expected = inWords(actions(document));
      assert.notDeepEqual(expected, []);
      assert.deepEqual(inWords(actions(document, (diagnostic) => ({ ...diagnostic, message: '翻訳' }))), expected);
    }
  });

  it('are found without the editor’s diagnostics too, and only of the kinds that are asked for', () => {
    const { model, offset } = fixture(jobWith('ToU‸per( [givenName])'));
    const titles = (only?: string[]): readonly string[] =>
      codeActionsAt(model, { start: offset, end: offset }, { diagnostics: [], ...(only && { only }) }).map(
        ({ title }) => title,
      );
    assert.deepEqual(titles(), ['Change to ToUpper', 'Format expression']);
    assert.deepEqual(titles(['quickfix']), ['Change to ToUpper']);
    assert.deepEqual(titles(['refactor']), ['Format expression']);
    assert.deepEqual(titles(['source']), []);
  });

  it('mend letter case, backslashes and parsed forms of a whole document on request', () => {
    const stale = '{ "expression": "TOLOWER([Mail])", "name": "surname", "type": "Attribute", "parameters": [] }';
    const text = jobText({ source: stale }).replace('"[mail]"', '"Replace([MAIL], , \\"\\\\d\\", , \\"\\", , )"');
    const document = fixture(text);
    const fixAll = (fixtured: Fixture): readonly CodeAction[] =>
      codeActionsAt(fixtured.model, { start: 0, end: 0 }, { diagnostics: [], only: ['source.fixAll'] });
    const once = edited(document, editsIn(fixAll(document)[0]?.edit));
    const again = fixture(once);
    const twice = edited(again, editsIn(fixAll(again)[0]?.edit));
    assert.match(once, /Replace\(\[mail\], , \\"\\\\\\\\d\\"/);
    assert.match(twice, /"expression": "ToLower\(\[mail\]\)"/);
    assert.deepEqual(fixAll(fixture(twice)), []);
    assert.deepEqual(fixAll(fixture(jobWith('ToUper([mail])'))), []);
  });

  it('format the expression under the cursor', () => {
    const document = fixture(jobWith('Join( \\"-\\" ,‸[mail],[givenName] )'));
    const [action] = codeActionsAt(
      document.model,
      { start: document.offset, end: document.offset },
      { diagnostics: [] },
    );
    assert.equal(action?.title, 'Format expression');
    assert.equal(edited(document, editsIn(action.edit)), jobWith('Join(\\"-\\", [mail], [givenName])'));
  });
});

describe('formatting', () => {
  it('prints expressions and leaves everything around them alone', () => {
    const text = jobWith('Join( \\"\\u0041\\" ,[mail])').replace('  "id"', '      // a comment\n "id"');
    const document = fixture(text);
    assert.equal(
      edited(document, formatExpressions(document.model)),
      text.replace('Join( \\"\\u0041\\" ,[mail])', 'Join(\\"A\\", [mail])'),
    );
  });

  it('prints only what a selection touches, and a second time changes nothing', () => {
    const text = jobWith('ToLower( [mail] )').replace('"[mail]"', '"ToLower( [mail])"');
    const document = fixture(text);
    const start = text.indexOf('ToLower( [mail] )');
    const result = edited(document, formatExpressions(document.model, { start, end: start + 1 }));
    assert.equal(result, text.replace('ToLower( [mail] )', 'ToLower([mail])'));
    const formatted = fixture(edited(document, formatExpressions(document.model)));
    assert.deepEqual(formatExpressions(formatted.model), []);
  });

  it('leaves an expression that cannot be read, and one that is printed so already', () => {
    assert.deepEqual(formatExpressions(fixture(jobWith('Join( ,[mail]')).model), []);
    assert.deepEqual(formatExpressions(fixture(jobText()).model), []);
  });
});
