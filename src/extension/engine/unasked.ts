import { Cancelled } from '../support/actionableFailure.ts';
import { engineFailureKind } from './engineFailure.ts';

/** So often it's begun again. */
const most = 5;

/** Whether a run in the background gave way to something that somebody has chosen, or waited for it in vain. */
export function gaveWay(failure: unknown): boolean {
  return failure instanceof Cancelled || engineFailureKind(failure) === 'busy';
}

/**
 * Asks the engine, in the background, for what nobody has chosen: it's begun again where it gave way. Throws what it gave way with
 * when that happens again and again.
 */
export async function unasked<T>(ask: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await ask();
    } catch (failure) {
      if (!gaveWay(failure) || times === most) throw failure;
    }
  }
}
