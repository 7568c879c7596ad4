import { setTimeout as wait } from 'node:timers/promises';
import { isLiveSandbox } from './liveSandbox.ts';
import { readRunningSandbox } from './readySandbox.ts';

/** Milliseconds that a sandbox has to end, and between two looks at whether it has. */
const patience = 10_000;
const pause = 50;

/**
 * Asks the sandbox that runs over a state directory to end, whoever has started it, and waits until it has. No process is asked
 * that doesn't prove to be that sandbox.
 *
 * @returns false when none runs.
 * @throws Error when it doesn't end.
 */
export async function stopRunningSandbox(stateDirectory: string): Promise<boolean> {
  const running = readRunningSandbox(stateDirectory);
  if (running === null || !(await isLiveSandbox(running))) return false;
  process.kill(running.pid, 'SIGTERM');
  const end = performance.now() + patience;
  while (readRunningSandbox(stateDirectory) !== null) {
    if (performance.now() > end) throw new Error(`The sandbox in ${stateDirectory} doesn’t end.`);
    await wait(pause);
  }
  return true;
}
