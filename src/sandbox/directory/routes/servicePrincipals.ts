import type { DirectoryObject } from '../model.ts';
import { answerObjectList, checkSelect } from '../objectList.ts';
import { project, propertyValue } from '../projection.ts';
import type { RouteTable } from '../router.ts';
import { liveObjects } from './listings.ts';
import { findServicePrincipal, ok } from './lookups.ts';

/** Service principals (Microsoft Graph v1.0, "servicePrincipal" resource type). */
export const servicePrincipalRoutes: RouteTable = {
  'GET /servicePrincipals': (request) => {
    const listing = liveObjects(request.directory, 'servicePrincipal', request.options.select);
    const accepts = (object: DirectoryObject): boolean => listing.accepts(object) && !request.lag.hides(object.id);
    return ok(request, 'servicePrincipals', answerObjectList(request, { ...listing, accepts }));
  },
  'GET /servicePrincipals/:id': (request) => {
    checkSelect(['servicePrincipal'], request.options.select);
    const servicePrincipal = findServicePrincipal(request.directory, request.params['id'] ?? '');
    return ok(request, 'servicePrincipals/$entity', project(servicePrincipal, request.options.select));
  },
  'GET /servicePrincipals/:id/appRoles': (request) => {
    const servicePrincipal = findServicePrincipal(request.directory, request.params['id'] ?? '');
    return ok(request, `servicePrincipals('${servicePrincipal.id}')/appRoles`, {
      value: propertyValue(servicePrincipal, 'appRoles'),
    });
  },
};
