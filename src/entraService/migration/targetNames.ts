/**
 * What Dropbox's Business API calls a value, by what SCIM calls it: the old integration writes over the one, the new one over the
 * other. Letter case, underscores and hyphens make no difference.
 * Sources: Dropbox Business API, `team/members/add` and `team/groups/create`; RFC 7643 sections 4.1 and 4.2.
 */
const sameMeaning: Readonly<Record<string, readonly string[]>> = {
  userName: ['memberEmail', 'email', 'mail'],
  'name.givenName': ['memberGivenName', 'givenName', 'firstName'],
  'name.familyName': ['memberSurname', 'surname', 'familyName', 'lastName'],
  externalId: ['memberExternalId', 'groupExternalId'],
  displayName: ['groupName', 'name'],
};

/**
 * The attribute of the new target that an attribute of the old one stands for.
 *
 * @param known the new target's attributes; null where the schema doesn't define them, so that only the same name is the same.
 * @returns null when there is none.
 */
export function counterpartOf(old: string, known: ReadonlySet<string> | null): string | null {
  const names = known === null ? [old] : [...known];
  const sameName = names.find((name) => plain(name) === plain(old));
  if (sameName !== undefined) return sameName;
  const meant = names.filter((name) => sameMeaning[name]?.some((other) => plain(other) === plain(old)));
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}
