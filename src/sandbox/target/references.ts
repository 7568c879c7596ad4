import { badRequest } from './errors.ts';
import { isObject, valuesOf, withValue } from './scimObject.ts';
import type { Member, ScimObject } from './scimObject.ts';
import type { StoredResource, TargetStore } from './store.ts';

/**
 * Brings the members of a group into the form in which they are kept, each member once. An id that belongs to no
 * resource is taken as it is: RFC 7643 section 4.2 does not ask a service provider to check it.
 * Throws 400 `invalidValue` for a member without id.
 */
export function normalizeMembers(store: TargetStore, attributes: ScimObject, keepDuplicates: boolean): ScimObject {
  const members: Member[] = [];
  const seen = new Set<string>();
  for (const element of valuesOf(attributes['members'])) {
    const member = toMember(store, element);
    if (seen.has(member.value) && !keepDuplicates) continue;
    seen.add(member.value);
    members.push(member);
  }
  return withValue(attributes, 'members', members);
}

function toMember(store: TargetStore, element: unknown): Member {
  const { value, type } = isObject(element) ? element : { value: undefined, type: undefined };
  if (typeof value !== 'string' || value === '') {
    throw badRequest('invalidValue', `A member of a group needs a 'value': the member's id.`);
  }
  if (typeof type === 'string') return { value, type };
  const resource = store.find(value);
  return resource === undefined ? { value } : { value, type: resource.kind };
}

/** The groups as they are when `id` is no longer a member; for the resource that is about to go. */
export function groupsWithout(store: TargetStore, id: string, lastModified: string): readonly StoredResource[] {
  return store.lookup('Group', 'members.value', id).map((group) => ({
    ...group,
    attributes: withValue(
      group.attributes,
      'members',
      valuesOf(group.attributes['members']).filter((member) => isObject(member) && member['value'] !== id),
    ),
    lastModified,
    version: group.version + 1,
  }));
}
