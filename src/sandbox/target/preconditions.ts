import { ScimError } from './errors.ts';
import type { ScimRequest } from './context.ts';

/**
 * Checks If-Match and If-None-Match of a request that writes (RFC 7644 section 3.14, RFC 9110 section 13.1).
 * Tags are compared weakly: SCIM's are weak. Throws 412.
 */
export function checkPreconditions(request: ScimRequest, entityTag: string): void {
  if (request.ifMatch !== undefined && !lists(request.ifMatch, entityTag)) {
    throw new ScimError(
      412,
      `The resource has changed: its version is ${entityTag}, not ${request.ifMatch}. Read it again.`,
    );
  }
  if (request.ifNoneMatch !== undefined && lists(request.ifNoneMatch, entityTag)) {
    throw new ScimError(412, `The resource exists with version ${entityTag}, which If-None-Match excludes.`);
  }
}

/** Whether a read can be answered with 304 Not Modified. */
export function isNotModified(request: ScimRequest, entityTag: string): boolean {
  return request.ifNoneMatch !== undefined && lists(request.ifNoneMatch, entityTag);
}

function lists(header: string, entityTag: string): boolean {
  if (header.trim() === '*') return true;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => opaque(tag) === opaque(entityTag));
}
