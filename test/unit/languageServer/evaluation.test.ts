import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Position } from 'vscode-languageserver';
import { codeLenses } from '../../../src/languageServer/features/codeLenses.ts';
import { evaluateAt } from '../../../src/languageServer/features/evaluate.ts';
import { inlayHints } from '../../../src/languageServer/features/inlayHints.ts';
import { isSample, type Sample } from '../../../src/languageServer/sampleProtocol.ts';
import { adele, fixture, textAt } from './fixture.ts';
import { jobText, jobWith } from './jobText.ts';

const now = Date.UTC(2026, 0, 1);

/** The hint behind the mapping to displayName. */
function hint(text: string, sample: Sample | null = adele): string | undefined {
  const { model } = fixture(text);
  const label = inlayHints(model, { start: 0, end: text.length }, sample, now).at(-1)?.label;
  return typeof label === 'string' ? label : undefined;
}

describe('inlay hints', () => {
  it('show what an expression yields for the sample, right behind its string', () => {
    const text = jobWith('Join(\\" \\", [givenName], [surname])');
    const { model } = fixture(text);
    const hints = inlayHints(model, { start: 0, end: text.length }, adele, now);
    assert.equal(hints.length, 2);
    assert.equal(hints[1]?.label, '→ "Adele Vance"');
    assert.equal(text.slice(0, model.document.offsetAt(hints[1].position)).endsWith('[surname])"'), true);
  });

  it('hide what Redact hides', () => {
    assert.equal(hint(jobWith('Redact([mail])')), '→ [Redact]');
    assert.doesNotMatch(
      JSON.stringify(
        inlayHints(fixture(jobWith('Redact([mail])')).model, { start: 0, end: 9999 }, adele, now).slice(1),
      ),
      /AdeleV@/,
    );
  });

  it('say when nothing comes of it, and what is written then', () => {
    assert.equal(hint(jobWith('[accountEnabled]')), '→ nothing');
    assert.equal(
      hint(jobWith('[accountEnabled]', { more: ', "defaultValue": "True"' })),
      '→ nothing; "True" at creation',
    );
    assert.equal(hint(jobWith('IgnoreFlowIfNullOrEmpty([accountEnabled])')), '→ the attribute is left alone');
    assert.match(hint(jobWith('ToUper([mail])')) ?? '', /^⚠ There is no function ToUper/);
  });

  it('show all of several values', () => {
    assert.equal(hint(jobWith('[otherMails]')), '→ ["a@x.com","b@x.com"]');
  });

  it('end where the expressions before have used up the work of an evaluation', () => {
    const heavy = jobWith('Replace([long], , \\"(a+)+$\\", , \\"\\", , )');
    const mapping = /\{[^{}]*"targetAttributeName"[^{}]*\{[^{}]*Replace[^{}]*\}[^{}]*\}/.exec(heavy)?.[0] ?? '';
    assert.notEqual(mapping, '');
    const text = heavy.replace(mapping, () => Array.from({ length: 50 }, () => mapping).join(', '));
    const { model } = fixture(text);
    const sample = { ...adele, attributes: { ...adele.attributes, long: `${'a'.repeat(60)}b` } };
    const hints = inlayHints(model, { start: 0, end: text.length }, sample, now);
    assert.ok(hints.length >= 2 && hints.length <= 4, `${hints.length} hints`);
    const label = hints.at(-1)?.label;
    assert.match(typeof label === 'string' ? label : '', /takes too long/);
  });

  it('are short, however long the value is', () => {
    const text = jobWith('Join(\\"\\", [long], [long])');
    const { model } = fixture(text);
    const sample = { ...adele, attributes: { long: 'a'.repeat(300_000) } };
    const [, hint] = inlayHints(model, { start: 0, end: text.length }, sample, now);
    assert.ok(JSON.stringify(hint).length < 2000);
  });

  it('stay the same for random functions', () => {
    assert.equal(hint(jobWith('Guid()')), hint(jobWith('Guid()')));
  });

  it('are not there without a sample, for a sample of another kind, and outside of what is in sight', () => {
    assert.equal(hint(jobText(), null), undefined);
    assert.equal(hint(jobText(), { ...adele, type: 'Group' }), undefined);
    assert.deepEqual(inlayHints(fixture(jobText()).model, { start: 0, end: 10 }, adele, now), []);
  });
});

describe('Evaluate on user', () => {
  it('is a lens above each expression, with the sample’s name once there is one', () => {
    const { model } = fixture(jobText());
    assert.deepEqual(
      codeLenses(model, null).map(({ command }) => command?.title),
      ['Evaluate on user', 'Evaluate on user'],
    );
    assert.equal(codeLenses(model, adele)[0]?.command?.title, 'Evaluate on Adele Vance');
  });

  it('keeps its place while the expression is emptied: VS Code drops a lens whose text went', () => {
    const document = fixture(jobWith(''));
    const lens = codeLenses(document.model, null).at(-1);
    assert.ok(lens);
    assert.equal(textAt(document, lens.range), '"expression"');
    const place: unknown = lens.command?.arguments?.[1];
    assert.equal(
      document.text.slice(0, document.model.document.offsetAt(place as Position)).endsWith('"expression": "'),
      true,
    );
  });

  it('gives the value of the expression at a place', () => {
    const { model, offset } = fixture(jobWith('ToUpper([sur‸name])'));
    assert.deepEqual(evaluateAt(model, offset, adele, now), {
      expression: 'ToUpper([surname])',
      targetAttributeName: 'displayName',
      text: '"VANCE"',
      failed: false,
    });
    assert.equal(evaluateAt(model, 0, adele, now), null);
    assert.equal(evaluateAt(model, offset, null, now), null);
  });
});

describe('a sample from the client', () => {
  it('is checked before it is used', () => {
    assert.equal(isSample(adele), true);
    for (const value of [null, 'Adele', {}, { ...adele, type: 'Device' }, { ...adele, attributes: [] }])
      assert.equal(isSample(value), false, JSON.stringify(value));
  });
});
