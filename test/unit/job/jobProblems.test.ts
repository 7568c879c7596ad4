import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseJsonDocument } from '../../../src/job/jsonDocument.ts';
import { formatProblem, textPositions } from '../../../src/job/jobProblems.ts';
import { decodedOffset, encodedOffset } from '../../../src/job/jsonString.ts';

test('lines end as in VS Code, and columns count UTF-16 units', () => {
  const positionOf = textPositions('a\r\nb\rc\n😀d');
  const positions = [0, 1, 3, 5, 7, 9, 10].map((offset) => positionOf(offset));
  assert.deepEqual(
    positions.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:2', '2:1', '3:1', '4:1', '4:3', '4:4'],
  );
});

test('a problem is a line that editors can jump from', () => {
  const problem = {
    code: 'not-json',
    severity: 'error',
    message: 'No.',
    offset: 3,
    length: 1,
    line: 2,
    column: 7,
  } as const;
  assert.equal(formatProblem('a.provisioning.json', problem), 'a.provisioning.json:2:7: error not-json: No.');
});

describe('offsets inside a JSON string', () => {
  test('count an escape as the one unit that it stands for', () => {
    const token = String.raw`"a\"b\u00e9c\\d"`;
    const value = JSON.parse(token) as string;
    assert.equal(value, 'a"béc\\d');
    const starts = Array.from(value, (_, index) => encodedOffset(token, index));
    assert.deepEqual(starts, [1, 2, 4, 5, 11, 12, 14]);
    assert.equal(encodedOffset(token, value.length), token.length - 1);
    assert.equal(encodedOffset(token, 1000), token.length - 1);
  });

  test('come back unchanged, whatever the string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (value, at) => {
        const token = JSON.stringify(value);
        const offset = value === '' ? 0 : at % value.length;
        const encoded = encodedOffset(token, offset);
        assert.equal(decodedOffset(token, encoded), offset);
        assert.equal(JSON.parse(`"${token.slice(1, encoded)}"`), value.slice(0, offset));
      }),
    );
  });
});

test('a comment without an end is a problem within the text', () => {
  for (const text of ['/*', '{"a": 1 /*', '/*\n', '{/**']) {
    for (const { offset, length } of parseJsonDocument(text).problems) assert.ok(offset + length <= text.length, text);
    assert.notEqual(parseJsonDocument(text).problems.length, 0);
  }
});
