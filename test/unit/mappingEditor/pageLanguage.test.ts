import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { compareTexts, figure, listed, say, speak, t } from '../../../webview/language.ts';

describe('The language of the mapping editor’s page', () => {
  after(() => {
    speak('en', undefined);
  });

  it('is none before the page has one: nothing is said while modules load', () => {
    assert.throws(() => t('Remove'), /no language yet/);
  });

  it('is that of the texts that the host gives, for numbers and lists too', () => {
    speak('de', { 'Remove {0}': '{0} entfernen' });
    assert.equal(t('Remove {0}', 'active'), 'active entfernen');
    assert.equal(say({ template: 'Remove {0}', values: ['title'] }), 'title entfernen');
    assert.equal(figure(12_345), '12.345');
    assert.equal(listed(['a', 'b', 'c']), 'a, b und c');
  });

  it('is English for what nobody has translated', () => {
    speak('en', undefined);
    assert.equal(t('{0} of {1} mappings', figure(2), figure(50_005)), '2 of 50,005 mappings');
    assert.equal(listed(['String', 'required', 'multi-valued']), 'String, required, multi-valued');
    assert.deepEqual(['a10', 'b', 'a2'].toSorted(compareTexts), ['a2', 'a10', 'b']);
  });
});
