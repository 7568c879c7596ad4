import { setImmediate } from 'node:timers/promises';
import { currentRun } from './currentRun.ts';
import type { LeasePorts } from './leasePorts.ts';

const pause = 100;
/** Milliseconds that it waits for others altogether: a long cycle isn't waited for to its end. */
const patience = 60_000;

/**
 * What a computation that only reads does between its parts, so that it's in nobody's way: lets the process turn to other
 * requests, and waits while something runs on the state that somebody has asked for, in whatever process.
 */
export function givingWay(stateDirectory: string, ports: LeasePorts): (signal: AbortSignal) => Promise<void> {
  let waited = 0;
  return async (signal) => {
    await setImmediate();
    while (waited < patience && !signal.aborted && currentRun(stateDirectory)?.background === false) {
      await ports.wait(pause, signal);
      waited += pause;
    }
  };
}
