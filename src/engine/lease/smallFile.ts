import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isSystemError } from '../systemError.ts';

/** More than any of these files has. */
const mostBytes = 16 * 1024;
let drafts = 0;

/**
 * Writes a small file, readable by its owner only. Whoever reads it meanwhile sees the former one or the new one whole.
 *
 * @throws the operating system's error; nothing is left behind then.
 */
export function writeSmallFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}-${++drafts}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Null for what is missing, no regular file, too large, or not readable. */
export function readSmallFile(path: string): string | null {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= mostBytes ? readFileSync(path, 'utf8') : null;
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/** Removes it if it's there and can be. */
export function removeSmallFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Undefined, which JSON has not, for what is no JSON. */
export function parsedJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
