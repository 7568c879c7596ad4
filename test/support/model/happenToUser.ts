import type { DirectoryObject } from '../../../src/sandbox/directory/model.ts';
import type { Happening } from './story.ts';
import { addUser, giveRole, nameIn, userNameAt, type World } from './world.ts';

type UserHappening = Extract<
  Happening,
  {
    readonly kind:
      | 'rename'
      | 'swap'
      | 'chain'
      | 'delete'
      | 'restore'
      | 'purge'
      | 'rehire'
      | 'hire'
      | 'assign'
      | 'unassignMany'
      | 'signIn'
      | 'department'
      | 'surname';
  }
>;

/** Lets something happen to a user of the directory. @returns it in words; null when it cannot happen. */
export function happenToUser(world: World, happening: UserHappening): string | null {
  const { directory } = world.house;
  if (happening.kind === 'hire') return hire(world, happening);
  if (happening.kind === 'restore') return restore(world, happening.who);
  const being = world.people[happening.who % world.people.length];
  const user = being === undefined ? undefined : directory.users.get(being.id);
  if (being === undefined || user === undefined) return null;
  if (happening.kind === 'purge') {
    directory.purgeObject(user);
    return `${being.name} is deleted for good.`;
  }
  if (user.deletedDateTime !== null) return null;
  switch (happening.kind) {
    case 'rename':
      return rename(world, user, userNameAt(happening.to));
    case 'swap':
      return exchange(world, [user, present(world, happening.other)], null);
    case 'chain':
      return exchange(
        world,
        [user, present(world, happening.other), present(world, happening.third)],
        userNameAt(happening.to),
      );
    case 'delete':
      directory.deleteObject(user);
      return `${being.name} is deleted.`;
    case 'rehire':
      return rehire(world, user, happening);
    case 'assign':
      giveRole(world, user, happening.role);
      return `${being.name} is ${happening.role === 'none' ? 'unassigned' : `assigned (${happening.role})`}.`;
    case 'unassignMany':
      return unassignMany(world, happening.who, happening.count);
    case 'signIn':
      if ((user.properties['accountEnabled'] === true) === happening.enabled) return null;
      directory.updateObject(user, { accountEnabled: happening.enabled });
      return `${being.name}’s sign-in is ${happening.enabled ? 'allowed' : 'blocked'}.`;
    case 'department':
      directory.updateObject(user, { department: happening.department });
      return `${being.name}’s department is ${happening.department ?? 'none'}.`;
    case 'surname': {
      const surname = happening.to === null ? null : `Tester ${happening.to}`;
      directory.updateObject(user, { surname });
      return `${being.name}’s surname is ${surname ?? 'none'}.`;
    }
  }
}

function present({ house, people }: World, who: number): DirectoryObject | undefined {
  const user = house.directory.users.get(people[who % people.length]?.id ?? '');
  return user?.deletedDateTime === null ? user : undefined;
}

const isDeleted = ({ deletedDateTime }: DirectoryObject): boolean => deletedDateTime !== null;

const userNameOf = ({ properties: { userPrincipalName } }: DirectoryObject): string =>
  typeof userPrincipalName === 'string' ? userPrincipalName : '';

/** User names are unique among those who are not in the recycle bin. */
function isFree({ house, people }: World, userName: string): boolean {
  return !people.some(({ id }) => {
    const user = house.directory.users.get(id);
    return user?.deletedDateTime === null && userNameOf(user) === userName;
  });
}

function give(world: World, user: DirectoryObject, userName: string): void {
  world.house.directory.updateObject(user, { userPrincipalName: userName });
}

function rename(world: World, user: DirectoryObject, userName: string): string | null {
  if (!isFree(world, userName)) return null;
  give(world, user, userName);
  return `${nameIn(world, user.id)} is now ${userName}.`;
}

/** Each takes the user name of the next one, and the last one that of the first, or a free one. */
function exchange(world: World, users: readonly (DirectoryObject | undefined)[], free: string | null): string | null {
  const different = [...new Map(users.flatMap((user) => (user === undefined ? [] : [[user.id, user]]))).values()];
  if (different.length < users.length || (free !== null && !isFree(world, free))) return null;
  const names = different.map(userNameOf);
  const last = free ?? names[0] ?? '';
  const told = different.map((user, index) => {
    const userName = names[index + 1] ?? last;
    give(world, user, userName);
    return `${nameIn(world, user.id)} is now ${userName}`;
  });
  return `${told.join(', ')}.`;
}

/** Somebody else may have taken the user name meanwhile. */
function restore(world: World, who: number): string | null {
  const { directory } = world.house;
  const binned = world.people.flatMap(({ id }) => directory.users.get(id) ?? []).filter(isDeleted);
  const user = binned[who % binned.length];
  if (user === undefined) return null;
  const restored = directory.restoreObject(user);
  const name = nameIn(world, user.id);
  const others = world.people.filter(({ id }) => {
    const other = directory.users.get(id);
    return id !== user.id && other?.deletedDateTime === null && userNameOf(other) === userNameOf(user);
  });
  if (others.length === 0) return `${name} is restored.`;
  const userName = userNameOf(user).replace('@', `.${world.people.findIndex(({ id }) => id === user.id)}@`);
  give(world, restored, userName);
  return `${name} is restored as ${userName}.`;
}

function rehire(
  world: World,
  user: DirectoryObject,
  { purge, sameGroups }: { readonly purge: boolean; readonly sameGroups: boolean },
): string {
  const { directory } = world.house;
  const groups = directory.memberships.groupsOf(user.id);
  if (purge) directory.purgeObject(user);
  else directory.deleteObject(user);
  const second = addUser(world, userNameOf(user));
  giveRole(world, second, 'user');
  if (sameGroups) for (const group of groups) directory.addMember(group, second.id);
  const how = purge ? 'deleted for good' : 'deleted';
  return `${nameIn(world, user.id)} is ${how}, and ${nameIn(world, second.id)} comes with the user name ${userNameOf(user)}, assigned${sameGroups && groups.length > 0 ? ', in the same groups' : ''}.`;
}

function hire(world: World, { to, role, group }: Extract<Happening, { kind: 'hire' }>): string | null {
  const userName = userNameAt(to);
  if (!isFree(world, userName)) return null;
  const user = addUser(world, userName);
  giveRole(world, user, role);
  const team = group === null ? undefined : world.teams[group % world.teams.length];
  const joins = team !== undefined && world.house.directory.groups.get(team.id)?.deletedDateTime === null;
  if (joins) world.house.directory.addMember(team.id, user.id);
  return `${nameIn(world, user.id)} comes as ${userName}, ${role === 'none' ? 'not assigned' : `assigned (${role})`}${joins ? `, in ${team.name}` : ''}.`;
}

function unassignMany(world: World, from: number, count: number): string {
  const leaving = world.people.slice(from % world.people.length).slice(0, count);
  for (const being of leaving) giveRole(world, being, 'none');
  return `${leaving.map(({ name }) => name).join(', ')} are unassigned.`;
}
