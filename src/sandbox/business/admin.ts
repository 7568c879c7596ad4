import type { StoredResource } from '../target/store.ts';

/** The name of the practice team. */
export const teamName = 'Contoso';
export const teamId = 'dbtid:AAContosoPracticeTeam';
/** The role of a team admin, and the only one that the practice team has. */
export const adminRole = {
  role_id: 'pid_dbtmr:AAContosoTeamAdmin',
  name: 'Team admin',
  description: 'Manages members, groups and the settings of the team',
};

const founded = '2020-01-01T00:00:00.000Z';

/** The team's own admin, who has authorised the sandbox's token, and whom nobody assigns. */
export const ownAdmin: StoredResource = {
  kind: 'User',
  id: 'dbmid:AAContosoAdminOfThePracticeTeam',
  attributes: {
    userName: 'dropbox.admin@contoso.com',
    name: { givenName: 'Dropbox', familyName: 'Admin' },
    active: true,
  },
  created: founded,
  lastModified: founded,
  version: 1,
  status: 'active',
  team: { joinedOn: founded, isAdmin: true },
};

/** The group of all members, which Dropbox keeps itself. */
export const everyone = { id: 'g:AAContosoEveryone', name: `Everyone at ${teamName}`, created: Date.parse(founded) };
