import type { Happening } from './story.ts';
import { giveRole, groupNameAt, nameIn, type World } from './world.ts';

type GroupHappening = Extract<
  Happening,
  {
    readonly kind: 'emptyGroup' | 'deleteGroup' | 'restoreGroup' | 'renameGroup' | 'assignGroup' | 'join' | 'leave';
  }
>;

/** Lets something happen to a group of the directory. @returns it in words; null when it cannot happen. */
export function happenToGroup(world: World, happening: GroupHappening): string | null {
  const { directory } = world.house;
  if (happening.kind === 'restoreGroup') return restore(world, happening.group);
  const team = world.teams[happening.group % world.teams.length];
  const group = team === undefined ? undefined : directory.groups.get(team.id);
  if (team === undefined || group?.deletedDateTime !== null) return null;
  switch (happening.kind) {
    case 'join':
    case 'leave': {
      const being = world.people[happening.who % world.people.length];
      const user = being === undefined ? undefined : directory.users.get(being.id);
      if (being === undefined || user?.deletedDateTime !== null) return null;
      const joins = happening.kind === 'join';
      const changed = joins ? directory.addMember(team.id, user.id) : directory.removeMember(team.id, user.id);
      return changed ? `${being.name} ${joins ? 'joins' : 'leaves'} ${team.name}.` : null;
    }
    case 'emptyGroup': {
      const members = [...directory.memberships.membersOf(team.id).keys()];
      for (const id of members) directory.removeMember(team.id, id);
      return `${members.map((id) => nameIn(world, id)).join(', ') || 'Nobody'} leave ${team.name}.`;
    }
    case 'deleteGroup':
      if (happening.purge) directory.purgeObject(group);
      else directory.deleteObject(group);
      return `Group ${team.name} is deleted${happening.purge ? ' for good' : ''}.`;
    case 'renameGroup': {
      // Two groups of one name are another test's subject: which of them is meant is not guessed.
      const displayName = groupNameAt(happening.to);
      const taken = world.teams.some(({ id }) => directory.groups.get(id)?.properties['displayName'] === displayName);
      if (taken) return null;
      directory.updateObject(group, { displayName });
      return `Group ${team.name} is now called ${displayName}.`;
    }
    case 'assignGroup':
      giveRole(world, group, happening.role);
      return `Group ${team.name} is ${happening.role === 'none' ? 'unassigned' : `assigned (${happening.role})`}.`;
  }
}

function restore(world: World, index: number): string | null {
  const { directory } = world.house;
  const binned = world.teams
    .flatMap(({ id }) => directory.groups.get(id) ?? [])
    .filter(({ deletedDateTime }) => deletedDateTime !== null);
  const group = binned[index % binned.length];
  if (group === undefined) return null;
  directory.restoreObject(group);
  return `Group ${nameIn(world, group.id)} is restored.`;
}
