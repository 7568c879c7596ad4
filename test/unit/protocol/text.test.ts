import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Localize, localizeFrom } from '../../../src/protocol/localize.ts';
import { jsonLine } from '../../../src/protocol/safeText.ts';
import { english, isSameText, isTextOrTemplate, joined, render, text, asSentence } from '../../../src/protocol/text.ts';

const german: Readonly<Record<string, string>> = {
  'Left the scope: {0} ({1})': '({1}) Nicht mehr im Bereich: {0}',
  'The account is disabled.': 'Das Konto ist deaktiviert.',
};

/** As VS Code does it: a template that has no translation stays as it is. */
const inGerman: Localize = (message, ...values) =>
  (german[message] ?? message).replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));

describe('a text', () => {
  const told = text`Left the scope: ${text`The account is disabled.`} (${2})`;

  it('is a template with values, until it is shown', () => {
    assert.deepEqual(told, {
      template: 'Left the scope: {0} ({1})',
      values: [{ template: 'The account is disabled.' }, 2],
    });
    assert.equal(english(told), 'Left the scope: The account is disabled. (2)');
    assert.equal(render(told, inGerman), '(2) Nicht mehr im Bereich: Das Konto ist deaktiviert.');
  });

  it('shows a plain string as it is, in any language: what others said, and what was stored as a sentence', () => {
    assert.equal(render('The account is disabled.', inGerman), 'The account is disabled.');
    assert.equal(render(text`${'The account is disabled.'}`, inGerman), 'The account is disabled.');
  });

  it('never takes what a value says for a placeholder', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        assert.equal(english(text`${one} and ${other}`), `${one} and ${other}`);
      }),
    );
  });

  it('is made of several', () => {
    assert.equal(english(joined([text`One.`, 'Two.', text`${3}.`], ' ')), 'One. Two. 3.');
    assert.equal(english(joined([], ' ')), '');
  });

  it('crosses as JSON, and is told from anything else that comes', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(told)), told);
    assert.ok([told, 'plain', text`None`].every(isTextOrTemplate));
    const others = [null, 3, {}, { template: 3 }, { template: 'a', values: 3 }, { template: 'a', values: [{}] }];
    assert.deepEqual(others.filter(isTextOrTemplate), []);
  });

  it('says the same as another when its sentence is the same', () => {
    assert.ok(isSameText('Left the scope: The account is disabled. (2)', told));
    assert.ok(!isSameText(text`One.`, text`Two.`));
  });

  it('is shown in the language of a bundle; what the bundle lacks, in English', () => {
    assert.equal(render(told, localizeFrom(german)), '(2) Nicht mehr im Bereich: Das Konto ist deaktiviert.');
    assert.equal(render(text`Created.`, localizeFrom(german)), 'Created.');
    assert.equal(render(text`constructor`, localizeFrom({})), 'constructor');
    assert.equal(render(told, localizeFrom(undefined)), english(told));
  });

  it('ends as a sentence does, once', () => {
    assert.equal(english(asSentence(text`Refused by ${'Dropbox'}`)), 'Refused by Dropbox.');
    assert.equal(english(asSentence('Who is it?')), 'Who is it?');
  });

  it('is a sentence in what the command line prints for programs', () => {
    assert.equal(jsonLine({ reason: told }), '{"reason":"Left the scope: The account is disabled. (2)"}');
  });
});
