import { applicationRoles, ofOwnedApplications } from '../access/permissions.ts';
import { anyOf, forRoutes } from '../access/requirement.ts';
import type { Requirement } from '../access/requirement.ts';

const base = '/servicePrincipals/:id/synchronization';

const read: Requirement = {
  delegated: anyOf('Synchronization.Read.All', 'Synchronization.ReadWrite.All').delegated,
  application: anyOf(ofOwnedApplications, 'Synchronization.Read.All', 'Synchronization.ReadWrite.All').application,
};
const write: Requirement = {
  delegated: anyOf('Synchronization.ReadWrite.All').delegated,
  application: anyOf(ofOwnedApplications, 'Synchronization.ReadWrite.All').application,
  directoryRoles: applicationRoles,
};
const discover: Requirement = {
  delegated: anyOf('Directory.ReadWrite.All').delegated,
  application: anyOf(ofOwnedApplications, 'Directory.ReadWrite.All').application,
  directoryRoles: applicationRoles,
};
const readLog: Requirement = {
  ...anyOf('ProvisioningLog.Read.All', 'AuditLog.Read.All', 'Directory.Read.All'),
  directoryRoles: [
    ...applicationRoles,
    'Reports Reader',
    'Security Reader',
    'Security Operator',
    'Security Administrator',
    'Global Reader',
  ],
  refusal: 'report',
};

/** What each route of the synchronization API needs (the permission tables of Microsoft Graph's reference, v1.0). */
export const synchronizationPermissions: Readonly<Record<string, Requirement>> = {
  ...forRoutes(read, `GET ${base}/templates`, `GET ${base}/templates/:templateId`),
  ...forRoutes(read, `GET ${base}/templates/:templateId/schema`),
  ...forRoutes(read, `GET ${base}/jobs`, `GET ${base}/jobs/:jobId`, `GET ${base}/jobs/:jobId/schema`),
  ...forRoutes(write, `GET ${base}/secrets`, `PUT ${base}/secrets`),
  ...forRoutes(write, `POST ${base}/jobs`, `DELETE ${base}/jobs/:jobId`),
  ...forRoutes(write, `POST ${base}/jobs/validateCredentials`, `POST ${base}/jobs/:jobId/validateCredentials`),
  ...forRoutes(
    write,
    ...['start', 'pause', 'restart', 'provisionOnDemand'].map((name) => `POST ${base}/jobs/:jobId/${name}`),
  ),
  ...forRoutes(write, `PUT ${base}/jobs/:jobId/schema`, `DELETE ${base}/jobs/:jobId/schema`),
  ...forRoutes(discover, `POST ${base}/jobs/:jobId/schema/directories/:directoryId/discover`),
  ...forRoutes(readLog, 'GET /auditLogs/provisioning'),
};
