import type { Directory } from '../directory/directory.ts';
import type { DirectoryObject, Json } from '../directory/model.ts';
import { addDropboxServicePrincipal, addSecurityGroup, assign, contoso, createdDateTime, roles } from './contoso.ts';
import { directAssignments, sampleGroups } from './sampleGroups.ts';
import type { Person } from './samplePeople.ts';
import { deletedUserName, samplePeople } from './samplePeople.ts';
import { stableId } from './stableId.ts';

/** Members of the group "Retail Stores", the one with more members than fit on a small page. */
const retailStoresSize = 60;
const regions = ['North', 'East', 'South', 'West'];

/**
 * Fills an empty directory with the sample tenant: some thirty named people, a crowd of store associates and eight
 * groups, every awkward case among them (docs/sandbox.md names each). The same every time, ids included.
 */
export function fillSampleTenant(directory: Directory): void {
  directory.seed(() => {
    addDropboxServicePrincipal(directory);
    const users = addPeople(directory);
    addGroups(directory, users);
    for (const role of ['user', 'msiamAccess', 'defaultAccess'] as const) {
      for (const userName of directAssignments[role]) assign(directory, named(users, userName), roles[role]);
    }
    directory.deleteObject(named(users, deletedUserName));
  });
}

type Users = Map<string, DirectoryObject>;

function named(users: Users, userName: string): DirectoryObject {
  const user = users.get(userName);
  if (user === undefined) throw new Error(`The sample tenant mentions ${userName}, who is not among its people.`);
  return user;
}

function addPeople(directory: Directory): Users {
  const users: Users = new Map();
  for (const person of [...samplePeople, ...storeAssociates()]) {
    const managerId = person.manager === undefined ? null : named(users, person.manager).id;
    const id = stableId(`user ${person.userName}`);
    users.set(person.userName, directory.createObject('user', id, accountOf(person), managerId));
  }
  return users;
}

function addGroups(directory: Directory, users: Users): void {
  for (const { displayName, description, members, groups, isAssigned } of sampleGroups) {
    const group = addSecurityGroup(directory, displayName, description);
    const crowd = displayName === 'Retail Stores' ? storeAssociates().map(({ userName }) => userName) : [];
    for (const userName of [...members, ...crowd]) directory.addMember(group.id, named(users, userName).id);
    for (const nested of groups ?? []) directory.addMember(group.id, stableId(`group ${nested}`));
    if (isAssigned) assign(directory, group, roles.user);
  }
}

/** The crowd that, with two named people, makes "Retail Stores" a group of sixty. */
function storeAssociates(): readonly Person[] {
  return Array.from({ length: retailStoresSize - 2 }, (_, index): Person => {
    const number = String(index + 1).padStart(2, '0');
    return {
      userName: `store${number}`,
      givenName: 'Store',
      surname: `Associate ${number}`,
      jobTitle: `Store Associate ${regions[index % regions.length] ?? ''}`,
      department: 'Retail',
      manager: index % 2 === 0 ? 'joni.sherman' : 'lee.gu',
    };
  });
}

function accountOf(person: Person): Record<string, Json> {
  const { userName, givenName, surname, jobTitle, department, guestFrom } = person;
  const mail = person.mail ?? guestFrom ?? `${userName}@${contoso.domain}`;
  const guestName = guestFrom === undefined ? null : `${guestFrom.replace('@', '_')}#EXT#@${contoso.initialDomain}`;
  return {
    userPrincipalName: guestName ?? `${userName}@${contoso.domain}`,
    displayName: [givenName, surname].filter((part) => part !== null).join(' '),
    givenName,
    ...(surname === null ? {} : { surname }),
    mail,
    mailNickname: guestFrom === undefined ? userName : `${guestFrom.replace('@', '_')}#EXT#`,
    accountEnabled: person.accountEnabled ?? true,
    userType: guestFrom === undefined ? 'Member' : 'Guest',
    ...(guestFrom === undefined ? {} : { externalUserState: 'Accepted', creationType: 'Invitation' }),
    jobTitle,
    department,
    companyName: guestFrom === undefined ? 'Contoso' : 'Fabrikam',
    employeeId: stableId(`employee ${userName}`).slice(0, 6).toUpperCase(),
    usageLocation: 'US',
    preferredLanguage: 'en-US',
    officeLocation: department === 'Retail' ? 'Stores' : '18/2111',
    city: 'Seattle',
    state: 'WA',
    country: 'United States',
    postalCode: '98101',
    streetAddress: '1301 2nd Avenue',
    businessPhones: ['+1 425 555 0100'],
    proxyAddresses: [`SMTP:${mail}`],
    otherMails: guestFrom === undefined ? [] : [guestFrom],
    createdDateTime,
  };
}
