/**
 * Spaces requests out as a server's limit allows. What a server takes in a second is learnt from its refusals: as many as it
 * took since the last one, over the time that this took and the pause that it asks for. From then on requests begin that far
 * apart, a little closer with each success, so that a limit that has risen is found.
 */
export interface Pacing {
  /** Milliseconds until the next request may begin; 0 where nothing is known of a limit. */
  wait(now: number): number;
  /** A request begins. */
  begin(now: number): void;
  succeeded(now: number): void;
  /** The server refuses for the first time since requests could begin again, and asks for a pause. */
  refused(now: number, pause: number): void;
}

/** With fewer requests than this between two refusals, it isn't their number that the server minds. */
const fewest = 10;
/** A server that asks for more milliseconds than this is not counting by the second. */
const longestPause = 5000;
/** When nothing was sent or responded to for so many milliseconds, what comes then is counted anew. */
const idle = 250;
/** What each success adds to the pace: much until a pace has turned out to be too fast, and little from then on. */
const [searching, settled] = [1.004, 1.0005];

export function createPacing(): Pacing {
  /** Milliseconds between the beginnings of two requests; 0 where nothing is known of a limit. */
  let gap = 0;
  let next = 0;
  let beganAt: number | null = null;
  let taken = 0;
  let activeAt = 0;
  let growth = searching;
  /** Milliseconds and requests from which the gap was learnt. */
  let learnt: { readonly span: number; readonly taken: number } | null = null;
  return {
    wait: (now) => (gap === 0 ? 0 : Math.max(0, next - now)),
    begin(now) {
      if (beganAt === null || (now > beganAt && now - activeAt > idle)) {
        beganAt = now;
        taken = 0;
      }
      activeAt = now;
      // One that begins late, since timers are, doesn't delay those after it.
      next = Math.max(next, now - gap) + gap;
    },
    succeeded(now) {
      activeAt = now;
      if (learnt !== null && beganAt !== null && now < beganAt) {
        // It was under way when another one was refused.
        learnt = { ...learnt, taken: learnt.taken + 1 };
        gap = learnt.span / learnt.taken;
        return;
      }
      taken += 1;
      gap /= growth;
    },
    refused(now, pause) {
      const resumesAt = now + pause;
      if (gap > 0) growth = settled;
      const isCounted = beganAt !== null && taken >= fewest && pause > 0 && pause <= longestPause;
      learnt = isCounted ? { span: resumesAt - (beganAt ?? now), taken } : null;
      if (learnt !== null) gap = learnt.span / learnt.taken;
      else if (gap > 0 && taken < fewest) gap *= 2;
      beganAt = resumesAt;
      next = resumesAt;
      activeAt = resumesAt;
      taken = 0;
    },
  };
}
