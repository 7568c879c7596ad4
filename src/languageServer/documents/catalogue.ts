import { dropboxDirectory, isDropboxDirectory, scimGroup, scimUser } from '../../job/dropboxDirectory.ts';
import { entraDirectory } from '../../job/entraDirectory.ts';
import type { AttributeDefinition } from '../../job/schema.ts';
import type { AttributeTraits, LocatedObjectMapping } from './documentModel.ts';

const dropboxNames: Readonly<Record<string, string>> = { user: scimUser, group: scimGroup };

/**
 * The attributes that an object mapping reads: those that the document defines; where it defines no such object (yet), those
 * of Microsoft Entra ID's users and groups, but for cloud sync, whose source is another directory.
 */
export function sourceAttributesOf(mapping: LocatedObjectMapping): readonly AttributeTraits[] {
  if (mapping.sourceObject !== null) return mapping.sourceObject.attributeList;
  if (mapping.dialect !== 'provisioning') return [];
  const name = mapping.sourceObjectName.toLowerCase() || 'user';
  const object = entraDirectory().objects.find((each) => each.name.toLowerCase() === name);
  return (object?.attributes ?? []).map(traits);
}

/**
 * The attributes that an object mapping writes: those that the document defines; where it defines no such object and writes to Dropbox,
 * those of Dropbox's users and groups.
 */
export function targetAttributesOf(mapping: LocatedObjectMapping): readonly AttributeTraits[] {
  if (mapping.targetObject !== null) return mapping.targetObject.attributeList;
  if (!isDropboxDirectory(mapping.targetDirectoryName)) return [];
  const { targetObjectName, sourceObjectName } = mapping;
  const name = dropboxNames[(targetObjectName || sourceObjectName || 'user').toLowerCase()] ?? targetObjectName;
  const object = dropboxDirectory().objects.find((each) => each.name === name);
  return (object?.attributes ?? []).map(traits);
}

function traits(definition: AttributeDefinition): AttributeTraits {
  return {
    name: definition.name,
    type: definition.type ?? 'String',
    multivalued: definition.multivalued === true,
    required: definition.required === true,
    anchor: definition.anchor === true,
    caseExact: definition.caseExact === true,
    mutability: definition.mutability ?? 'ReadWrite',
  };
}
