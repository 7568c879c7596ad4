import { basename } from 'node:path';
import { filesOfDatabase, oddKindAt } from '../../directories/files/fileKind.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { networkFileSystem, type KindOf } from './networkFolder.ts';
import { DamagedRowError } from './storedJson.ts';

/**
 * What is wrong with the state itself, in words for the person whose disk or file it is; null for an error that says nothing
 * of it. SQLite's result codes: https://www.sqlite.org/rescode.html
 *
 * @param path the state directory.
 * @param kindOf tells the number of its file system's kind.
 */
export function stateFailure(error: unknown, path: string, kindOf?: KindOf): ProvisioningFailure | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof DamagedRowError) return damagedState(path, `damaged: ${error.message}`, error);
  if ('errcode' in error) {
    const code = Number(error.errcode) & 0xff;
    const why = troubles[code];
    if (why === undefined) return null;
    const told = `${why} (${error.message})${sharedText(code, path, kindOf)}`;
    return code === corrupt || code === notADatabase
      ? new DamagedState(path, told, error)
      : unusableState(path, told, error);
  }
  if (!('syscall' in error && 'code' in error)) return null;
  const code = String(error.code);
  return unusableState(path, obstacles[code] ?? `the system says ${code}`, error);
}

/** What SQLite says where a file system doesn't give it the locks and the shared memory that it needs. */
const ofSharing: ReadonlySet<number> = new Set([5, 6, 10, 11, 14, 15]);

function sharedText(code: number, path: string, kindOf?: KindOf): string {
  const shared = ofSharing.has(code) ? networkFileSystem(path, kindOf) : null;
  if (shared === null) return '';
  return `. It is on a network file system (${shared}), where a state cannot be locked safely: keep it on a disk of this computer`;
}

const wayOn =
  'Mend that and run the command again; what was not finished is taken up then. Another directory can be named with --state DIR.';

const wayOnFromDamage = `${wayOn} A sync with --rebuild moves the damaged file away by itself.`;

/** The state can't be used; nothing was lost, and nothing is begun anew without a person. */
export function unusableState(path: string, why: string, cause?: unknown): ProvisioningFailure {
  const message = `The state cannot be kept in ${path}: ${why}.`;
  return new ProvisioningFailure('invalidState', message, { recommendedAction: wayOn, cause });
}

/** The state is damaged: what is in it can't be relied on, or is gone. */
export class DamagedState extends ProvisioningFailure {
  constructor(path: string, why: string, cause?: unknown) {
    super('invalidState', `The state cannot be kept in ${path}: ${why}.`, {
      recommendedAction: wayOnFromDamage,
      cause,
    });
  }
}

/** @param what is the matter with the file: `empty`. */
export function damagedState(path: string, what: string, cause?: unknown): DamagedState {
  return new DamagedState(path, `state.sqlite in it is ${what}; ${waysOnFromDamage}`, cause);
}

/**
 * Refuses a database of the state in whose place, or in the place of what SQLite keeps beside it, is no file: opening a pipe
 * may wait without end.
 *
 * @param path the state directory. @throws ProvisioningFailure of kind `invalidState`.
 */
export function refuseOddFiles(path: string, database: string): void {
  for (const file of filesOfDatabase(database)) {
    const kind = oddKindAt(file);
    if (kind !== null) throw unusableState(path, `${basename(file)} in it is ${kind}; move it away`);
  }
}

/** What to do about a state that can't be read. */
export const waysOnFromDamage = 'restore it, or move it away and the next cycle begins anew and creates nobody twice';

/** SQLite's result codes of damage. */
const corrupt = 11;
const notADatabase = 26;

const troubles: Readonly<Record<number, string>> = {
  3: 'you may not write there',
  5: 'another process is using it',
  6: 'another process is using it',
  8: 'it may not be written',
  10: 'the disk failed',
  11: `it is damaged; ${waysOnFromDamage}`,
  13: 'the disk is full',
  14: 'a file in it cannot be opened',
  15: 'a file in it cannot be locked',
  22: 'its file system cannot hold so large a file',
  26: `state.sqlite in it is something else; ${waysOnFromDamage}`,
};

const obstacles: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'a directory is where a file belongs',
  ENOENT: 'it cannot be made',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EFBIG: 'its file system cannot hold so large a file',
  EIO: 'the disk failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};
