import type { StoredResource, TargetStore } from '../../../src/sandbox/target/store.ts';
import { memberIds, textIn } from './accounts.ts';

/** A team in what SCIM and the Business API both tell of it; ids, which each service gives of its own, are left out. */
export interface TeamSnapshot {
  /** By address. */
  readonly members: Readonly<Record<string, object>>;
  /** By name, with the addresses of the members. */
  readonly groups: Readonly<Record<string, object>>;
}

/** What a story made of a team, and how it went, in words. */
export interface ToldTeam {
  readonly team: TeamSnapshot;
  readonly diary: readonly string[];
}

// An account that was renamed by hand is called after its id.
const addressOf = (user: StoredResource | undefined): string =>
  (textIn(user, 'userName') ?? 'nobody')
    .toLowerCase()
    .replace(/^renamed\.[^@]*/, `renamed.${textIn(user, 'externalId') ?? ''}`);

const accessOf = ({ status }: StoredResource): string | undefined =>
  status === 'invited' || status === 'active' ? 'active' : status;

/**
 * A team as SCIM and the Business API both tell of it. A SCIM service may leave the id of an account in its groups that its
 * administrator has deleted; Dropbox doesn't.
 */
export function snapshotOf(store: TargetStore): TeamSnapshot {
  const members = store.all('User').map((user) => {
    const { givenName = null, familyName = null } = (user.attributes['name'] ?? {}) as Readonly<Record<string, string>>;
    return [
      addressOf(user),
      { externalId: textIn(user, 'externalId'), givenName, familyName, access: accessOf(user) },
    ] as const;
  });
  const groups = store.all('Group').map((group) => {
    const held = [...memberIds(group)].map((id) => store.get('User', id)).filter((user) => user !== undefined);
    const addresses = held.map(addressOf).sort();
    return [textIn(group, 'displayName') ?? group.id, { externalId: textIn(group, 'externalId'), addresses }] as const;
  });
  return { members: Object.fromEntries(members.sort()), groups: Object.fromEntries(groups.sort()) };
}

/** A team with all that was written to it over SCIM; an id in a value is the address or name of whom it means. */
export function everythingIn(store: TargetStore): TeamSnapshot {
  const users = store.all('User');
  const named = new Map(users.map((user) => [user.id, addressOf(user)]));
  const valuesOf = ({ attributes }: StoredResource): object => {
    const others = Object.entries(attributes).filter(([name]) => name !== 'members' && name !== 'userName');
    return JSON.parse(JSON.stringify(Object.fromEntries(others)), (_key, value: unknown) =>
      typeof value === 'string' ? (named.get(value) ?? value) : value,
    ) as object;
  };
  const members = users.map((user) => [addressOf(user), { ...valuesOf(user), access: accessOf(user) }] as const);
  const groups = store.all('Group').map((group) => {
    const addresses = [...memberIds(group)].map((id) => named.get(id) ?? id).sort();
    return [textIn(group, 'displayName') ?? group.id, { ...valuesOf(group), addresses }] as const;
  });
  return { members: Object.fromEntries(members.sort()), groups: Object.fromEntries(groups.sort()) };
}
