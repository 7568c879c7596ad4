import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRedactor, redactionMark } from '../../../src/directories/http/redaction/redactor.ts';
import {
  base64,
  credentialDisguises,
  credentialForms as forms,
  each,
  jsonEscape,
} from '../../support/credentialForms.ts';

const token = 'sl.B/ya+Q~x7-Kd_0PQrZ9tW3';
const redactor = createRedactor([token]);

describe('a credential is taken out', () => {
  for (const [form, write] of Object.entries(forms)) {
    it(`${form}, and what is around it stays`, () => {
      const written = write(token);
      const text = redactor.text(`before "${written}" after`);
      assert.ok(text.startsWith('before "') && text.endsWith('" after'), text);
      assert.ok(text.includes(redactionMark), text);
      assert.equal(text.includes(written), false, text);
      assert.ok(text.length < 50, text);
    });
  }

  it('however two of these are put together', () => {
    for (const [inner, write] of Object.entries(forms)) {
      for (const [outer, again] of Object.entries(forms)) {
        // Who changes the case of the letters of an encoding has lost what it said.
        if (outer.includes('case') && inner !== 'as it is') continue;
        const text = redactor.text(`[${again(write(token))}]`);
        assert.ok(text.includes(redactionMark), `${inner}, ${outer}: ${text}`);
      }
    }
  });

  for (const [disguise, write] of Object.entries(credentialDisguises)) {
    const written = write(token);
    for (const [form, again] of Object.entries({
      'as it is': (text: string) => text,
      'in JSON': (text: string) => JSON.stringify(text).slice(1, -1),
      'in JSON of ASCII': (text: string) => text.replace(/[^!-~]/g, jsonEscape),
      'percent-encoded': encodeURIComponent,
      'in references': each((character) => `&#${character.codePointAt(0)};`),
    }))
      it(`${disguise}, ${form}`, () => {
        const text = redactor.text(`é "${again(written)}" à`);
        assert.equal(text.replace(/\(redacted\)\S*(?=")/, redactionMark), `é "${redactionMark}" à`);
        assert.ok(text.length < 50, text);
      });
  }

  it('however long it is', () => {
    const long = `eyJ0.${'aB3-_x9/+Q'.repeat(1000)}`;
    const search = createRedactor([long]);
    const inLines = (text: string): string => text.replace(/.{76}(?!$)/g, '$&\n  ');
    for (const write of [String, base64, inLines, (text: string) => inLines(base64(text)), each(jsonEscape)])
      assert.equal(search.text(`a\n"${write(long)}"\nb`), `a\n"${redactionMark}"\nb`);
    const almost = `${long.slice(0, -1)}\n`.repeat(400);
    assert.ok([almost, redactionMark].includes(search.text(almost)));
  });

  it('from JSON that stays JSON', () => {
    const write = (value: unknown): string => JSON.stringify(value).replaceAll(/[a-z/+]/g, jsonEscape);
    const before = `{"detail":${write(`no "${token}"`)},"more":[${write(token)},1],"${encodeURIComponent(token)}":null}`;
    assert.deepEqual(JSON.parse(redactor.text(before)), {
      detail: `no "${redactionMark}"`,
      more: [redactionMark, 1],
      [redactionMark]: null,
    });
  });

  it('as often as it is there, and each of several', () => {
    const both = createRedactor([token, 'the-client-secret\n', null, '']);
    const text = both.text(`${token} and ${token}, ${base64('the-client-secret')} and THE-CLIENT-SECRET`);
    assert.equal(text, '1 and 1, 1 and 1'.replaceAll('1', redactionMark));
  });

  it('when its own letters look like an escape', () => {
    for (const odd of ['abc%41%42&amp;\\u0041x', '%25252525252525', '\\\\\\\\\\\\\\\\t', '(redacted)', 'redacted'])
      for (const write of [forms['as it is'], encodeURIComponent, base64, (text: string) => JSON.stringify(text)])
        assert.equal(
          createRedactor([odd])
            .text(`<${write?.(odd) ?? ''}>`)
            .includes(write?.(odd) ?? ''),
          false,
          odd,
        );
  });

  it('from header values, and with the header whose name it is', () => {
    const cleaned = redactor.headers({
      location: `/Users/${encodeURIComponent(token)}`,
      'set-cookie': ['a=b', `token=${token}`],
      [`x-${token.toLowerCase()}`]: 'yes',
      etag: undefined,
    });
    assert.deepEqual(cleaned, {
      location: `/Users/${redactionMark}`,
      'set-cookie': ['a=b', `token=${redactionMark}`],
      etag: undefined,
    });
  });
});

describe('a text without a credential', () => {
  it('stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String()), (text) => {
        assert.equal(redactor.text(text), text);
      }),
    );
  });

  it('stays as it is when a part of the credential is in it', () => {
    for (const part of [token.slice(1), token.slice(0, -1), base64(token.slice(2)), token.slice(0, 12)])
      assert.equal(redactor.text(`"${part}"`), `"${part}"`);
  });

  it('is not spoilt by a credential that any text may have by chance', () => {
    const short = createRedactor(['a', 'secret']);
    assert.equal(short.text('a secret'), 'a secret');
    assert.equal(short.quote('b secret'), `b ${redactionMark}`);
    for (const write of [base64, encodeURIComponent, each(jsonEscape), (text: string) => text.toUpperCase()])
      assert.equal(createRedactor(['s+cret']).quote(`b ${write('s+cret')}`), `b ${redactionMark}`);
  });
});

describe('whatever a credential is written into,', () => {
  const writes = fc.constantFrom(...Object.values(forms));
  const noise = fc.oneof(fc.string(), fc.json(), fc.constantFrom('\\', '%', '&', '&#', '\\u00', '%4', '=', '\0'));

  it('what comes out says it in no form', () => {
    fc.assert(
      fc.property(noise, writes, noise, (before, write, after) => {
        const text = redactor.text(`${before} ${write(token)} ${after}`);
        assert.equal(redactor.text(text), text);
        for (const known of Object.values(forms)) assert.equal(text.includes(known(token)), false);
      }),
      { numRuns: 300 },
    );
  });

  it('it comes out in a time that grows with its length', () => {
    const hostile = [
      '\\u0041'.repeat(200_000),
      '%2525'.repeat(200_000),
      '&amp;'.repeat(200_000),
      base64(base64(base64('x'.repeat(300_000)))),
      '\0'.repeat(1_000_000),
      `${token} `.repeat(20_000),
      each(jsonEscape)(token).repeat(5000),
      `${base64(token)}\n`.repeat(20_000),
      `${token}${'x'.repeat(5_000_000)}`,
    ];
    for (const text of hostile) assert.equal(redactor.text(text).toLowerCase().includes(token.toLowerCase()), false);
  });
});
