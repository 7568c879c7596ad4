import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { definitionAt, referencesAt } from '../../../src/languageServer/features/navigation.ts';
import { renameAt, RenameRefused, renameTargetAt } from '../../../src/languageServer/features/rename.ts';
import { edited, editsIn, fixture, textAt } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

/** The line of a position, without its indentation. */
function lineAt(text: string, line: number): string {
  return text.split('\n')[line]?.trim() ?? '';
}

function definitionLine(marked: string): string | null {
  const { model, offset, text } = fixture(marked);
  const definition = definitionAt(model, offset);
  return definition && lineAt(text, definition.range.start.line);
}

describe('definition', () => {
  it('of an attribute in an expression is in the source’s directory', () => {
    assert.equal(definitionLine(jobWith('Join(\\"-\\", [sur‸name])')), '{ "name": "surname", "type": "String" },');
  });

  it('of a target attribute is in the target’s directory', () => {
    assert.equal(definitionLine(jobText({ target: '"tit‸le"' })), '{ "name": "title", "type": "String" }');
  });

  it('of a clause’s attribute, an object and a directory is found too', () => {
    const clause = clauseText('"ma‸il"', '"EQUALS"', '"x"');
    assert.equal(definitionLine(jobText({ clause })), '{ "name": "mail", "type": "String" },');
    assert.equal(
      definitionLine(jobText().replace('"sourceObjectName": "User"', '"sourceObjectName": "U‸ser"')),
      '"name": "User",',
    );
    assert.equal(definitionLine(jobText().replace('"Entra",', '"En‸tra",')), '"name": "Entra",');
  });

  it('of what is not defined is nowhere', () => {
    assert.equal(definitionLine(jobWith('[sir‸name]')), null);
    assert.equal(definitionLine(jobText().replace('"Test"', '"T‸est"')), null);
  });
});

describe('references', () => {
  it('are the mappings and filter clauses, with the definition where it is wanted', () => {
    const document = fixture(jobWith('Join(\\"-\\", [ma‸il], [surname])'));
    const lines = referencesAt(document.model, document.offset, true).map(({ range }) => {
      assert.equal(textAt(document, range), 'mail');
      return lineAt(document.text, range.start.line);
    });
    assert.equal(lines.length, 4);
    assert.equal(referencesAt(document.model, document.offset, false).length, 3);
  });

  it('of an attribute of one object are none of another’s of the same name', () => {
    const document = fixture(jobText({ target: '"mail"' }).replace('"name": "title"', '"name": "mail"'));
    const source = document.text.indexOf('"[mail]"') + 3;
    const target = document.text.indexOf('"targetAttributeName": "mail"') + 25;
    assert.equal(referencesAt(document.model, source, true).length, 3);
    assert.equal(referencesAt(document.model, target, true).length, 2);
  });
});

describe('rename', () => {
  it('changes the definition, the mappings and the filters', () => {
    const document = fixture(jobWith('Join(\\"\\\\\\\\\\", [ma‸il], ToLower([mail]))'));
    const result = edited(document, editsIn(renameAt(document.model, document.offset, 'email')));
    const expected = jobWith('Join(\\"\\\\\\\\\\", [email], ToLower([email]))')
      .replace('"[mail]"', '"[email]"')
      .replaceAll('"mail"', '"email"');
    assert.equal(result, expected);
  });

  it('keeps the parsed form that Graph stores beside an expression in step', () => {
    const source =
      '{ "expression": "ToLower([surname])", "name": "ToLower", "type": "Function", "parameters": [{ "key": "source", "value": { "expression": "[surname]", "name": "surname", "type": "Attribute" } }] }';
    const document = fixture(jobText({ source }).replace('ToLower([s', 'ToLower([‸s'));
    const result = edited(document, editsIn(renameAt(document.model, document.offset, 'sn')));
    assert.equal(result, document.text.replaceAll('surname', 'sn'));
  });

  it('offers the bare name', () => {
    const document = fixture(jobWith('[sur‸name]'));
    const target = renameTargetAt(document.model, document.offset);
    assert.equal(target?.placeholder, 'surname');
    assert.equal(textAt(document, target.range), 'surname');
    assert.equal(renameTargetAt(document.model, 0), null);
  });

  it('refuses a name that cannot be written or is taken, and says why', () => {
    const { model, offset } = fixture(jobWith('[sur‸name]'));
    for (const [name, reason] of [
      ['a]b', /cannot be an attribute/],
      ['', /cannot be an attribute/],
      ['a\nb', /cannot be an attribute/],
      ['mail', /already has/],
    ] as const) {
      assert.throws(
        () => renameAt(model, offset, name),
        (error: unknown) => error instanceof RenameRefused && reason.test(error.message),
        name,
      );
    }
    assert.throws(() => renameAt(model, 0, 'x'), RenameRefused);
  });
});
