import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readFileWithin, UnfitFileError } from '../../../src/directories/files/readFileWithin.ts';
import { parseStrictJson } from '../../../src/directories/files/strictJson.ts';
import { parseSnapshot, readSnapshotFile } from '../../../src/directories/snapshot/snapshotFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshot-files-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const noPipes = process.platform === 'win32' && 'Windows has no pipes and devices among its files';

describe('A snapshot path', { skip: noPipes }, () => {
  test('that is a pipe nobody writes to is refused and not waited for', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(
      readSnapshotFile(pipe),
      /pipe could not be read: it is a pipe, which may never end\. Name a regular file\.$/,
    );
  });

  test('that is a device or a directory is refused', async () => {
    for (const [path, kind] of [
      ['/dev/zero', 'device'],
      ['/dev/null', 'device'],
      [folder, 'directory'],
    ] as const) {
      await assert.rejects(readSnapshotFile(path), new RegExp(`could not be read: it is a ${kind}`));
    }
  });

  test('with a NUL character is refused', async () => {
    await assert.rejects(
      readSnapshotFile(join(folder, 'a\0b')),
      /its name has a NUL character, which no file name may have/,
    );
  });

  test('that is a socket is refused', async (context) => {
    const path = join(folder, 'socket');
    const server = createServer().listen(path);
    context.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    await assert.rejects(readSnapshotFile(path), /it is a socket/);
  });

  test('that leads nowhere or to itself is told in words', async () => {
    execFileSync('ln', ['-s', 'loop', join(folder, 'loop')]);
    await assert.rejects(readSnapshotFile(join(folder, 'loop')), /it is a link that leads to itself/);
    await assert.rejects(readSnapshotFile(join(folder, 'none')), /there is no such file/);
  });
});

test('a file that is larger than allowed is refused', async () => {
  const path = join(folder, 'large');
  writeFileSync(path, 'a'.repeat(2_000_001));
  await assert.rejects(readFileWithin(path, 2_000_000), (error) => {
    assert.ok(error instanceof UnfitFileError);
    assert.match(error.message, /more than 2 MB/);
    return true;
  });
  assert.equal((await readFileWithin(path, 2_000_001)).length, 2_000_001);
});

test('what is wrong with a file that is not JSON quotes nothing of it', async () => {
  const path = join(folder, 'secret.json');
  writeFileSync(path, 'token: s3cr3t\u001b[2J');
  await assert.rejects(readSnapshotFile(path), (error) => {
    assert.ok(error instanceof Error);
    assert.doesNotMatch(error.message, /s3cr3t|token|\p{Cc}/u);
    assert.match(error.message, /not valid: it is not JSON from line 1, column 1 on/);
    return true;
  });
  assert.throws(() => parseStrictJson('{\n "a": 1,\n}'), /from line 3, column 1 on/);
  assert.throws(() => parseStrictJson('// a\n{}'), /not JSON from line 1, column 1/);
  assert.throws(() => parseStrictJson('['.repeat(100_000)), /nested more than 1000 levels deep at line 1, column 1001/);
  assert.throws(() => parseStrictJson('\uFEFF \n'), /the file is empty/);
  assert.deepEqual(parseStrictJson('\uFEFF{"a": 1}'), { a: 1 });
});

test('an id of a snapshot is quoted in few words', () => {
  const id = 'x'.repeat(100_000);
  assert.throws(
    () => parseSnapshot(JSON.stringify({ users: [{ id }, { id }] })),
    (error) => {
      assert.ok(error instanceof Error && error.message.length < 200);
      return true;
    },
  );
});

test('a snapshot is read in UTF-16 as Windows writes it', async () => {
  const path = join(folder, 'utf16.json');
  writeFileSync(path, Buffer.from('\uFEFF{"users": [{"id": "a"}]}', 'utf16le'));
  assert.equal((await readSnapshotFile(path)).users.size, 1);
});
