import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { oddKindAt } from '../directories/files/fileKind.ts';
import { isDirectoryFileInUse } from './directory/persistence.ts';
import { isLoopbackAddress } from './liveSandbox.ts';
import { jsonLine } from '../protocol/safeText.ts';

/** How to reach a sandbox that runs. */
export interface RunningSandbox {
  readonly pid: number;
  /** Stays the same when the sandbox gets other ports: what is in it is what was in it before. */
  readonly id: string;
  readonly source: {
    /** `http://127.0.0.1:PORT/v1.0` */
    readonly baseAddress: string;
    readonly token: string;
    readonly tenantId: string;
    readonly servicePrincipalId: string;
  };
  readonly target: {
    /** `http://127.0.0.1:PORT/scim/v2` */
    readonly baseAddress: string;
    readonly token: string;
  };
  /** The same team behind Dropbox's Business API, with its authorisation. */
  readonly dropboxBusiness: {
    /** `http://127.0.0.1:PORT`; the routes are below `/2/`, the tokens at `/oauth2/token`. */
    readonly apiAddress: string;
    /** `http://127.0.0.1:PORT/oauth2/authorize` */
    readonly authorizeAddress: string;
    /** A token that may do everything and doesn't expire. */
    readonly token: string;
    readonly appKey: string;
  };
  /** Absolute path of the job file made for the sandbox. */
  readonly jobFile: string;
}

/** The files of a state directory. */
export interface SandboxPaths {
  readonly directory: string;
  readonly target: string;
  readonly running: string;
  readonly job: string;
}

export function pathsIn(stateDirectory: string): SandboxPaths {
  const root = resolve(stateDirectory);
  return {
    directory: join(root, 'directory.sqlite'),
    target: join(root, 'target.sqlite'),
    running: join(root, 'sandbox.json'),
    job: join(root, 'sandbox.provisioning.json'),
  };
}

/** Writes `sandbox.json`, readable by its owner only because tokens are in it; readers never see half of it. */
export function writeRunningSandbox(
  stateDirectory: string,
  { pid, id, source, target, dropboxBusiness, jobFile }: RunningSandbox,
): void {
  const { running } = pathsIn(stateDirectory);
  const text = `${JSON.stringify({ pid, id, source, target, dropboxBusiness, jobFile }, null, 2)}\n`;
  replaceFile(running, text);
}

/**
 * Writes a file that only its owner can read in place of the one that is there, whole or not at all. What a killed process or
 * somebody else has left under the draft's name is not written to.
 */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
}

/** The sandbox that runs over a state directory; null when none does, whatever a killed one left behind. */
export function readRunningSandbox(stateDirectory: string): RunningSandbox | null {
  const { running, directory } = pathsIn(stateDirectory);
  const sandbox = parse(readIfThere(running));
  // The lock on the directory's file tells a living sandbox from another process that got its number since.
  return sandbox !== null && isAlive(sandbox.pid) && isDirectoryFileInUse(directory) ? sandbox : null;
}

/** The one line of JSON that says that a sandbox is ready: how to reach its servers, and the job file made for them. */
export function readyLine({ id, source, target, dropboxBusiness, jobFile }: RunningSandbox): string {
  return jsonLine({ id, source, target, dropboxBusiness, job: jobFile });
}

/** The text of a small file; null where there is none: nothing, a path that leads nowhere, or a pipe that may never end. */
export function readIfThere(path: string): string | null {
  if (path.includes('\0') || oddKindAt(path) !== null) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && nowhere.has(String(error.code))) return null;
    throw error;
  }
}

const nowhere = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

function parse(text: string | null): RunningSandbox | null {
  if (text === null) return null;
  try {
    const sandbox = Object(JSON.parse(text)) as RunningSandbox;
    return isWhole(sandbox) ? sandbox : null;
  } catch {
    // Not a file of ours: then no sandbox of ours runs here.
    return null;
  }
}

/** Whether a file says all that is needed, and leads to this machine. */
function isWhole({ pid, source, target, dropboxBusiness }: Partial<RunningSandbox>): boolean {
  const business = { baseAddress: dropboxBusiness?.apiAddress, token: dropboxBusiness?.token };
  const sides = [source, target, business].every(
    (side) => typeof side?.token === 'string' && isLoopbackAddress(side.baseAddress),
  );
  const authorizes = typeof dropboxBusiness?.appKey === 'string' && isLoopbackAddress(dropboxBusiness.authorizeAddress);
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    sides &&
    authorizes &&
    typeof source?.servicePrincipalId === 'string'
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
