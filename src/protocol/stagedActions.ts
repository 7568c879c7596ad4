import type { AttributeJson, LeaverFiles, ObjectIdentity, Reason } from './provisioning.ts';

/** What a person decided about an action that is held back. */
export interface HoldDecision {
  /** `released`: the next sync carries it out. `rejected`: it stays held back until the source changes what caused it. */
  readonly verdict: 'released' | 'rejected';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who decided: the name of the operating system's account; null when it isn't known. */
  readonly by: string | null;
}

/** An action that accidental-deletion prevention holds back until a person releases it, by name. */
export interface StagedAction {
  /** Names the action: the object, its account and the act. Stays the same from cycle to cycle. */
  readonly key: string;
  readonly source: ObjectIdentity;
  readonly targetId: string;
  readonly action: 'disable' | 'delete' | 'removeMembers';
  /** True when the account can't be given back afterwards. */
  readonly permanent: boolean;
  /** For `removeMembers`: how many of its members a group would lose; null otherwise. */
  readonly members: { readonly lost: number; readonly of: number } | null;
  readonly reason: Reason;
  /** ISO 8601, UTC: when it was held back first. */
  readonly since: string;
  /** Of a member who would be removed by Dropbox's Business API; absent otherwise. */
  readonly files?: LeaverFiles;
  /** Null while nobody has decided. */
  readonly decision: HoldDecision | null;
}

/** A staged action with what it would change. */
export interface StagedDetail {
  readonly action: StagedAction;
  /** What the account has now, as far as it's known, by target attribute. */
  readonly before: Readonly<Record<string, AttributeJson>>;
  /** What it would have afterwards; null when there would be no account any more. */
  readonly after: Readonly<Record<string, AttributeJson>> | null;
  /** Display names, sorted: the members of a group who stay, and those who would leave; null for a user. */
  readonly members: { readonly stay: readonly string[]; readonly leave: readonly string[] } | null;
}
