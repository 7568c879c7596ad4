import type { Directory } from './directory.ts';
import { badRequest, GraphError } from './graphError.ts';
import type { ObjectType } from './model.ts';
import type { TokenSealer } from './tokens.ts';

/** How far a delta query has come: still reading what there was, or following the change log. */
export type DeltaPosition =
  | {
      readonly phase: 'initial';
      /** Position of the next object, and of the next member when a big group was cut. */
      readonly object: number;
      readonly member: number;
      /** The log's end when the query began: what changed meanwhile comes with the first deltaLink. */
      readonly since: number;
    }
  | { readonly phase: 'changes'; readonly since: number };

/** All that a delta query's nextLink or deltaLink remembers: its options are frozen into it. */
export interface DeltaState {
  readonly type: ObjectType;
  /** Null for the type's default properties. */
  readonly select: readonly string[] | null;
  /** The ids of `$filter=id eq … or id eq …`; null for all objects. */
  readonly ids: readonly string[] | null;
  readonly pageSize: number;
  readonly position: DeltaPosition;
}

/** Delta tokens, which can be made to expire. */
export interface DeltaTokens {
  seal(state: DeltaState): string;
  /** Throws Graph's 410 for a token that is too old, was revoked, or that it never gave. */
  open(token: string, type: ObjectType, restartAddress: string): DeltaState;
  /** Makes all tokens given so far invalid: as after seven days, or as when Graph wants a resynchronization. */
  revoke(reason: DeltaRevocation): void;
}

export type DeltaRevocation = 'syncStateNotFound' | 'resyncRequired';

/** Microsoft Graph, "Use delta query": tokens for directory objects live seven days. */
export const deltaTokenLifetimeMilliseconds = 7 * 24 * 60 * 60 * 1000;

const messages: Readonly<Record<DeltaRevocation, string>> = {
  syncStateNotFound:
    'The sync state generation is not found; the delta token has expired. Restart with a full synchronization.',
  resyncRequired: 'The service requires a full resynchronization. Follow the Location header.',
};

/** Delta tokens of one directory. A token holds the time it was given, so nothing has to be kept for it. */
export function createDeltaTokens(directory: Directory, sealer: TokenSealer): DeltaTokens {
  let revoked: { readonly through: number; readonly reason: DeltaRevocation } | null = null;
  let latest = 0;
  return {
    seal(state) {
      latest = Math.max(directory.now().getTime(), (revoked?.through ?? 0) + 1);
      return sealer.seal({ ...state, at: latest });
    },
    open(token, type, restartAddress) {
      const gone = (reason: DeltaRevocation): GraphError =>
        new GraphError(410, reason, messages[reason], { Location: restartAddress });
      const content = sealer.open(token);
      if (content === null || typeof content['at'] !== 'number') throw gone('syncStateNotFound');
      const { at, ...state } = content as unknown as DeltaState & { at: number };
      if (state.type !== type) throw badRequest(`The delta token was given for another resource than ${type}s.`);
      if (directory.now().getTime() - at > deltaTokenLifetimeMilliseconds) throw gone('syncStateNotFound');
      if (revoked !== null && at <= revoked.through) throw gone(revoked.reason);
      return state;
    },
    revoke(reason) {
      revoked = { through: Math.max(directory.now().getTime(), latest), reason };
    },
  };
}
