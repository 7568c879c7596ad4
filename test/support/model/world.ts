import type { DirectoryObject } from '../../../src/sandbox/directory/model.ts';
import { addDropboxServicePrincipal, assign, contoso, roles } from '../../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../../src/sandbox/tenants/stableId.ts';
import type { House } from './house.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { firstSettings, type Department, type Role, type Settings, type Story } from './story.ts';
import { readTruth, type Truth } from './truth.ts';

/** Everything that a story is about, as it is now. */
export interface World {
  readonly house: House;
  readonly ledger: Ledger;
  /** Everybody who ever was in the directory, those who are gone included. */
  readonly people: Being[];
  readonly teams: Being[];
  settings: Settings;
  /** Users and groups whose target objects were changed behind the engine's back. */
  readonly drifted: Set<string>;
  /**
   * Groups that lost members because their accounts were deleted behind the engine's back. A target that tells nothing of
   * an empty list doesn't say so any more once the last member has left, so a sync takes them out, which changes nothing.
   */
  readonly bereft: Set<string>;
  /** Users and groups whose deletion from the target no cycle has heard of, since it was killed. */
  readonly unheard: Set<string>;
  /** What happened, in words. */
  readonly diary: string[];
  /** What the source left out when everything was read: it has to be read again before the engine can know. */
  sourceOwesTruth: boolean;
}

/** A user or group, by what people call them. */
export interface Being {
  readonly id: string;
  readonly name: string;
}

/** More names than people, so that some are free. */
const names =
  'ada ben cleo dora emil fay gus hana ivo june karl lena milo nora otto pia quin rosa sven tara ugo vera walt xena'.split(
    ' ',
  );

export const userNameAt = (index: number): string => `${names[index % names.length] ?? ''}@${contoso.domain}`;

const groupNames = 'Readers Writers Sales Labs Board Crew Staff Guild Hub Cell Ring Pool'.split(' ');

export const groupNameAt = (index: number): string => groupNames[index % groupNames.length] ?? '';

/** Fills the directory as the story begins. */
export function createWorld(house: House, story: Story): World {
  const people: Being[] = [];
  const teams: Being[] = [];
  const nameOf = (id: string): string => [...people, ...teams].find((being) => being.id === id)?.name ?? id;
  const world: World = {
    house,
    ledger: createLedger(house.targetStore, nameOf),
    people,
    teams,
    settings: firstSettings,
    drifted: new Set(),
    bereft: new Set(),
    unheard: new Set(),
    diary: [],
    sourceOwesTruth: false,
  };
  house.directory.seed(() => {
    addDropboxServicePrincipal(house.directory);
    fill(world, story);
  });
  return world;
}

function fill(world: World, story: Story): void {
  for (const [index, plan] of story.groups.entries()) {
    const group = addGroup(world, groupNameAt(index), plan.securityEnabled);
    giveRole(world, group, plan.assigned);
    const inner = plan.nests ? world.teams[index - 1] : undefined;
    if (inner !== undefined) world.house.directory.addMember(group.id, inner.id);
    const traits = `${inWords(plan.assigned)}${plan.securityEnabled ? '' : ', not security-enabled'}`;
    world.diary.push(`Group ${groupNameAt(index)}: ${traits}${inner === undefined ? '' : `, contains ${inner.name}`}.`);
  }
  for (const [index, plan] of story.people.entries()) {
    const user = addUser(world, userNameAt(index), { department: plan.department, surname: plan.surname });
    if (!plan.enabled) world.house.directory.updateObject(user, { accountEnabled: false });
    giveRole(world, user, plan.assigned);
    const teams = plan.groups.flatMap((group) => world.teams[group % world.teams.length] ?? []);
    for (const team of teams) world.house.directory.addMember(team.id, user.id);
    const traits = [
      inWords(plan.assigned),
      ...teams.map(({ name }) => `in ${name}`),
      ...(plan.department === null ? [] : [plan.department]),
      ...(plan.surname ? [] : ['no surname']),
      ...(plan.enabled ? [] : ['sign-in blocked']),
    ];
    world.diary.push(`${nameIn(world, user.id)} (${userNameAt(index)}): ${traits.join(', ')}.`);
  }
}

function inWords(role: Role): string {
  if (role === 'none') return 'not assigned';
  return role === 'user' ? 'assigned' : 'assigned by Default Access';
}

export function nameIn({ people, teams }: World, id: string): string {
  return [...people, ...teams].find((being) => being.id === id)?.name ?? id;
}

/** Somebody new in the directory, called after the user name; a second one of that name is called so. */
export function addUser(
  world: World,
  userName: string,
  traits: { readonly department?: Department; readonly surname?: boolean } = {},
): DirectoryObject {
  const first = userName.replace(/@.*/, '').replace(/^./, (letter) => letter.toUpperCase());
  const namesakes = world.people.filter(({ name }) => name.replace(/ \d+$/, '') === first).length;
  const name = namesakes === 0 ? first : `${first} ${namesakes + 1}`;
  const id = stableId(`model user ${name}`);
  world.people.push({ id, name });
  return world.house.directory.createObject('user', id, {
    userPrincipalName: userName,
    displayName: name,
    givenName: first,
    surname: (traits.surname ?? true) ? 'Tester' : null,
    mail: userName,
    department: traits.department ?? null,
    accountEnabled: true,
    userType: 'Member',
  });
}

export function addGroup(world: World, displayName: string, securityEnabled: boolean): DirectoryObject {
  const id = stableId(`model group ${displayName} ${world.teams.length}`);
  world.teams.push({ id, name: displayName });
  return world.house.directory.createObject('group', id, {
    displayName,
    groupTypes: [],
    mailEnabled: false,
    mailNickname: displayName.toLowerCase(),
    securityEnabled,
  });
}

/** Gives a user or group one role in place of those that they have. */
export function giveRole({ house: { directory } }: World, principal: { readonly id: string }, role: Role): void {
  for (const { id, principalId } of [...directory.assignments.values()])
    if (principalId === principal.id) directory.removeAssignment(id);
  const object = directory.findDeletedToo(principal.id);
  if (role === 'none' || object === undefined) return;
  assign(directory, object, role === 'user' ? roles.user : roles.defaultAccess);
}

export function truthOf({ house, people, teams, settings }: World): Truth {
  const ids = { users: people.map(({ id }) => id), groups: teams.map(({ id }) => id) };
  return readTruth(house.directory, ids, settings);
}
