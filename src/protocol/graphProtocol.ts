import { RequestType } from 'vscode-jsonrpc';
import type { EngineErrorData } from './engineError.ts';
import type { Credential, OpenJobParams } from './openJob.ts';
import type { Migration, MigrationStepId, OldJobs } from './migration/migration.ts';
import type { DecisionSummary, ObjectType } from './provisioning.ts';

/** What a person does in the directory itself, by the engine's process: finding and adding the application, and assigning. */

/** How a tenant's Graph is reached. */
export interface GraphAccess {
  /** With its version segment: `https://graph.microsoft.com/v1.0`. */
  readonly baseAddress: string;
  readonly credential: Credential | null;
  /** Where an administrator consents; null for a server that has no login authority. */
  readonly login: { readonly authority: string; readonly tenantId: string } | null;
}

/** A tenant. */
export interface Tenant {
  readonly id: string;
  readonly displayName: string;
}

/** An enterprise application that may be the one for Dropbox. */
export interface FoundApplication {
  /** Object id of the service principal. */
  readonly id: string;
  /** Application (client) ID. */
  readonly appId: string;
  readonly displayName: string;
  /** What tells that it's the one: the gallery's template, that it came from the gallery, or its name alone. */
  readonly foundBy: 'template' | 'gallery' | 'name';
  readonly roles: readonly ApplicationRole[];
}

/** A role that users and groups can be assigned with. */
export interface ApplicationRole {
  readonly id: string;
  readonly displayName: string;
  /** Who has no other role than this is excluded from provisioning. */
  readonly isDefaultAccess: boolean;
}

/** A user or group of the tenant. */
export interface Principal {
  readonly id: string;
  readonly type: ObjectType;
  readonly displayName: string;
  /** User principal name of a user, mail of a group; empty where there is none. */
  readonly detail: string;
  /** Whether a group has groups among its direct members, whose members aren't provisioned. */
  readonly nestedGroups: number;
}

export interface ApplicationAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalName: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly role: ApplicationRole;
}

/** An application, and who is assigned to it. */
export interface AssignableApplication {
  readonly displayName: string;
  readonly roles: readonly ApplicationRole[];
  readonly assignments: readonly ApplicationAssignment[];
}

interface InTenant {
  readonly access: GraphAccess;
}

interface AtApplication extends InTenant {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
}

/** The tenant that a token is for. */
export const readTenant = new RequestType<InTenant, Tenant, EngineErrorData>('graph/readTenant');
export const findApplications = new RequestType<InTenant, readonly FoundApplication[], EngineErrorData>(
  'graph/findApplications',
);
/** Adds Dropbox from the gallery, and waits until the tenant knows the application. */
export const addApplication = new RequestType<
  InTenant & { readonly displayName: string },
  FoundApplication,
  EngineErrorData
>('graph/addApplication');
export const readApplication = new RequestType<AtApplication, AssignableApplication, EngineErrorData>(
  'graph/readApplication',
);
/** Users and groups whose name, user principal name or mail begins with a text. */
export const searchPrincipals = new RequestType<
  InTenant & { readonly text: string },
  readonly Principal[],
  EngineErrorData
>('graph/searchPrincipals');
/** The users and groups that are called exactly so, for each name in its order. */
export const findPrincipals = new RequestType<
  InTenant & { readonly names: readonly string[] },
  readonly (readonly Principal[])[],
  EngineErrorData
>('graph/findPrincipals');
export const assign = new RequestType<
  AtApplication & { readonly principalId: string; readonly roleId: string },
  { readonly outcome: 'assigned' | 'already' },
  EngineErrorData
>('graph/assign');
export const unassign = new RequestType<
  AtApplication & { readonly assignmentId: string },
  { readonly outcome: 'unassigned' | 'already' },
  EngineErrorData
>('graph/unassign');

/** Jobs of Dropbox's old integration. `others` are object ids of applications to look at as well. */
export const findOldJobs = new RequestType<InTenant & { readonly others: readonly string[] }, OldJobs, EngineErrorData>(
  'graph/findOldJobs',
);

interface InMigration extends AtApplication {
  readonly old: { readonly servicePrincipalId: string; readonly jobId: string };
}

/** Old beside new, as it is now; `servicePrincipalId` is the new application's. */
export const readMigration = new RequestType<InMigration, Migration, EngineErrorData>('graph/readMigration');
/** Does one step and responds with how it is afterwards. `secrets` are sent to Entra and stored nowhere. */
export const doMigrationStep = new RequestType<
  InMigration & { readonly step: MigrationStepId; readonly secrets: Readonly<Record<string, string>> },
  Migration,
  EngineErrorData
>('graph/doMigrationStep');

/** Decides for users and groups as if they were assigned, or no longer assigned, and writes nothing. */
export const previewAssignment = new RequestType<
  { readonly job: OpenJobParams; readonly change: AssumedChange },
  readonly DecisionSummary[],
  EngineErrorData
>('graph/previewAssignment');

/** What is assumed of the assignments. */
export interface AssumedChange {
  readonly added: readonly { readonly principal: Principal; readonly role: ApplicationRole }[];
  /** Ids of assignments. */
  readonly removed: readonly string[];
  /** Whom the preview tells of, by id. */
  readonly about: readonly string[];
}
