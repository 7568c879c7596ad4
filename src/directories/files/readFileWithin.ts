import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { TextError } from '../../protocol/failure.ts';
import { kindOf } from './fileKind.ts';
import { type Text, text } from '../../protocol/text.ts';

/** A path leads to something that is not read. The message is a clause: "it is a pipe, …. Name a regular file." */
export class UnfitFileError extends TextError {
  constructor(told: Text) {
    super(told);
    this.name = 'UnfitFileError';
  }
}

/**
 * Reads a regular file. A pipe would wait for a writer who may never come, and a device may never end, so both are refused
 * before they are opened, and again when they are open, should somebody have exchanged them.
 *
 * @param mostBytes a file that has more is refused, also when it grows while it is read
 * @throws UnfitFileError for what is no regular file or too large
 * @throws the operating system's error when the file cannot be read
 */
export async function readFileWithin(path: string, mostBytes: number): Promise<Uint8Array> {
  checkStats(await stat(path), mostBytes);
  // Opening a pipe without a writer returns at once with O_NONBLOCK; Windows does not have it.
  const file = await open(path, constants.O_RDONLY | nonBlocking);
  try {
    checkStats(await file.stat(), mostBytes);
    return await readWithin(file, mostBytes);
  } finally {
    await file.close();
  }
}

/**
 * Reads what the process was handed open: `/dev/stdin`, or `/dev/fd/63` as the shell writes it for `<(…)`. It may be a pipe,
 * whose writer is known to be there.
 *
 * @throws UnfitFileError when there are more than `mostBytes`
 */
export async function readInheritedWithin(path: string, mostBytes: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY);
  try {
    return await readWithin(file, mostBytes);
  } finally {
    await file.close();
  }
}

/** Whether a path names what the process was handed open. */
export function isInherited(path: string): boolean {
  return /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/\d+)$/.test(path);
}

const nonBlocking = (constants as Readonly<Record<string, number | undefined>>)['O_NONBLOCK'] ?? 0;
const pieceLength = 1024 * 1024;

async function readWithin(file: FileHandle, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceLength), 0, pieceLength, null);
    if (bytesRead === 0) return Buffer.concat(pieces, length);
    length += bytesRead;
    if (length > mostBytes) throw tooLarge(mostBytes);
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

function checkStats(stats: Stats, mostBytes: number): void {
  if (!stats.isFile()) throw new UnfitFileError(text`it is ${kindOf(stats)}. Name a regular file.`);
  if (stats.size > mostBytes) throw tooLarge(mostBytes);
}

function tooLarge(mostBytes: number): UnfitFileError {
  return new UnfitFileError(
    text`it has more than ${Math.floor(mostBytes / 1_000_000)} MB, which is many times what is needed. Check that it is the file you mean.`,
  );
}
