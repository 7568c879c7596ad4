import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds after which a lock is taken for left behind; what is done under it takes seconds. */
const longestHold = 60_000;
const pauseBetweenLooks = 100;

/**
 * Runs work that no other window runs at the same time. The lock is a file, which is broken when its holder is dead or has had it
 * for a minute; where no file can be made, the work runs without one. So it spares work, and protects nothing that would break.
 */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const mine = `${process.pid} ${randomUUID()}`;
  const held = await take(path, mine);
  try {
    return await work();
  } finally {
    if (held && (await textOf(path)) === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch {
    return false;
  }
  for (;;) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
    if (await isLeftBehind(path)) await rm(path, { force: true });
    else await pause(pauseBetweenLooks);
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  const made = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  if (made === null) return false;
  if (Date.now() - made > longestHold) return true;
  const pid = Number.parseInt((await textOf(path)) ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid);
}

function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
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
