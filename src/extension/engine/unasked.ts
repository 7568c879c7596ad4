import { Cancelled } from '../support/actionableFailure.ts';

/** So often it's begun again. */
const most = 5;

/**
 * Asks the engine, in the background, for what nobody has chosen: it's begun again where it gave way to something that somebody
 * has. Throws Cancelled when that happens again and again.
 */
export async function unasked<T>(ask: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await ask();
    } catch (failure) {
      if (!(failure instanceof Cancelled) || times === most) throw failure;
    }
  }
}
