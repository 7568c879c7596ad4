import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MarkupContent } from 'vscode-languageserver';
import { foldingRanges } from '../../../src/languageServer/features/folding.ts';
import { hoverAt } from '../../../src/languageServer/features/hover.ts';
import { semanticTokens, semanticTokensLegend } from '../../../src/languageServer/features/semanticTokens.ts';
import { signatureHelpAt } from '../../../src/languageServer/features/signatureHelp.ts';
import { documentSymbols } from '../../../src/languageServer/features/symbols.ts';
import { adele, fixture, textAt } from './fixture.ts';
import { clauseText, jobText, jobWith } from './jobText.ts';

function hover(marked: string): { readonly text: string; readonly on: string } | null {
  const document = fixture(marked);
  const found = hoverAt(document.model, document.offset, adele);
  if (found?.range === undefined) return null;
  return { text: (found.contents as MarkupContent).value, on: textAt(document, found.range) };
}

describe('hover', () => {
  it('explains a function with signature, parameters and example', () => {
    const found = hover(jobWith('ToLower(Jo‸in(\\"-\\", [mail]))'));
    assert.equal(found?.on, 'Join');
    assert.match(found.text, /`Join\(separator/);
    assert.match(found.text, /Example: `/);
  });

  it('shows an attribute’s definition and what the sample has', () => {
    const found = hover(jobWith('Join(\\"-\\", [given‸Name])'));
    assert.equal(found?.on, 'givenName');
    assert.match(found.text, /`givenName`: String, of `User` in `Entra`/);
    assert.match(found.text, /`Adele Vance` has `"Adele"`/);
  });

  it('explains the parameter that an argument is for', () => {
    assert.match(hover(jobWith('Join(\\"‸-\\", [mail])'))?.text ?? '', /^`separator`/);
  });

  it('says that an attribute is not defined', () => {
    assert.match(hover(jobWith('[sir‸name]'))?.text ?? '', /defines no attribute `sirname`/);
  });

  it('explains target attributes and operators, and nothing else', () => {
    assert.match(hover(jobText({ target: '"tit‸le"' }))?.text ?? '', /`title`: String/);
    assert.match(hover(jobText({ clause: clauseText('"mail"', '"EQ‸UALS"', '"x"') }))?.text ?? '', /is true when/);
    assert.equal(hover(jobText().replace('"Test"', '"T‸est"')), null);
  });

  it('explains bare words, with the parameter that they are for', () => {
    const ignored = hover(jobWith('IIF([mail]=\\"a\\", IgnoreAttribute‸Flow, [mail])'));
    assert.match(ignored?.text ?? '', /^`IgnoreAttributeFlow` leaves the target attribute alone/);
    assert.match(ignored?.text ?? '', /`valueIfTrue`/);
    assert.match(hover(jobWith('Ignore‸ObjectFlow'))?.text ?? '', /whole object/);
    assert.match(hover(jobWith('InStr([mail], \\"a\\", 1, vb‸TextCompare)'))?.text ?? '', /ignore letter case/);
  });

  it('explains comparisons: the operator that begins at the cursor', () => {
    const found = hover(jobWith('IIF([mail]‸<>\\"a\\", 1, 2)'));
    assert.equal(found?.on, '<>');
    assert.match(found.text, /the sides differ/);
    assert.equal(hover(jobWith('IIF([mail]‸+\\"a\\", 1, 2)')), null);
  });

  it('explains an attribute at its brackets too', () => {
    assert.match(hover(jobWith('ToLower(‸[mail])'))?.text ?? '', /`mail`: String, of `User` in `Entra`/);
  });

  it('knows the attributes of Microsoft Entra ID where the document defines none', () => {
    const text = jobWith('[other‸Mails]').replace(/,\s*"directories"[^]*/, '} }');
    assert.match(hover(text)?.text ?? '', /`otherMails`: String, multi-valued, of `User` in `Microsoft Entra ID`/);
  });

  it('explains members and their fixed words, unless the editor does so itself', () => {
    const member = jobText().replace('"matchingPriority"', '"matching‸Priority"');
    assert.match(hover(member)?.text ?? '', /matching attribute/);
    assert.match(
      hover(jobText({ more: ', "flowType": "Object‸AddOnly"' }))?.text ?? '',
      /only when the object is created/,
    );
    assert.match(hover(jobText().replace('"enabled": true', '"enabled": tr‸ue'))?.text ?? '', /provisioned/);
    const { model, offset } = fixture(member);
    assert.equal(hoverAt(model, offset, null, true), null);
  });
});

describe('signature help', () => {
  const active = (marked: string): string | null => {
    const { model, offset } = fixture(marked);
    const help = signatureHelpAt(model, offset);
    const [signature] = help?.signatures ?? [];
    const [start, end] = signature?.parameters?.[help?.activeParameter ?? -1]?.label ?? [];
    return signature && typeof start === 'number' ? signature.label.slice(start, Number(end)) : null;
  };

  it('follows the arguments, past nested calls and half-typed text', () => {
    assert.equal(active(jobWith('Mid(‸')), 'source');
    assert.equal(active(jobWith('Mid(ToLower([mail]), ‸')), 'start');
    assert.equal(active(jobWith('Mid(ToLower([m‸ail]), 1, 2)')), 'source');
    assert.equal(active(jobWith('Mid([mail], 1, ‸2)')), 'length');
  });

  it('is right behind commas inside texts', () => {
    assert.equal(active(jobWith('Mid(\\"a,b,c\\", ‸')), 'start');
  });

  it('stays on the repeating parameters', () => {
    assert.equal(active(jobWith('Switch([mail], , \\"a\\", \\"b\\", ‸')), active(jobWith('Switch([mail], , ‸')));
  });

  it('is silent outside of calls', () => {
    assert.equal(active(jobWith('‸[mail]')), null);
    assert.equal(active(jobWith('ToLower([mail])‸')), null);
  });
});

describe('semantic tokens', () => {
  /** The text and type of each token. */
  const tokens = (text: string): readonly (readonly [text: string, type: string])[] => {
    const document = fixture(text);
    const data = semanticTokens(document.model);
    let [line, character] = [0, 0];
    return Array.from({ length: data.length / 5 }, (_, index) => {
      const [lines = 0, columns = 0, length = 0, type = 0] = data.slice(index * 5, index * 5 + 4);
      character = lines === 0 ? character + columns : columns;
      line += lines;
      const range = { start: { line, character }, end: { line, character: character + length } };
      return [textAt(document, range), semanticTokensLegend.tokenTypes[type] ?? ''] as const;
    });
  };

  it('colour an expression inside its JSON string', () => {
    assert.deepEqual(tokens(jobWith('IIF([mail]=\\"a\\\\\\\\\\", 1, IgnoreAttributeFlow)')), [
      ['[mail]', 'property'],
      ['IIF', 'function'],
      ['[mail]', 'property'],
      ['=', 'operator'],
      ['\\"a\\\\\\\\\\"', 'string'],
      ['1', 'number'],
      ['IgnoreAttributeFlow', 'enumMember'],
    ]);
  });

  it('stay in the order of the text when a parsed form stands before its expression', () => {
    const source =
      '{ "parameters": [{ "key": "source", "value": { "expression": "[mail]" } }], "expression": "ToLower([mail])" }';
    assert.deepEqual(
      tokens(jobText({ source })).map(([text]) => text),
      ['[mail]', '[mail]', 'ToLower', '[mail]'],
    );
  });
});

describe('the outline', () => {
  it('lists rules with their mappings, and directories with their attributes', () => {
    const [rule, entra, dropbox] = documentSymbols(fixture(jobText()).model);
    assert.equal(rule?.name, 'Users to Dropbox');
    assert.equal(rule.children?.[0]?.name, 'Provision users');
    assert.deepEqual(
      rule.children[0].children?.map(({ name, detail }) => [name, detail]),
      [
        ['userName', '← [mail]'],
        ['displayName', '← [givenName]'],
      ],
    );
    assert.equal(entra?.children?.[0]?.children?.length, 6);
    assert.equal(dropbox?.name, 'Dropbox');
  });

  it('names what has no name yet, as VS Code wants', () => {
    const symbols = documentSymbols(fixture(jobText({ target: '""' })).model);
    assert.equal(symbols[0]?.children?.[0]?.children?.[1]?.name, '(no name yet)');
  });
});

describe('folding', () => {
  it('folds rules, object mappings, directories and objects, and leaves their last line in sight', () => {
    const { model, text } = fixture(jobText());
    const lines = text.split('\n');
    const ranges = foldingRanges(model);
    assert.equal(ranges.length, 6);
    for (const { startLine, endLine } of ranges) {
      assert.equal(lines[startLine]?.trim(), '{');
      assert.match(lines[endLine + 1]?.trim() ?? '', /^\}/);
    }
  });
});
