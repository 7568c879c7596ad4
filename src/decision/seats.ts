import type { Decision, KnownTarget } from './decision.ts';
import { deniesAccess, givesAccess } from './plan.ts';

/** Somebody for whom a cycle needs a seat. */
export interface SeatNeed {
  readonly id: string;
  readonly displayName: string;
  /** By which people of equal claim are put into order. */
  readonly userName: string;
  /** Whether the account is there and only suspended. */
  readonly returns: boolean;
  /** Since when the person has waited for a seat, in milliseconds; null for who begins to wait. */
  readonly since: number | null;
}

/** Who gets a seat, and who is left without one. */
export interface Allocation {
  readonly granted: ReadonlySet<string>;
  /** In the order in which seats are given. */
  readonly without: readonly SeatNeed[];
}

/**
 * Gives out seats: first to who comes back to a suspended account, then to who has waited longest, then by user name, then
 * by id. The order is one of what is asked for alone, so it's the same in a preview and in the sync after it.
 *
 * @param available how many seats there are to give; a negative number is none.
 */
export function allocateSeats(needs: readonly SeatNeed[], available: number): Allocation {
  const inOrder = needs.toSorted(byClaim);
  const count = Math.max(0, Math.floor(available));
  return { granted: new Set(inOrder.slice(0, count).map(({ id }) => id)), without: inOrder.slice(count) };
}

function byClaim(left: SeatNeed, right: SeatNeed): number {
  return (
    Number(right.returns) - Number(left.returns) ||
    compare(left.since ?? Number.POSITIVE_INFINITY, right.since ?? Number.POSITIVE_INFINITY) ||
    compare(left.userName, right.userName) ||
    compare(left.id, right.id)
  );
}

function compare<Value extends string | number>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Whether carrying out a decision takes one of the team's seats: invited and active members have one, suspended ones don't
 * (Dropbox API specification, `team.TeamGetInfoResult.num_provisioned_users`; `team.MembersUnsuspendError.team_license_limit`).
 */
export function takesSeat({ summary: { action, source }, planned }: Decision): boolean {
  if (source.type !== 'User') return false;
  const access = planned.find(({ attribute }) => givesAccess(attribute));
  if (action === 'create') return access === undefined || !deniesAccess(access.new);
  return action === 'update' && access !== undefined && deniesAccess(access.old) && !deniesAccess(access.new);
}

/** Whether carrying out a decision that takes access away gives a seat back. */
export function freesSeat(
  { summary: { action, source } }: Pick<Decision, 'summary'>,
  lifeCycle: KnownTarget['lifeCycle'],
): boolean {
  const takesAway = action === 'disable' || action === 'delete';
  return source.type === 'User' && takesAway && (lifeCycle === 'invited' || lifeCycle === 'active');
}
