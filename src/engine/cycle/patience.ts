import type { Intent } from '../store/intents.ts';

/** What the target has accepted may still come for so long, in milliseconds. */
const patience = 24 * 60 * 60 * 1000;

/** Whether a creation that the target has accepted (202) may still be carried out: it isn't sent again until then. */
export function mayStillCome(intent: Intent | null, now: number): boolean {
  return wasAccepted(intent, 'create') && now - (intent?.accepted ?? 0) < patience;
}

/** Whether the target has accepted this before without saying that it was carried out. */
export function wasAccepted(intent: Intent | null, act: Intent['act']): boolean {
  return intent !== null && intent.act === act && intent.accepted !== null;
}
