import type { SeatReport } from '../../protocol/cycleSummary.ts';
import type { ObjectIdentity } from '../../protocol/provisioning.ts';

/**
 * Who may have a seat in a cycle. Where the target tells how many there are, they're given out before the first write; where it
 * doesn't, everybody may try until the target refuses the first for want of one: the rest isn't sent to be refused one by one.
 */
export interface SeatLedger {
  /** Settles who gets a seat, and who doesn't, in order; whoever else comes gets one of those that are left. */
  allot(told: NonNullable<SeatReport['told']>, granted: ReadonlySet<string>, without: readonly ObjectIdentity[]): void;
  /**
   * Whether somebody may have a seat. Where seats were short before and the target doesn't tell, one goes first, and the others
   * wait until it's known how that ended.
   *
   * @returns false when none is left; otherwise `ended` must be called.
   */
  enter(object: ObjectIdentity): Promise<boolean>;
  /** @param refused whether the target said that no seat is free. */
  ended(object: ObjectIdentity, refused: boolean): void;
  /** What the seats came to; null when nobody needed one, or everybody got one of a target that doesn't tell. */
  report(): SeatReport | null;
}

/** @param wereShort whether somebody waits for a seat since an earlier cycle. */
export function createSeatLedger(wereShort: () => boolean): SeatLedger {
  let told: SeatReport['told'] = null;
  let granted: ReadonlySet<string> = new Set();
  let inOrder: readonly string[] = [];
  let left = Number.POSITIVE_INFINITY;
  let isShort = false;
  /** Null when nobody has tried yet; resolves when the first has. */
  let trial: Promise<void> | null = null;
  let endTrial = (): void => undefined;
  const without = new Map<string, ObjectIdentity>();

  const mayHave = (id: string): boolean => {
    if (isShort) return false;
    if (granted.has(id)) return true;
    left -= 1;
    return left >= 0;
  };
  return {
    allot(counts, chosen, leftOut) {
      told = counts;
      granted = chosen;
      inOrder = leftOut.map(({ id }) => id);
      left = Math.max(0, counts.free + counts.freed - chosen.size);
      trial = Promise.resolve();
    },
    async enter(object) {
      if (trial === null && wereShort())
        trial = new Promise((resolve) => {
          endTrial = resolve;
        });
      else await (trial ??= Promise.resolve());
      const may = mayHave(object.id);
      if (!may) without.set(object.id, object);
      return may;
    },
    ended(object, refused) {
      if (refused) {
        isShort = true;
        without.set(object.id, object);
      }
      endTrial();
    },
    report() {
      if (told === null && without.size === 0) return null;
      const named = inOrder.flatMap((id) => without.get(id) ?? []);
      const others = [...without.values()].filter((object) => !inOrder.includes(object.id));
      return { told, without: [...named, ...others] };
    },
  };
}
