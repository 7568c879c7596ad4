import { directoryPermissions } from '../access/permissions.ts';
import { createDispatch } from '../router.ts';
import { synchronizationCredentialRoutes } from '../synchronization/credentialRoutes.ts';
import { synchronizationJobRoutes } from '../synchronization/jobRoutes.ts';
import { provisioningLogRoutes } from '../synchronization/log.ts';
import { synchronizationPermissions } from '../synchronization/permissions.ts';
import { synchronizationSchemaRoutes } from '../synchronization/schemaRoutes.ts';
import { appRoleAssignmentRoutes } from './appRoleAssignments.ts';
import { batchRoutes } from './batch.ts';
import { directoryObjectRoutes } from './directoryObjects.ts';
import { groupReads } from './groups.ts';
import { groupWrites } from './groupWrites.ts';
import { memberOfRoutes } from './memberOf.ts';
import { sendMailRoutes } from './sendMail.ts';
import { servicePrincipalRoutes } from './servicePrincipals.ts';
import { tenantRoutes } from './tenant.ts';
import { userReads } from './users.ts';
import { userWrites } from './userWrites.ts';

/** Every request that the directory answers. */
export const dispatch = createDispatch(
  {
    ...userReads,
    ...userWrites,
    ...groupReads,
    ...groupWrites,
    ...memberOfRoutes,
    ...servicePrincipalRoutes,
    ...appRoleAssignmentRoutes,
    ...directoryObjectRoutes,
    ...sendMailRoutes,
    ...tenantRoutes,
    ...batchRoutes,
    ...synchronizationJobRoutes,
    ...synchronizationSchemaRoutes,
    ...synchronizationCredentialRoutes,
    ...provisioningLogRoutes,
  },
  { ...directoryPermissions, ...synchronizationPermissions },
);
