/** Each alternative is enough by itself; all of its permissions are needed. */
export type Alternatives = readonly (readonly string[])[];

/** What a request needs. */
export interface Requirement {
  /** Scopes that a person has consented to. */
  readonly delegated: Alternatives;
  /** Permissions of an app that acts by itself. */
  readonly application: Alternatives;
  /** A person needs one of these roles as well; none where it's absent. */
  readonly directoryRoles?: readonly string[];
  /** Whose words a refusal is in: Graph's reports have their own. */
  readonly refusal?: 'directory' | 'report';
}

/** Any one of the permissions, for people and apps alike. */
export function anyOf(...permissions: readonly string[]): Requirement {
  const alternatives = permissions.map((permission) => [permission]);
  return { delegated: alternatives, application: alternatives };
}

/** Nothing but a valid token. */
export const anyToken: Requirement = { delegated: [[]], application: [[]] };

/** The same requirement for several routes. */
export function forRoutes(requirement: Requirement, ...routes: readonly string[]): Record<string, Requirement> {
  return Object.fromEntries(routes.map((route) => [route, requirement]));
}
