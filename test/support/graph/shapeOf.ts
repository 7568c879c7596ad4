import type { ShapeName } from './graphShapes.ts';

/** What a response is: one thing, or a list of them. */
export interface ResponseShape {
  readonly name: ShapeName;
  readonly isList: boolean;
}

const shapes: readonly (readonly [pattern: RegExp, name: ShapeName, isList: boolean])[] = [
  [/^GET \/users$/, 'user', true],
  [/^GET \/users\/[^/]+$/, 'user', false],
  [/^GET \/groups$/, 'group', true],
  [/^GET \/groups\/[^/]+$/, 'group', false],
  [/^GET \/servicePrincipals$/, 'servicePrincipal', true],
  [/^GET \/servicePrincipals(\/[^/]+|\(appId='[^/]+'\))$/, 'servicePrincipal', false],
  [/^GET \/(servicePrincipals|users|groups)\/[^/]+\/appRole(Assigned|Assignment)[^/]+$/, 'appRoleAssignment', true],
  [/^POST \/(servicePrincipals|users|groups)\/[^/]+\/appRole(Assigned|Assignment)[^/]+$/, 'appRoleAssignment', false],
  [/^GET \/applicationTemplates$/, 'applicationTemplate', true],
  [/^GET \/applicationTemplates\/[^/]+$/, 'applicationTemplate', false],
  [/^POST \/applicationTemplates\/[^/]+\/instantiate$/, 'applicationServicePrincipal', false],
  [/^GET \/organization$/, 'organization', true],
  [/\/synchronization\/templates$/, 'synchronizationTemplate', true],
  [/^GET .*\/synchronization\/jobs$/, 'synchronizationJob', true],
  [/^POST .*\/synchronization\/jobs$/, 'synchronizationJob', false],
  [/^GET .*\/synchronization\/jobs\/[^/]+$/, 'synchronizationJob', false],
  [/^GET .*\/schema$/, 'synchronizationSchema', false],
  [/\/discover$/, 'directoryDefinition', false],
  [/^GET .*\/synchronization\/secrets$/, 'secret', true],
  [/\/provisionOnDemand$/, 'stringKeyStringValuePair', false],
  [/^GET \/auditLogs\/provisioning$/, 'provisioningObjectSummary', true],
];

/** Which of Graph's types a successful response has; null where it isn't checked. */
export function shapeOf(method: string, pathname: string): ResponseShape | null {
  const path = decodeURIComponent(pathname.replace(/^\/v1\.0/, ''));
  const found = shapes.find(([pattern]) => pattern.test(`${method.toUpperCase()} ${path}`));
  return found === undefined ? null : { name: found[1], isList: found[2] };
}
