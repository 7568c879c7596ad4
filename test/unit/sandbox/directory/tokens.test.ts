import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTokenSealer } from '../../../../src/sandbox/directory/tokens.ts';

describe('a sealed token', () => {
  it('opens with the key that sealed it and with no other', () => {
    const token = createTokenSealer('one').seal({ position: 7 });
    assert.deepEqual(createTokenSealer('one').open(token), { position: 7 });
    assert.equal(createTokenSealer('two').open(token), null);
  });

  it('needs no escaping in a URL', () => {
    assert.match(createTokenSealer('one').seal({ text: '???>>>~~~' }), /^[\w-]+$/);
  });

  it('is refused, not misread, when it is made up or changed', () => {
    const sealer = createTokenSealer('one');
    const token = sealer.seal({ position: 7 });
    fc.assert(fc.property(fc.string(), (text) => sealer.open(text) === null));
    assert.equal(sealer.open(`${token.slice(0, -3)}AAA`), null);
  });
});
