import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** In the environment of a test run, and so of all that it starts. */
const variable = 'DROPBOX_PROVISIONING_TEST_RUN';

/** Marks this process, so that what it starts from now on is known by its environment, whoever its parent is by then. */
export function markRun(): string {
  const mark = randomUUID();
  process.env[variable] = mark;
  return mark;
}

/**
 * Ends what a run has started and left running: it would hold the run's output, and whoever reads that to its end, for ever. Only where
 * there is `/proc` (proc(5)).
 *
 * @param mark of the run.
 * @returns the command lines of what was ended.
 */
export function endLeftovers(mark: string): readonly string[] {
  return processIds().flatMap((id) => {
    try {
      if (!readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(`${variable}=${mark}`)) return [];
      const commandLine = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').join(' ').trim();
      process.kill(id, 'SIGKILL');
      return [commandLine];
    } catch {
      return []; // it has ended meanwhile, or is somebody else's
    }
  });
}

/** All processes but this one. */
function processIds(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    const id = Number(name);
    return Number.isInteger(id) && id !== process.pid ? [id] : [];
  });
}
