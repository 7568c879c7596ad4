import { acceptResource } from './accept.ts';
import type { ScimRequest, ScimResponse, TargetContext } from './context.ts';
import { ScimError } from './errors.ts';
import { hasIndex } from './indexes.ts';
import { statusAfterUpdate, statusOfNew, withStatus } from './lifeCycle.ts';
import { applyPatch } from './patch/applyPatch.ts';
import { readPatchRequest } from './patch/patchRequest.ts';
import { checkPreconditions, isNotModified } from './preconditions.ts';
import { compileProjection, namesIn } from './projection.ts';
import type { Projection } from './projection.ts';
import { groupsWithout, normalizeMembers } from './references.ts';
import { sameValue, valuesOf } from './scimObject.ts';
import type { ScimObject } from './scimObject.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { StoredResource } from './store.ts';
import { checkImmutable, checkResource } from './validate.ts';

/**
 * A group with more members is not sent back after a PATCH: RFC 7644 section 3.5.2 allows 204, and a client that adds
 * ten thousand members in a hundred requests would otherwise be sent half a million of them.
 */
const LARGEST_GROUP_IN_PATCH_ANSWER = 500;

/** Reads one resource (RFC 7644 section 3.4.1). */
export function getResource(
  context: TargetContext,
  kind: ResourceKind,
  id: string,
  request: ScimRequest,
): ScimResponse {
  const resource = demandResource(context, kind, id);
  const entityTag = context.view.entityTag(resource);
  if (entityTag !== undefined && context.profile().quirks.preconditions && isNotModified(request, entityTag)) {
    return { status: 304, headers: { ETag: entityTag } };
  }
  return answer(context, 200, resource, request);
}

/** Creates a resource (RFC 7644 section 3.3). Throws 400, or 409 `uniqueness`. */
export function createResource(context: TargetContext, kind: ResourceKind, request: ScimRequest): ScimResponse {
  const profile = context.profile();
  const projection = projectionOf(context, kind, request);
  const accepted = acceptResource(profile.types[kind], request.body(), profile.tolerance);
  const attributes = kind === 'User' ? { active: true, ...accepted } : accepted;
  const checked = checkAttributes(context, kind, attributes, undefined);
  const time = context.now().toISOString();
  const resource: StoredResource = {
    kind,
    id: idFor(context, kind, checked),
    attributes: checked,
    created: time,
    lastModified: time,
    version: 1,
    ...(profile.lifeCycle && kind === 'User' ? { status: statusOfNew(checked) } : {}),
  };
  if (resource.status === 'invited') context.seats.demand(String(checked['userName']));
  context.store.put(resource);
  return answer(context, 201, resource, request, projection);
}

/** Replaces a resource (RFC 7644 section 3.5.1): what is not sent is cleared, what is read-only stays. */
export function replaceResource(
  context: TargetContext,
  kind: ResourceKind,
  id: string,
  request: ScimRequest,
): ScimResponse {
  const profile = context.profile();
  const projection = projectionOf(context, kind, request);
  const before = demandForWriting(context, kind, id, request);
  const accepted = acceptResource(profile.types[kind], request.body(), profile.tolerance);
  // Leaving `active` out of a PUT is no wish to disable the user.
  const attributes = kind === 'User' ? { active: before.attributes['active'] ?? true, ...accepted } : accepted;
  checkImmutable(profile.types[kind], before.attributes, attributes);
  const after = update(context, before, attributes);
  return answer(context, 200, after, request, projection);
}

/** Changes a resource (RFC 7644 section 3.5.2), as a whole or not at all. */
export function patchResource(
  context: TargetContext,
  kind: ResourceKind,
  id: string,
  request: ScimRequest,
): ScimResponse {
  const { types, patch, quirks } = context.profile();
  const projection = projectionOf(context, kind, request);
  const before = demandForWriting(context, kind, id, request);
  const operations = readPatchRequest(request.body(), patch.operations);
  const after = update(context, before, applyPatch(types[kind], before.attributes, operations, patch));
  const isLarge = valuesOf(after.attributes['members']).length > LARGEST_GROUP_IN_PATCH_ANSWER;
  const isPlain = projection.mode === 'default';
  if (kind === 'Group' && isPlain && (isLarge || quirks.emptyGroupPatch))
    return { status: 204, headers: tagHeader(context, after) };
  return answer(context, 200, after, request, projection);
}

/** Deletes a resource (RFC 7644 section 3.6); it leaves the groups that it was a member of. */
export function deleteResource(
  context: TargetContext,
  kind: ResourceKind,
  id: string,
  request: ScimRequest,
): ScimResponse {
  if (context.profile().quirks.deleteTwiceFails && context.store.get(kind, id) === undefined) {
    throw new ScimError(500, `Cannot read properties of undefined (reading '${id}')`);
  }
  remove(context, demandForWriting(context, kind, id, request));
  return { status: 204 };
}

/** Makes an invited member active, as when the person accepts the invitation. Throws 404, or 409 when not invited. */
export function acceptInvitation(context: TargetContext, id: string): StoredResource {
  const user = demandResource(context, 'User', id);
  if (user.status !== 'invited') {
    throw new ScimError(
      409,
      `The user '${id}' cannot accept an invitation: the status is ${user.status ?? 'not kept'}.`,
    );
  }
  const time = context.now().toISOString();
  const active = withStatus({ ...user, lastModified: time, version: user.version + 1 }, 'active', time);
  context.store.put(active);
  return active;
}

/** Puts the new attributes in place, following the life cycle. Answers the resource as it is then, or was at the end. */
function update(context: TargetContext, before: StoredResource, attributes: ScimObject): StoredResource {
  const checked = checkAttributes(context, before.kind, attributes, before);
  if (sameValue(checked, before.attributes)) return before;
  const time = context.now().toISOString();
  const changed = { ...before, attributes: checked, lastModified: time, version: before.version + 1 };
  const after =
    before.status === undefined ? changed : withStatus(changed, statusAfterUpdate(before.status, checked), time);
  if (after.status === 'removed') {
    remove(context, before);
    return after;
  }
  if (before.status === 'suspended' && after.status === 'active') context.seats.demand(String(checked['userName']));
  context.store.put(after);
  return after;
}

function remove(context: TargetContext, resource: StoredResource): void {
  const { store } = context;
  if (!context.profile().quirks.keepsDeletedMembers) {
    for (const group of groupsWithout(store, resource.id, context.now().toISOString())) store.put(group);
  }
  store.delete(resource.kind, resource.id);
}

/** All rules for the attributes of a resource, in the order in which their errors help most. */
function checkAttributes(
  context: TargetContext,
  kind: ResourceKind,
  attributes: ScimObject,
  before: StoredResource | undefined,
): ScimObject {
  const profile = context.profile();
  checkResource(profile.types[kind], attributes);
  profile.validate(kind, attributes);
  checkUniqueness(context, kind, attributes, before);
  const isSameList = attributes['members'] === before?.attributes['members'];
  return kind === 'User' || isSameList
    ? attributes
    : normalizeMembers(context.store, attributes, {
        keepDuplicates: profile.patch.keepDuplicates,
        anyReference: profile.tolerance.anyReference,
      });
}

/** Throws 409 `uniqueness` when another resource has the value of an attribute that is unique in the schema. */
function checkUniqueness(
  context: TargetContext,
  kind: ResourceKind,
  attributes: ScimObject,
  before: StoredResource | undefined,
): void {
  for (const { name, uniqueness } of context.profile().types[kind].core.attributes.values()) {
    const value = attributes[name];
    if (uniqueness === 'none' || typeof value !== 'string' || !hasIndex(kind, name)) continue;
    const other = context.store.lookup(kind, name, value).find(({ id }) => id !== before?.id);
    if (other === undefined) continue;
    throw new ScimError(409, `There is already a ${kind} with the ${name} '${value}': ${other.id}.`, 'uniqueness');
  }
}

function idFor(context: TargetContext, kind: ResourceKind, attributes: ScimObject): string {
  const { externalId } = attributes;
  const usesExternalId = kind === 'Group' && context.profile().quirks.groupIdIsExternalId;
  return usesExternalId && typeof externalId === 'string' ? externalId : context.newId(kind);
}

function demandResource(context: TargetContext, kind: ResourceKind, id: string): StoredResource {
  const resource = context.store.get(kind, id);
  if (resource !== undefined) return resource;
  throw new ScimError(404, `There is no ${kind} with the id '${id}'.`);
}

function demandForWriting(
  context: TargetContext,
  kind: ResourceKind,
  id: string,
  request: ScimRequest,
): StoredResource {
  const resource = demandResource(context, kind, id);
  const entityTag = context.view.entityTag(resource);
  if (entityTag !== undefined && context.profile().quirks.preconditions) checkPreconditions(request, entityTag);
  return resource;
}

function projectionOf(context: TargetContext, kind: ResourceKind, { query }: ScimRequest): Projection {
  return compileProjection(
    context.profile().types[kind],
    namesIn(query.get('attributes')),
    namesIn(query.get('excludedAttributes')),
  );
}

function tagHeader(context: TargetContext, resource: StoredResource): Record<string, string> {
  const entityTag = context.view.entityTag(resource);
  return entityTag === undefined ? {} : { ETag: entityTag };
}

function answer(
  context: TargetContext,
  status: number,
  resource: StoredResource,
  request: ScimRequest,
  projection = projectionOf(context, resource.kind, request),
): ScimResponse {
  const { view } = context;
  const location = context.profile().quirks.locationHeader
    ? { Location: view.location(resource.kind, resource.id) }
    : {};
  return {
    status,
    body: view.render(resource, projection),
    headers: { ...location, ...tagHeader(context, resource) },
  };
}
