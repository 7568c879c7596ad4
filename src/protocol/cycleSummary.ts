import type { HttpExchange, ObjectIdentity } from './provisioning.ts';
import type { Text } from './text.ts';

export interface ActionCounts {
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly skip: number;
  readonly failure: number;
}

export interface RequestCounts {
  readonly source: number;
  readonly target: number;
  readonly targetWrites: number;
}

/** How a cycle ended. */
export interface CycleSummary {
  readonly cycleId: string;
  readonly cycle: 'initial' | 'incremental';
  /** `cancelled` leaves a consistent state: the next cycle does the rest. */
  readonly outcome: 'completed' | 'cancelled' | 'quarantined';
  readonly counts: ActionCounts;
  /** Objects that were looked at and needed nothing. */
  readonly unchanged: number;
  /** Actions held back by accidental-deletion prevention. Those that a person has rejected count as skipped. */
  readonly staged: number;
  /** Accounts that the cycle takes away permanently, of those that it disables or deletes. */
  readonly permanent: number;
  /** Objects of which the target's responses leave something open. What may not have been done isn't counted as done. */
  readonly warnings: number;
  readonly requests: RequestCounts;
  readonly durationMs: number;
  readonly quarantine: Quarantine | null;
  /** Null when nobody needed a seat, or everybody got one of a target that doesn't tell. Absent of older cycles. */
  readonly seats?: SeatReport | null;
  /** What a preview of a job that Entra runs could not see, in sentences; absent where it saw everything. */
  readonly unseen?: readonly Text[];
}

/** The seats of the target's team, as a cycle found them before its first write. */
export interface SeatReport {
  /** Null where the target doesn't tell, as over SCIM: who gets none is learnt there by a refusal. */
  readonly told: {
    readonly licensed: number;
    readonly free: number;
    /** How many become free first, by whom the cycle suspends or removes. */
    readonly freed: number;
    readonly needed: number;
  } | null;
  /** Who gets none, in the order in which seats are given. */
  readonly without: readonly ObjectIdentity[];
}

export interface Quarantine {
  /** `TooManyDeletes`, `EncounteredQuarantineException`, … (Graph's quarantineReason). */
  readonly reason: string;
  readonly message: Text;
  readonly recommendedAction: Text;
  /** ISO 8601, UTC: since when it's for this reason. */
  readonly since: string;
  /** The request, and its response, that caused it; null where none did. */
  readonly exchange: HttpExchange | null;
  /** ISO 8601, UTC: since when one attempt after the other has failed, for whatever reason. */
  readonly seriesBegan: string;
  /** How many attempts that were. */
  readonly seriesCount: number;
  /** ISO 8601, UTC: when a cycle runs by itself next. Null while that is as ever, and when `off`. */
  readonly nextAttempt: string | null;
  /** True when it has lasted so long that no cycle runs by itself any more; *Sync Now* and a restart do. */
  readonly off: boolean;
  /** True when an initial cycle has forgotten what failed when: all of it remains to be decided. */
  readonly escrowsPruned: boolean;
}
