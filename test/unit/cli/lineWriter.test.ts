import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeLinesTo } from '../../../src/cli/lineWriter.ts';

/** A stream that keeps what it is given, and fails when it is told to. */
function recordingStream() {
  const texts: string[] = [];
  let listener: ((error: NodeJS.ErrnoException) => void) | null = null;
  return {
    texts,
    write(text: string, done: () => void): boolean {
      texts.push(text);
      done();
      return true;
    },
    on(_event: 'error', onError: (error: NodeJS.ErrnoException) => void) {
      listener = onError;
    },
    fail(code: string) {
      listener?.(Object.assign(new Error(code), { code }));
    },
  };
}

test('lines leave in order, many in one write', async () => {
  const stream = recordingStream();
  const writer = writeLinesTo(
    stream,
    () => undefined,
    () => undefined,
  );
  for (let line = 0; line < 20_000; line += 1) writer.write(`line ${line}`);
  await writer.flush();
  assert.ok(stream.texts.length < 20);
  assert.equal(stream.texts.join(''), Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join(''));
});

test('a reader that went away is told once, and nothing is written after', async () => {
  const stream = recordingStream();
  const closings: (Error | null)[] = [];
  const writer = writeLinesTo(
    stream,
    () => undefined,
    (error) => closings.push(error),
  );
  stream.fail('EPIPE');
  stream.fail('EPIPE');
  writer.write('late');
  await writer.flush();
  assert.deepEqual(closings, [null]);
  assert.deepEqual(stream.texts, []);
});

test('a full disk is told with its reason', () => {
  const stream = recordingStream();
  const closings: (Error | null)[] = [];
  writeLinesTo(
    stream,
    () => undefined,
    (error) => closings.push(error),
  );
  stream.fail('ENOSPC');
  assert.equal(closings[0]?.message, 'ENOSPC');
});
