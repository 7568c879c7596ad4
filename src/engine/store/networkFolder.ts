import { statfsSync } from 'node:fs';

/** Kinds of file systems that other computers share, by the number that Linux gives them: statfs(2), linux/magic.h. */
const kinds: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
]);

/** The number of a file system's kind. */
export type KindOf = (path: string) => number;

/**
 * What the file system of a directory is called when it's one that computers share; null when it isn't, or nobody knows.
 * SQLite's log and its locks work on one computer only (https://www.sqlite.org/wal.html, "Disadvantages").
 */
export function networkFileSystem(path: string, kindOf: KindOf = (of) => statfsSync(of).type): string | null {
  if (/^[\\/]{2}[^\\/?.]/.test(path)) return 'a network share';
  try {
    return kinds.get(kindOf(path) >>> 0) ?? null;
  } catch {
    return null;
  }
}
