import type { Localize } from '../protocol/localize.ts';

/** Why no token could be had. It holds no secret. */
export abstract class TokenFailure extends Error {
  /** Whether it may work later without anybody doing anything. */
  abstract get passes(): boolean;

  /** What happened and what to do next, each a sentence. */
  abstract words(t: Localize): readonly [what: string, next: string];
}
