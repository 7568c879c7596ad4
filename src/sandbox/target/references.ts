import { badRequest } from './errors.ts';
import { referentOf } from './referenceAddress.ts';
import { isObject, valuesOf, withValue } from './scimObject.ts';
import type { Member, ScimObject } from './scimObject.ts';
import type { StoredResource, TargetStore } from './store.ts';

/** How members are read. */
export interface MemberRules {
  /** Keep a member that is named twice twice; a fault of some servers. */
  readonly keepDuplicates: boolean;
  /** Take a member whose `type` is not its own. */
  readonly anyReference: boolean;
}

/**
 * Brings the members of a group into the form in which they are kept, each member once. An id that belongs to no
 * resource is taken as it is: RFC 7643 section 4.2 does not ask a service provider to check it.
 * Throws 400 `invalidValue` for a member without id, or of another type than it says.
 */
export function normalizeMembers(
  store: TargetStore,
  attributes: ScimObject,
  { keepDuplicates, anyReference }: MemberRules,
): ScimObject {
  const members: Member[] = [];
  const seen = new Set<string>();
  for (const element of valuesOf(attributes['members'])) {
    const member = toMember(store, element, anyReference);
    if (seen.has(member.value) && !keepDuplicates) continue;
    seen.add(member.value);
    members.push(member);
  }
  return withValue(attributes, 'members', members);
}

function toMember(store: TargetStore, element: unknown, anyReference: boolean): Member {
  const { value, type, $ref }: ScimObject = isObject(element) ? element : {};
  if (typeof value !== 'string' || value === '') {
    throw badRequest('invalidValue', `A member of a group needs a 'value': the member's id.`);
  }
  const resource = store.find(value);
  const said = type ?? (typeof $ref === 'string' ? referentOf($ref).kind : undefined);
  if (!anyReference && resource !== undefined && said !== undefined && said !== resource.kind)
    throw badRequest('invalidValue', `The member '${value}' is a ${resource.kind}, not a ${JSON.stringify(said)}.`);
  if (typeof type === 'string') return { value, type };
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
