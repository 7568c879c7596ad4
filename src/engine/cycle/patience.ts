import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Intent, Intents } from '../store/intents.ts';

/** What the target has accepted may still come for so long, in milliseconds. */
const patience = 24 * 60 * 60 * 1000;

/**
 * Whether a creation that the target has accepted (202) may still be carried out: it isn't sent again until then. A time ahead
 * of now was noted before the clock was set back: when that is little, the creation is waited for so much longer; a time that
 * is further away than the patience in either direction, or is none, says nothing and holds nothing up.
 *
 * @param now milliseconds since 1970.
 */
export function mayStillCome(intent: Intent | null, now: number): boolean {
  return wasAccepted(intent, 'create') && Math.abs(now - (intent?.accepted ?? NaN)) < patience;
}

/** Whether the target has accepted this before without saying that it was carried out. */
export function wasAccepted(intent: Intent | null, act: Intent['act']): boolean {
  return intent !== null && intent.act === act && intent.accepted !== null;
}

/**
 * Ends what was begun and has come to its end. A creation that the target has only accepted is looked for until its account
 * is found or its time is over, whatever becomes of the object meanwhile.
 *
 * @param ended ids of the objects: `found` are those that have an account.
 */
export function endIntents(
  intents: Intents,
  type: ObjectType,
  ended: { readonly settled: readonly string[]; readonly found: readonly string[] },
  now: number,
): void {
  const begun = intents.begun(type, ended.settled);
  const found = new Set(ended.found);
  intents.end(
    type,
    ended.settled.filter((id) => found.has(id) || !mayStillCome(begun.get(id) ?? null, now)),
  );
}
