import { maskedKeysIn } from '../engine/engineFailure.ts';

/** Values by key, as a person has entered them: sent to Entra and stored nowhere. */
export type Entered = Readonly<Record<string, string>>;

/**
 * Writes something that Entra keeps among credentials. Where it keeps some of them masked, the failure names their keys: those
 * are asked for, and it's written with them.
 *
 * @param keys what to ask for at once, because it's known to be needed.
 * @param ask gives a value for each key; null when the person doesn't enter them.
 * @returns false when they weren't entered; nothing was written then.
 */
export async function whileMasked(
  keys: readonly string[],
  ask: (keys: readonly string[]) => Promise<Entered | null>,
  write: (entered: Entered) => Promise<unknown>,
): Promise<boolean> {
  const entered = new Map<string, string>();
  for (let missing = keys; ;) {
    const more = missing.length === 0 ? {} : await ask(missing);
    if (more === null) return false;
    for (const [key, value] of Object.entries(more)) entered.set(key, value);
    try {
      await write(Object.fromEntries(entered));
      return true;
    } catch (failure) {
      missing = maskedKeysIn(failure).filter((key) => !entered.has(key));
      if (missing.length === 0) throw failure;
    }
  }
}
