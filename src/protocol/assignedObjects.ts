import type { EventStatus, ObjectIdentity, ProvisioningEvent, Reason } from './provisioning.ts';

/** The state of one assigned object in the tree. */
export type ObjectState = 'notYet' | 'inScope' | 'provisioned' | 'skipped' | 'failed' | 'disabled' | 'staged';

export interface AssignedObject extends ObjectIdentity {
  readonly state: ObjectState;
  /** Why it was skipped or failed; the last reason otherwise; null before the first cycle. */
  readonly reason: Reason | null;
  /** Names of the app roles, `Default Access` among them. */
  readonly roles: readonly string[];
  /** Whether an assignment is its own. */
  readonly assignedDirectly: boolean;
  /** Display names of the groups that bring assignments, beside a direct one or without. */
  readonly assignedVia: readonly string[];
  readonly userPrincipalName: string | null;
  readonly targetId: string | null;
  readonly lastAction: ProvisioningEvent['action'] | null;
  /** How the last action ended; null before the first. */
  readonly lastStatus: EventStatus | null;
  /** ISO 8601, UTC. */
  readonly lastActivity: string | null;
  readonly lastEventId: number | null;
  /** Number of direct members, for a group. */
  readonly memberCount: number | null;
  /** ISO 8601, UTC: when what failed is tried again; not after now when that is with the next cycle. Null when it isn't. */
  readonly nextAttempt: string | null;
}

export interface AssignedPage {
  readonly objects: readonly AssignedObject[];
  /** Total that match the filter, over all pages. */
  readonly total: number;
  /** Total without a filter. */
  readonly unfiltered: number;
}

/** How many users and groups are in each state; states that none is in are left out. */
export type StateCounts = Readonly<Partial<Record<ObjectState, number>>>;
