import { chmodSync, closeSync, openSync } from 'node:fs';

/**
 * Makes an empty file, or takes it as it is, so that nobody but its owner can read it. One that is there isn't opened: a
 * process's locks on a file end with the first descriptor of it that it closes, whoever in the process has them
 * (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 *
 * @throws the operating system's error.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(path, 0o600);
}
