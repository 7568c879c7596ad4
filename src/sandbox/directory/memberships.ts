import { StableOrder } from './stableOrder.ts';

const nobody = new StableOrder<string>();

/** Who is a direct member of which group. A member in the recycle bin stays a member until it is gone for good. */
export class Memberships {
  readonly #members = new Map<string, StableOrder<string>>();
  readonly #groups = new Map<string, Set<string>>();

  /** The ids of a group's direct members in the order in which they joined. */
  membersOf(groupId: string): StableOrder<string> {
    return this.#members.get(groupId) ?? nobody;
  }

  /** The ids of the groups that an object is a direct member of. */
  groupsOf(memberId: string): readonly string[] {
    return [...(this.#groups.get(memberId) ?? [])];
  }

  /** The ids of the groups that an object is a member of, directly or through other groups, each once. */
  transitiveGroupsOf(memberId: string): readonly string[] {
    const found = new Set(this.groupsOf(memberId));
    // A set that grows while it is walked through is walked through to its new end.
    for (const groupId of found) for (const outer of this.groupsOf(groupId)) found.add(outer);
    found.delete(memberId);
    return [...found];
  }

  /** Adds a member; a position is given when it is known from an earlier process. Returns its position. */
  add(groupId: string, memberId: string, position?: number): number {
    let members = this.#members.get(groupId);
    if (members === undefined) this.#members.set(groupId, (members = new StableOrder()));
    let groups = this.#groups.get(memberId);
    if (groups === undefined) this.#groups.set(memberId, (groups = new Set()));
    groups.add(groupId);
    if (position === undefined) return members.set(memberId, memberId);
    members.place(position, memberId, memberId);
    return position;
  }

  /** Removes a member and returns the position it had; undefined when it was none. */
  remove(groupId: string, memberId: string): number | undefined {
    this.#groups.get(memberId)?.delete(groupId);
    return this.#members.get(groupId)?.delete(memberId);
  }

  /** The ids of all members of a group and of the groups in it, each once, however the groups are nested. */
  transitiveMembersOf(groupId: string): StableOrder<string> {
    const found = new StableOrder<string>();
    const groups = [groupId];
    for (let next = groups.pop(); next !== undefined; next = groups.pop()) {
      for (const memberId of this.membersOf(next).values()) {
        if (found.has(memberId) || memberId === groupId) continue;
        found.set(memberId, memberId);
        if (this.#members.has(memberId)) groups.push(memberId);
      }
    }
    return found;
  }
}
