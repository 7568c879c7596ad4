import { createHash } from 'node:crypto';
import type { AttributeReader } from './filter/compileFilter.ts';
import type { Profile } from './profiles/profile.ts';
import { defaultProjection, project, showsAttribute } from './projection.ts';
import type { Projection } from './projection.ts';
import { isObject, isUnassigned } from './scimObject.ts';
import type { Member, ScimObject } from './scimObject.ts';
import { DROPBOX_USER_URN, ENTERPRISE_USER_URN } from './schemas/core.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { StoredResource, TargetStore } from './store.ts';

/** How resources look from outside: what is kept, and what is derived from it. */
export interface View {
  location(kind: ResourceKind, id: string): string;
  /** The entity tag; undefined when the profile has none. */
  entityTag(resource: StoredResource): string | undefined;
  /** What an attribute path points to; for filters and sorting. */
  readonly read: AttributeReader<StoredResource>;
  render(resource: StoredResource, projection?: Projection): ScimObject;
}

/** What a view is made from; profile and base address are asked each time, since both can change. */
interface ViewSource {
  readonly store: TargetStore;
  readonly profile: () => Profile;
  readonly baseAddress: () => string;
}

/** Makes the view of a store. */
export function createView(store: TargetStore, profile: () => Profile, baseAddress: () => string): View {
  const source: ViewSource = { store, profile, baseAddress };
  return {
    location: (kind, id) => locationOf(source, kind, id),
    entityTag: (resource) => entityTagOf(source, resource),
    read(resource, { extension, attribute, sub }) {
      if (attribute === undefined)
        return extension === undefined ? undefined : topLevel(source, resource, extension.urn);
      // Members are many: their ids are had without deriving the rest.
      if (attribute.name === 'members' && sub?.name === 'value') return membersOf(resource).map(({ value }) => value);
      if (extension === undefined) return subValues(topLevel(source, resource, attribute.name), sub?.name);
      const object = topLevel(source, resource, extension.urn);
      return isObject(object) ? subValues(object[attribute.name], sub?.name) : undefined;
    },
    render: (resource, projection = defaultProjection) => render(source, resource, projection),
  };
}

/** The members of a group, as they are kept. */
export function membersOf(group: StoredResource): readonly Member[] {
  return (group.attributes['members'] ?? []) as readonly Member[];
}

function render(source: ViewSource, resource: StoredResource, projection: Projection): ScimObject {
  const derived = resource.kind === 'User' ? 'groups' : 'members';
  const names = showsAttribute(projection, derived) ? [derived] : [];
  const extensions = source.profile().types[resource.kind].extensions.map(({ urn }) => urn);
  const parts = [...names, ...extensions]
    .map((name) => [name, topLevel(source, resource, name)] as const)
    .filter(([, value]) => !isUnassigned(value));
  const whole = {
    schemas: schemasOf(source, resource),
    id: resource.id,
    ...resource.attributes,
    ...Object.fromEntries(parts),
    meta: metaOf(source, resource),
  };
  return project(whole, source.profile().types[resource.kind], projection);
}

/** The attribute, or the extension, with this name as it is shown. */
function topLevel(source: ViewSource, resource: StoredResource, name: string): unknown {
  switch (name) {
    case 'id':
      return resource.id;
    case 'schemas':
      return schemasOf(source, resource);
    case 'meta':
      return metaOf(source, resource);
    case 'members':
      return membersOf(resource).map((member) => showMember(source, member));
    case 'groups':
      return groupsOf(source, resource);
    case ENTERPRISE_USER_URN:
      return enterpriseOf(source, resource);
    case DROPBOX_USER_URN:
      return resource.status === undefined ? undefined : { status: resource.status };
    default:
      return resource.attributes[name];
  }
}

function schemasOf({ profile }: ViewSource, resource: StoredResource): readonly string[] {
  const { core, extensions } = profile().types[resource.kind];
  const isUsed = (urn: string): boolean =>
    urn === DROPBOX_USER_URN ? resource.status !== undefined : resource.attributes[urn] !== undefined;
  return [core.urn, ...extensions.map(({ urn }) => urn).filter(isUsed)];
}

function metaOf(source: ViewSource, resource: StoredResource): ScimObject {
  const version = entityTagOf(source, resource);
  return {
    resourceType: resource.kind,
    created: resource.created,
    lastModified: resource.lastModified,
    location: locationOf(source, resource.kind, resource.id),
    ...(version === undefined ? {} : { version }),
  };
}

function locationOf({ profile, baseAddress }: ViewSource, kind: ResourceKind, id: string): string {
  // A colon is allowed in a path (RFC 3986 section 3.3), and Dropbox's ids have one.
  const path = `/${kind}s/${encodeURIComponent(id).replaceAll('%3A', ':')}`;
  return profile().quirks.relativeLocations ? path : baseAddress() + path;
}

function entityTagOf({ profile }: ViewSource, resource: StoredResource): string | undefined {
  switch (profile().quirks.entityTags) {
    case 'version':
      return `W/"${resource.version}"`;
    case 'contentHash':
      return `W/"${createHash('sha1').update(JSON.stringify(resource)).digest('base64url')}"`;
    case 'none':
      return undefined;
  }
}

function showMember(source: ViewSource, member: Member): ScimObject {
  const known = source.store.find(member.value);
  if (known === undefined) return { ...member };
  return { ...member, $ref: locationOf(source, known.kind, known.id), ...labelled('display', known) };
}

/** The groups a resource is a member of; a user's read-only attribute `groups` (RFC 7643 section 4.1.2). */
function groupsOf(source: ViewSource, { id }: StoredResource): readonly ScimObject[] {
  return source.store.lookup('Group', 'members.value', id).map((group) => ({
    value: group.id,
    $ref: locationOf(source, 'Group', group.id),
    type: 'direct',
    ...labelled('display', group),
  }));
}

/** The enterprise extension with the manager's address and name, when the manager is known here. */
function enterpriseOf(source: ViewSource, resource: StoredResource): unknown {
  const extension = resource.attributes[ENTERPRISE_USER_URN];
  const manager = isObject(extension) ? extension['manager'] : undefined;
  if (!isObject(extension) || !isObject(manager) || typeof manager['value'] !== 'string') return extension;
  const known = source.store.get('User', manager['value']);
  if (known === undefined) return extension;
  const $ref = locationOf(source, 'User', known.id);
  return { ...extension, manager: { $ref, ...manager, ...labelled('displayName', known) } };
}

function labelled(name: string, resource: StoredResource): ScimObject {
  const label = resource.attributes['displayName'] ?? resource.attributes['userName'];
  return typeof label === 'string' ? { [name]: label } : {};
}

function subValues(value: unknown, sub: string | undefined): unknown {
  if (sub === undefined) return value;
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((element) => (isObject(element) && sub in element ? [element[sub]] : []));
  }
  return isObject(value) ? value[sub] : undefined;
}
