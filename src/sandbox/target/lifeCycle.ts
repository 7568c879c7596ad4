import { ScimError } from './errors.ts';
import type { ScimObject } from './scimObject.ts';
import type { MemberStatus, StoredResource, TargetStore } from './store.ts';

/** Counts the licences in use: invited and active members hold one (Dropbox API, `team/get_info`). */
export interface Seats {
  readonly used: () => number;
  limit: number | undefined;
  /** Throws when no licence is left. */
  demand(user: string): void;
}

/** Starts counting over what is in the store now and whatever happens to it later. */
export function countSeats(store: TargetStore, limit: number | undefined): Seats {
  const holds = (resource: StoredResource | undefined): number =>
    resource?.status === 'invited' || resource?.status === 'active' ? 1 : 0;
  let used = store.all('User').reduce((sum, user) => sum + holds(user), 0);
  store.onChange(({ previous, current }) => {
    used += holds(current) - holds(previous);
  });
  return {
    used: () => used,
    limit,
    /**
     * How Dropbox's SCIM service says it is not published. Assumed: 400, since the request cannot succeed for this
     * user while the token and the service are fine, with the Business API's tag (`team_license_limit`) in the detail.
     */
    demand(user) {
      if (this.limit === undefined || used < this.limit) return;
      throw new ScimError(
        400,
        `team_license_limit: the team has ${this.limit} licenses and all are in use, so there is none for ${user}. Remove or suspend a member, or buy licenses.`,
      );
    },
  };
}

/**
 * The state of a new member. Provisioning never makes someone active: the person has to accept the invitation. One
 * who is created with `active` false is taken as suspended from the start (an assumption; undocumented).
 */
export function statusOfNew(attributes: ScimObject): MemberStatus {
  return attributes['active'] === false ? 'suspended' : 'invited';
}

/**
 * The state of a member after an update. Suspending one who was only invited removes that member (Microsoft Entra ID's
 * Dropbox tutorial, “Connector limitations”); resuming a suspended one makes it active.
 */
export function statusAfterUpdate(before: MemberStatus, attributes: ScimObject): MemberStatus {
  const active = attributes['active'] !== false;
  if (active) return before === 'suspended' ? 'active' : before;
  return before === 'invited' ? 'removed' : 'suspended';
}

/** A member with another status, and since when: what the Business API tells as `joined_on` and `suspended_on`. */
export function withStatus(member: StoredResource, status: MemberStatus, time: string): StoredResource {
  if (status === member.status) return member;
  const joined = status === 'active' ? { joinedOn: member.team?.joinedOn ?? time } : {};
  const suspended = status === 'suspended' ? { suspendedOn: time } : {};
  return { ...member, status, team: { ...member.team, ...joined, ...suspended } };
}
