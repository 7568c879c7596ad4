import type { Node } from 'jsonc-parser';
import type { Location } from 'vscode-languageserver';
import {
  type DocumentModel,
  type LocatedDirectory,
  type LocatedObject,
  objectMappingsOf,
} from '../documents/documentModel.ts';
import { contains, textMember } from '../documents/jsonNodes.ts';
import { attributeSiteAt, sitesOfSame } from './attributeSites.ts';
import { insideQuotes, rangeOf, type Span } from './ranges.ts';

/** Where the attribute, object or directory that is named at an offset is defined, in the same document. */
export function definitionAt(model: DocumentModel, offset: number): Location | null {
  const site = attributeSiteAt(model, offset);
  if (site !== null) {
    const attribute = site.object.attributes.get(site.name);
    return attribute ? location(model, insideQuotes(attribute.nameNode)) : null;
  }
  const definition = objectOrDirectoryAt(model, offset);
  return definition && location(model, insideQuotes(definition.nameNode));
}

/** Every mapping and filter clause that uses the attribute at an offset, with its definition where that is asked for. */
export function referencesAt(model: DocumentModel, offset: number, includeDeclaration: boolean): Location[] {
  const site = attributeSiteAt(model, offset);
  if (site === null) return [];
  return sitesOfSame(model, site)
    .filter(({ role }) => includeDeclaration || role !== 'definition')
    .map((each) => location(model, each));
}

function objectOrDirectoryAt(model: DocumentModel, offset: number): LocatedObject | LocatedDirectory | null {
  const names = (node: Node, member: string): boolean => {
    const name = textMember(node, member);
    return name !== undefined && contains(name, offset);
  };
  const rule = model.rules.find(({ node }) => contains(node, offset));
  if (rule && names(rule.node, 'sourceDirectoryName')) return rule.sourceDirectory;
  if (rule && names(rule.node, 'targetDirectoryName')) return rule.targetDirectory;
  const mapping = objectMappingsOf(model).find(({ node }) => contains(node, offset));
  if (mapping && names(mapping.node, 'sourceObjectName')) return mapping.sourceObject;
  return mapping && names(mapping.node, 'targetObjectName') ? mapping.targetObject : null;
}

function location(model: DocumentModel, span: Span): Location {
  return { uri: model.document.uri, range: rangeOf(model, span) };
}
