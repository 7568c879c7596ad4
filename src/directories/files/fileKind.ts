import { statSync, type Stats } from 'node:fs';
import { type Text, text } from '../../protocol/text.ts';

/**
 * Says what is in the place of a file that is no file, such as "a pipe, which may never end": opening that may wait without
 * end. Null for a regular file, and where there is nothing, or nothing that can be looked at.
 */
export function oddKindAt(path: string): Text | null {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch {
    // Opening it tells why.
    return null;
  }
  return stats === undefined || stats.isFile() ? null : kindOf(stats);
}

/** What something is that is no regular file. */
export function kindOf(stats: Stats): Text {
  if (stats.isDirectory()) return text`a directory`;
  if (stats.isFIFO()) return text`a pipe, which may never end`;
  if (stats.isSocket()) return text`a socket, which may never end`;
  return text`a device, which may never end`;
}

/** A SQLite database and the files that SQLite keeps beside it (https://www.sqlite.org/tempfiles.html). */
export function filesOfDatabase(path: string): readonly string[] {
  return [path, `${path}-journal`, `${path}-wal`, `${path}-shm`];
}
