import type { Directory } from '../directory/directory.ts';
import type { DirectoryObject } from '../directory/model.ts';
import { addDropboxServicePrincipal, addSecurityGroup, assign, contoso, createdDateTime, roles } from './contoso.ts';
import { stableId } from './stableId.ts';

/** Sizes of the groups, over and over until everybody is in one: a few big ones, many small ones. */
const groupSizes = [5, 12, 30, 8, 60, 150, 20, 400, 15, 1000];
/** Each manager has this many direct reports. */
const reportsPerManager = 8;
const givenNames = [
  'Ada',
  'Ben',
  'Chloé',
  'Dana',
  'Emre',
  'Fatima',
  'Goran',
  'Hanna',
  'Imani',
  'Jonas',
  'Kirsten',
  'Lars',
  'Mei',
];
const surnames = [
  'Andersson',
  'Baker',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ivanov',
  'Jansen',
  'Kumar',
];
const departments = ['Engineering', 'Sales', 'Finance', 'Operations', 'Legal', 'Marketing', 'Support'];

/**
 * Fills an empty directory with a tenant for load: as many users as asked for, every one in scope, with mail, both names
 * and a manager (but for the first); groups of varied sizes. Two groups in three are assigned; the members of the others
 * are assigned one by one, and so is every tenth user besides. The same every time, ids included.
 *
 * @param groupSize makes all groups of this size instead, each of them assigned.
 */
export function fillLoadTenant(directory: Directory, userCount: number, groupSize?: number): void {
  directory.seed(() => {
    addDropboxServicePrincipal(directory);
    const users = Array.from({ length: userCount }, (_, index) => addUser(directory, index));
    for (let start = 0, number = 0; start < users.length; number += 1) {
      const size = groupSize ?? groupSizes[number % groupSizes.length] ?? 1;
      addTeam(directory, number, users.slice(start, start + size), groupSize !== undefined || number % 3 !== 2);
      start += size;
    }
  });
}

function addUser(directory: Directory, index: number): DirectoryObject {
  const number = String(index + 1).padStart(6, '0');
  const givenName = givenNames[index % givenNames.length] ?? '';
  const surname = `${surnames[index % surnames.length] ?? ''} ${number}`;
  const userPrincipalName = `user${number}@${contoso.domain}`;
  const properties = {
    userPrincipalName,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    mail: userPrincipalName,
    mailNickname: `user${number}`,
    accountEnabled: true,
    userType: 'Member',
    department: departments[index % departments.length] ?? '',
    jobTitle: 'Associate',
    employeeId: number,
    usageLocation: 'US',
    createdDateTime,
  };
  const managerId = index === 0 ? null : loadUserId(Math.floor((index - 1) / reportsPerManager));
  return directory.createObject('user', loadUserId(index), properties, managerId);
}

function loadUserId(index: number): string {
  return stableId(`load user ${index}`);
}

function addTeam(directory: Directory, number: number, members: readonly DirectoryObject[], isAssigned: boolean): void {
  const group = addSecurityGroup(directory, `Team ${String(number + 1).padStart(4, '0')}`, `${members.length} people`);
  if (isAssigned) assign(directory, group, roles.user);
  for (const [index, user] of members.entries()) {
    directory.addMember(group.id, user.id);
    if (!isAssigned || index % 10 === 9) assign(directory, user, roles.user);
  }
}
