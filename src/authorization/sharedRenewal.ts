/**
 * Lets whoever asks for a fresh token while one is being obtained share it.
 *
 * @param obtain gets one that is in force; `refused` is a token that the server has just refused as expired, null for none;
 *   `challenge` is what it wants of the next one, null where any other may do.
 */
export function sharedRenewal<Held extends { readonly token: string }>(
  obtain: (refused: string | null, challenge: string | null) => Promise<Held>,
): (refused: string | null, challenge?: string | null) => Promise<Held> {
  let underWay: Promise<Held> | null = null;
  return async (refused, challenge = null) => {
    for (;;) {
      underWay ??= obtain(refused, challenge).finally(() => {
        underWay = null;
      });
      const held = await underWay;
      // Somebody who didn't know that it's refused may have begun this.
      if (held.token !== refused) return held;
    }
  };
}
