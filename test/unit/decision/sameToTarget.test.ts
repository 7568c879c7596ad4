import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { describeDifference, folded } from '../../../src/decision/sameToTarget.ts';
import { english } from '../../../src/protocol/text.ts';

describe('what a target may take for the same', () => {
  for (const [left, right] of [
    ['Ada@X', 'ada@x'],
    [' ada@x', 'ada@x'],
    ['ada@x\u00A0', 'ada@x'],
    ['ada@x\u200B', 'ada@x'],
    ['zo\u00EB@x', 'zoe\u0308@x'],
    ['ZO\u00CB@x ', 'zoe\u0308@x'],
    ['J\u030Can@x', '\u01F0an@x'],
    ['ΟΔΟΣ@x', 'οδοσ@x'],
    ['οδος@x', 'οδοσ@x'],
    ['STRA\u1E9EE@x', 'straße@x'],
    ['I@x', 'i@x'],
  ] as const)
    it(`${JSON.stringify(left)} and ${JSON.stringify(right)}`, () => {
      assert.equal(folded(left), folded(right));
    });

  it('has neither other letters nor spaces within', () => {
    for (const [left, right] of [
      ['jose@x', 'jos\u00E9@x'],
      ['ada x', 'adax'],
      ['ada', 'ad'],
      ['straße@x', 'strasse@x'],
      ['STRASSE@x', 'straße@x'],
      ['ılgaz@x', 'ilgaz@x'],
      ['\u0130lgaz@x', 'ilgaz@x'],
      ['\uFB01n@x', 'fin@x'],
    ] as const)
      assert.notEqual(folded(left), folded(right));
  });

  it('is the same once it is folded, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        assert.equal(folded(folded(value)), folded(value));
        assert.equal(folded(`  ${value}\t`), folded(value));
      }),
    );
  });
});

it('is the same for every letter in lower case, whatever is made of it first', () => {
  // What has neither case nor another composition is the same anyway.
  for (let code = 1; code <= 0x1ffff; code++) {
    const alone = String.fromCodePoint(code);
    if (!/\p{Changes_When_NFKC_Casefolded}|\p{Cased}|\p{M}/u.test(alone)) continue;
    const letter = `x${alone}`;
    assert.equal(folded(letter.toLowerCase()), folded(letter), code.toString(16));
    assert.equal(folded(folded(letter)), folded(letter), code.toString(16));
    assert.equal(folded(letter.normalize('NFD')), folded(letter), code.toString(16));
  }
});

describe('the difference is named', () => {
  for (const [held, wanted, words] of [
    ['ada@x ', 'ada@x', /the target’s has a space at its end\.$/],
    ['ada@x', ' ada@x ', /the source’s has a space at its beginning and its end\.$/],
    ['zoe\u0308@x', 'zo\u00EB@x', /composed differently \(Unicode NFC and NFD\)\.$/],
    [' ZOE\u0308@x', 'zo\u00EB@x', /the target’s has a space at its beginning, and their characters are composed/],
  ] as const)
    it(JSON.stringify([held, wanted]), () => {
      assert.match(english(describeDifference(held, wanted) ?? ''), words);
    });

  it('where it is no matter of letter case, and where there is one', () => {
    assert.equal(describeDifference('ADA@x', 'ada@x'), null);
    assert.equal(describeDifference('ada@x', 'ada@x'), null);
    assert.equal(describeDifference('ben@x', 'ada@x'), null);
    assert.equal(describeDifference('ΟΔΟΣ@x', 'οδοσ@x'), null);
  });
});
