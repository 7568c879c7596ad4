import type { SampleObject } from '../src/protocol/engineParams.ts';

const people = [
  ['Adele Vance', 'Retail', 'US'],
  ['Alex Wilber', 'Marketing', 'US'],
  ['Diego Siciliani', 'HR', 'PT'],
  ['Grady Archie', 'R&D', 'US'],
  ['Henrietta Mueller', null, 'DE'],
  ['Isaiah Langer', 'Sales', 'US'],
  ['Johanna Lorenz', 'Engineering', 'DE'],
  ['Joni Sherman', null, 'US'],
  ['Lee Gu', 'Manufacturing', 'SG'],
  ['Lidia Holloway', 'Engineering', 'US'],
  ['Lynne <b>Robbins</b>', 'Retail', 'US'],
  ['Megan Bowen', 'Marketing', 'US'],
] as const;

/** Made-up users and groups for the page in a plain browser. */
export const mockObjects: readonly SampleObject[] = [
  ...people.map(([displayName, department, country], index): SampleObject => {
    const [givenName = '', surname = ''] = displayName.split(' ');
    const userPrincipalName = `${givenName}.${surname}@contoso.example`.replaceAll(/[<>/]/g, '');
    const attributes = {
      objectId: `user-${index}`,
      displayName,
      givenName,
      surname,
      userPrincipalName,
      mail: userPrincipalName,
      department,
      country,
      accountEnabled: index !== 3,
      IsSoftDeleted: index === 3,
    };
    return { id: `user-${index}`, type: 'User', displayName, attributes };
  }),
  ...['Sales', 'Engineering'].map((displayName, index): SampleObject => {
    return {
      id: `group-${index}`,
      type: 'Group',
      displayName,
      attributes: { objectId: `group-${index}`, displayName },
    };
  }),
];
