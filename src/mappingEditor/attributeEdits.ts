import type { JobPath } from '../job/jobFinding.ts';
import type { AttributeChanges, AttributePlace } from '../protocol/mappingEditorIntents.ts';
import { openDocument } from './documentPaths.ts';
import { insertItem, removeEntry, setMember } from './jsonText.ts';
import { listIn, memberOf, textIn } from './lenientReading.ts';
import { attributeExists, attributeInUse, attributeWithoutName, movedMeanwhile } from './refusal.ts';

/** Defines an attribute at the end of an object's list, as the portal's advanced options do. */
export function addAttribute(text: string, directory: string, object: string, changes: AttributeChanges): string {
  const { path, attributes } = attributesOf(text, directory, object);
  const { name = '', type = 'String', ...traits } = changes;
  requireName(name, attributes);
  const written = Object.fromEntries(Object.entries(traits).filter(([, value]) => value));
  return insertItem(text, path, attributes.length, { name, type, ...written });
}

/** Changes the definition of an attribute; mappings that name it follow a new name. */
export function changeAttribute(text: string, at: AttributePlace, changes: AttributeChanges): string {
  const { path, attributes } = attributesOf(text, at.directory, at.object);
  const attribute = attributes[at.index];
  if (textIn(attribute, 'name') !== at.name) throw movedMeanwhile();
  if (changes.name !== undefined && changes.name !== at.name) requireName(changes.name, attributes);
  let changed = text;
  for (const [name, wanted] of Object.entries(changes)) {
    const current = memberOf(attribute, name) ?? (name === 'type' ? 'String' : false);
    if (wanted !== current) changed = setMember(changed, [...path, at.index, name], wanted);
  }
  return changes.name === undefined ? changed : renameInMappings(changed, at, changes.name);
}

/** Removes the definition of an attribute that no mapping uses. */
export function removeAttribute(text: string, at: AttributePlace): string {
  const { path, attributes } = attributesOf(text, at.directory, at.object);
  if (textIn(attributes[at.index], 'name') !== at.name) throw movedMeanwhile();
  if (usesOf(text, at).length > 0) throw attributeInUse(at.name);
  return removeEntry(text, [...path, at.index]);
}

function attributesOf(
  text: string,
  directoryName: string,
  objectName: string,
): { readonly path: JobPath; readonly attributes: readonly unknown[] } {
  const { schema, schemaPath } = openDocument(text);
  const directories = listIn(schema, 'directories');
  const directory = directories.findIndex((each) => textIn(each, 'name') === directoryName);
  const objects = listIn(directories[directory], 'objects');
  const object = objects.findIndex((each) => textIn(each, 'name') === objectName);
  if (object < 0) throw movedMeanwhile();
  const path = [...schemaPath, 'directories', directory, 'objects', object, 'attributes'];
  return { path, attributes: listIn(objects[object], 'attributes') };
}

function requireName(name: string, attributes: readonly unknown[]): void {
  if (name.trim() === '') throw attributeWithoutName();
  if (attributes.some((each) => textIn(each, 'name') === name)) throw attributeExists(name);
}

function renameInMappings(text: string, at: AttributePlace, name: string): string {
  return usesOf(text, at).reduce((changed, path) => setMember(changed, path, name), text);
}

/** Where mappings name a target attribute. */
function usesOf(text: string, at: AttributePlace): readonly JobPath[] {
  const { schema, schemaPath } = openDocument(text);
  return listIn(schema, 'synchronizationRules').flatMap((rule, ruleIndex) => {
    if (textIn(rule, 'targetDirectoryName') !== at.directory) return [];
    return listIn(rule, 'objectMappings').flatMap((mapping, index) => {
      if (textIn(mapping, 'targetObjectName').toLowerCase() !== at.object.toLowerCase()) return [];
      const path = [...schemaPath, 'synchronizationRules', ruleIndex, 'objectMappings', index, 'attributeMappings'];
      return listIn(mapping, 'attributeMappings').flatMap((each, mappingIndex) =>
        textIn(each, 'targetAttributeName') === at.name ? [[...path, mappingIndex, 'targetAttributeName']] : [],
      );
    });
  });
}
