import { randomUUID } from 'node:crypto';
import { noteOwner } from '../access/ownership.ts';
import { compileFilter } from '../odata/filterEvaluation.ts';
import type { FilterSubject } from '../odata/filterEvaluation.ts';
import { applicationTemplates, appRole, galleryTags } from '../gallery.ts';
import { badRequest, resourceNotFound } from '../graphError.ts';
import type { Json } from '../model.ts';
import type { GraphRequest, RouteTable } from '../router.ts';
import type { Resource } from '../projection.ts';
import { project } from '../projection.ts';
import { bodyObject, ok } from './lookups.ts';

/** The tenant and the gallery (Microsoft Graph v1.0, "organization", "applicationTemplate"). */
export const tenantRoutes: RouteTable = {
  'GET /organization': (request) => ok(request, 'organization', { value: [organization(request)] }),
  'GET /organization/:id': (request) => {
    if (request.params['id'] !== request.directory.tenantId) throw resourceNotFound(request.params['id'] ?? '');
    return ok(request, 'organization/$entity', organization(request));
  },
  'GET /applicationTemplates': (request) => {
    const { filter } = request.options;
    const passes = filter === null ? () => true : compileFilter(filter, templateSubject);
    return ok(request, 'applicationTemplates', { value: applicationTemplates.filter(passes) });
  },
  'GET /applicationTemplates/:id': (request) => {
    const template = applicationTemplates.find(({ id }) => id === request.params['id']);
    if (template === undefined) throw resourceNotFound(request.params['id'] ?? '');
    return ok(request, 'applicationTemplates/$entity', template);
  },
  'POST /applicationTemplates/:id/instantiate': (request) => {
    const template = applicationTemplates.find(({ id }) => id === request.params['id']);
    if (template === undefined) throw resourceNotFound(request.params['id'] ?? '');
    const { displayName } = bodyObject(request.body);
    if (typeof displayName !== 'string' || displayName === '') throw badRequest('An application needs a displayName.');
    return { status: 201, body: instantiate(request, request.params['id'] ?? '', displayName) };
  },
};

/** Adds an instance of a gallery application (Microsoft Graph v1.0, "applicationTemplate: instantiate"). */
function instantiate(
  { directory, caller, lag }: GraphRequest,
  applicationTemplateId: string,
  displayName: string,
): object {
  const appId = randomUUID();
  const appRoles = ['User', 'msiam_access'].map((name) => appRole(randomUUID(), name));
  const servicePrincipal = directory.createObject('servicePrincipal', randomUUID(), {
    appId,
    displayName,
    appDisplayName: displayName,
    applicationTemplateId,
    appOwnerOrganizationId: directory.tenantId,
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMyOrg',
    accountEnabled: true,
    appRoleAssignmentRequired: true,
    appRoles,
    tags: galleryTags,
  });
  if (caller.kind === 'application') noteOwner(directory, servicePrincipal.id, caller.appId);
  lag.begin(servicePrincipal.id);
  const application = { id: randomUUID(), appId, applicationTemplateId, displayName, appRoles };
  return { application, servicePrincipal: project(servicePrincipal, null) };
}

function organization({ directory }: GraphRequest): Resource {
  const domain = (name: string, isDefault: boolean, isInitial: boolean): Json => ({
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault,
    isInitial,
    name,
    type: 'Managed',
  });
  return {
    id: directory.tenantId,
    displayName: 'Contoso',
    tenantType: 'AAD',
    countryLetterCode: 'US',
    verifiedDomains: [domain(directory.domain, true, false), domain(directory.initialDomain, false, true)],
  };
}

const templateSubject: FilterSubject<Resource> = {
  reader: ({ path }) => {
    if (path !== 'displayName' && path !== 'categories') {
      throw badRequest(`Application templates are filtered by displayName or categories, not by '${path}'.`);
    }
    return (template) => template[path] ?? null;
  },
};
