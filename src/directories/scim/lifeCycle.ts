import type { TargetObject } from '../targetDirectory.ts';
import { member, type ScimResource } from './resource.ts';

/**
 * Where the sandbox tells a user's place in Dropbox's life cycle. Dropbox's own SCIM service publishes no such attribute;
 * with it the life cycle stays unknown.
 */
const statusSchema = 'urn:ietf:params:scim:schemas:extension:dropboxSandbox:2.0:User';

export function readLifeCycle(resource: ScimResource): TargetObject['lifeCycle'] {
  const status = member(member(resource, statusSchema), 'status');
  return status === 'invited' || status === 'active' || status === 'suspended' ? status : null;
}
