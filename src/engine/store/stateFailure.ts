import { basename } from 'node:path';
import { filesOfDatabase, oddKindAt } from '../../directories/files/fileKind.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { networkFileSystem, type KindOf } from './networkFolder.ts';
import { DamagedRowError } from './storedJson.ts';
import { text, type Text } from '../../protocol/text.ts';

/**
 * What is wrong with the state itself, in words for the person whose disk or file it is; null for an error that says nothing
 * of it. SQLite's result codes: https://www.sqlite.org/rescode.html
 *
 * @param path the state directory.
 * @param kindOf tells the number of its file system's kind.
 */
export function stateFailure(error: unknown, path: string, kindOf?: KindOf): ProvisioningFailure | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof DamagedRowError) return damagedState(path, text`damaged: ${error.message}`, error);
  if ('errcode' in error) {
    const code = Number(error.errcode) & 0xff;
    const why = troubles[code];
    if (why === undefined) return null;
    const said = text`${why} (${error.message})`;
    const shared = sharedFileSystem(code, path, kindOf);
    const told =
      shared === null
        ? said
        : text`${said}. It is on a network file system (${shared}), where a state cannot be locked safely: keep it on a disk of this computer`;
    return code === corrupt || code === notADatabase
      ? new DamagedState(path, told, error)
      : unusableState(path, told, error);
  }
  if (!('syscall' in error && 'code' in error)) return null;
  const code = String(error.code);
  return unusableState(path, obstacles[code] ?? text`the system says ${code}`, error);
}

/** What SQLite says where a file system doesn't give it the locks and the shared memory that it needs. */
const ofSharing: ReadonlySet<number> = new Set([5, 6, 10, 11, 14, 15]);

function sharedFileSystem(code: number, path: string, kindOf?: KindOf): string | null {
  return ofSharing.has(code) ? networkFileSystem(path, kindOf) : null;
}

const wayOn = text`Mend that and run the command again; what was not finished is taken up then. Another directory can be named with --state DIR.`;

const wayOnFromDamage = text`${wayOn} A sync with --rebuild moves the damaged file away by itself.`;

/** The state can't be used; nothing was lost, and nothing is begun anew without a person. */
export function unusableState(path: string, why: Text, cause?: unknown): ProvisioningFailure {
  const message = text`The state cannot be kept in ${path}: ${why}.`;
  return new ProvisioningFailure('invalidState', message, { recommendedAction: wayOn, cause });
}

/** The state is damaged: what is in it can't be relied on, or is gone. */
export class DamagedState extends ProvisioningFailure {
  constructor(path: string, why: Text, cause?: unknown) {
    super('invalidState', text`The state cannot be kept in ${path}: ${why}.`, {
      recommendedAction: wayOnFromDamage,
      cause,
    });
  }
}

/** @param what is the matter with the file: `empty`. */
export function damagedState(path: string, what: Text, cause?: unknown): DamagedState {
  return new DamagedState(path, text`state.sqlite in it is ${what}; ${waysOnFromDamage}`, cause);
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
    if (kind !== null) throw unusableState(path, text`${basename(file)} in it is ${kind}; move it away`);
  }
}

/** What to do about a state that can't be read. */
export const waysOnFromDamage = text`restore it, or move it away and the next cycle begins anew and creates nobody twice`;

/** SQLite's result codes of damage. */
const corrupt = 11;
const notADatabase = 26;

const troubles: Readonly<Record<number, Text>> = {
  3: text`you may not write there`,
  5: text`another process is using it`,
  6: text`another process is using it`,
  8: text`it may not be written`,
  10: text`the disk failed`,
  11: text`it is damaged; ${waysOnFromDamage}`,
  13: text`the disk is full`,
  14: text`a file in it cannot be opened`,
  15: text`a file in it cannot be locked`,
  22: text`its file system cannot hold so large a file`,
  26: text`state.sqlite in it is something else; ${waysOnFromDamage}`,
};

const obstacles: Readonly<Record<string, Text>> = {
  ENOTDIR: text`a part of the path is a file`,
  EISDIR: text`a directory is where a file belongs`,
  ENOENT: text`it cannot be made`,
  EACCES: text`you may not write there`,
  EPERM: text`you may not write there`,
  EROFS: text`it is on a read-only file system`,
  ENOSPC: text`the disk is full`,
  EDQUOT: text`your share of the disk is full`,
  EFBIG: text`its file system cannot hold so large a file`,
  EIO: text`the disk failed`,
  EMFILE: text`too many files are open`,
  ENFILE: text`too many files are open`,
};
