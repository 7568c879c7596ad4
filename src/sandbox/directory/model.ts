/** A JSON value as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The types of directory objects that the sandbox's directory holds, named as Graph's entity types. */
export type ObjectType = 'user' | 'group' | 'servicePrincipal';

/**
 * One directory object. Immutable: a change puts a new one in its place.
 * `properties` are under Graph's wire names; one that was never set is absent, one that was cleared is null
 * (Microsoft Graph, "Use delta query to track changes").
 */
export interface DirectoryObject {
  readonly id: string;
  readonly type: ObjectType;
  readonly properties: Readonly<Record<string, Json>>;
  readonly managerId: string | null;
  /** ISO 8601; null while the object is not in the recycle bin. */
  readonly deletedDateTime: string | null;
}

/** Microsoft Graph v1.0, resources/approleassignment. */
export interface AppRoleAssignment {
  readonly id: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group';
  readonly principalDisplayName: string;
  readonly resourceId: string;
  readonly resourceDisplayName: string;
}

/** What happened to one object, as the change log that delta queries read remembers it. */
export interface DirectoryChange {
  /** Rises by one with each change of the directory. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: ObjectType;
  readonly id: string;
  readonly event: 'created' | 'updated' | 'deleted' | 'restored' | 'purged';
  /** `updated`: the wire names of the properties that changed. */
  readonly properties?: readonly string[];
  /** `updated`: the member that came or went. */
  readonly memberId?: string;
  /** `updated`: the manager before; null when there was none. */
  readonly formerManagerId?: string | null;
}

/** The role that an assignment carries when none was chosen: Default Access. */
export const defaultAccessRoleId = '00000000-0000-0000-0000-000000000000';
