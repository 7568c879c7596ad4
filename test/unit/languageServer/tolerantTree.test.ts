import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Node, parseTree } from 'jsonc-parser';
import { valueOf } from '../../../src/job/jsonDocument.ts';
import { tolerantTree } from '../../../src/languageServer/documents/tolerantTree.ts';

/** What features read of a node. */
function plain({ type, offset, length, value, children }: Node): unknown {
  return {
    type,
    offset,
    length,
    ...(type === 'property' ? {} : { value: value as unknown }),
    children: children?.map(plain),
  };
}

/** The value that a broken text is taken for. */
function meant(text: string): unknown {
  const root = tolerantTree(text);
  return root === null ? undefined : valueOf(root);
}

describe('the tree of broken JSON', () => {
  it('is jsonc-parser’s where the JSON is sound', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 1);
        const [expected, found] = [parseTree(text), tolerantTree(text)];
        assert.ok(expected && found);
        assert.deepEqual(plain(found), plain(expected));
      }),
    );
  });

  it('ends a list or an object before what cannot be a part of it', () => {
    const whole = { a: [{ b: 1 }, { c: 2 }], d: 3 };
    for (const text of [
      '{ "a": [{ "b": 1, { "c": 2 }], "d": 3 }',
      '{ "a": [{ "b": 1 }, { "c": 2 }, "d": 3 }',
      '{ "a": [{ "b": 1 } { "c": 2 }] "d": 3 }',
      '{ "a": [{ "b": 1 }, { "c" 2 }], "d": 3',
      '{ "a": [{ "b": 1 }, { "c": 2 }]], "d": 3 }',
    ])
      assert.deepEqual(meant(text), whole, text);
  });

  it('keeps a name whose value is still to come, and a string that a line cuts off', () => {
    assert.deepEqual(meant('{ "a": , "b": 1, "c" }'), { b: 1 });
    assert.deepEqual(meant('{ "a": "x\n, "b": 1 }'), { a: 'x', b: 1 });
    assert.equal(meant(' '), undefined);
  });

  it('comes to an end on any text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[{}[\],:"a1\\/* \r\n]*$/), (text) => {
        tolerantTree(text);
      }),
      { numRuns: 500 },
    );
  });
});
