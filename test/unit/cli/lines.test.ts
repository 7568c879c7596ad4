import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf } from '../../../src/cli/lines.ts';

async function* pieces(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}

async function linesIn(texts: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(pieces(texts))) lines.push(line);
  return lines;
}

test('lines do not depend on where the text was cut into pieces', async () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r\n') });
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (texts) => {
      const expected = texts.join('').split(/\r?\n/);
      if (expected.at(-1) === '') expected.pop();
      assert.deepEqual(await linesIn(texts), expected);
    }),
  );
});

test('a line end that arrives in two pieces is one', async () => {
  assert.deepEqual(await linesIn(['one\r', '\ntwo']), ['one', 'two']);
});
