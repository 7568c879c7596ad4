import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import { codeActionsAt } from '../../../src/languageServer/features/codeActions.ts';
import { diagnosticsOf } from '../../../src/languageServer/features/diagnostics.ts';
import { formatExpressions } from '../../../src/languageServer/features/formatting.ts';
import { edited, editsIn, fixture, type Fixture } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

/** The actions at each problem of a document, as an editor asks for them. */
function actions({ model }: Fixture): readonly CodeAction[] {
  return diagnosticsOf(model).flatMap((diagnostic) => {
    const { start, end } = diagnostic.range;
    const span = { start: model.document.offsetAt(start), end: model.document.offsetAt(end) };
    return codeActionsAt(model, span, [diagnostic]);
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

  it('format the expression under the cursor', () => {
    const document = fixture(jobWith('Join( \\"-\\" ,‸[mail],[givenName] )'));
    const [action] = codeActionsAt(document.model, { start: document.offset, end: document.offset }, []);
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

  it('leaves an expression that cannot be read, and one that is printed so already', () => {
    assert.deepEqual(formatExpressions(fixture(jobWith('Join( ,[mail]')).model), []);
    assert.deepEqual(formatExpressions(fixture(jobText()).model), []);
  });
});
