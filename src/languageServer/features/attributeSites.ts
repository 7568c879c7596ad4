import type { Node } from 'jsonc-parser';
import { descendants } from '../../expressions/syntax/syntaxTree.ts';
import {
  attributeMappingsOf,
  type DocumentModel,
  type LocatedAttributeMapping,
  type LocatedExpression,
  type LocatedObject,
  objectMappingsOf,
} from '../documents/documentModel.ts';
import { itemsOf, memberOf, textMember, textOf } from '../documents/jsonNodes.ts';
import { spanInDocument } from './expressionFindings.ts';
import { insideQuotes, type Span } from './ranges.ts';

/** A place of a document that names an attribute of an object: its definition, or one of its uses. */
export interface AttributeSite extends Span {
  readonly role: 'definition' | 'source' | 'target' | 'clause' | 'reference';
  readonly object: LocatedObject;
  readonly name: string;
}

/** Every place that names an attribute, with the object that defines or should define it. */
export function attributeSites(model: DocumentModel): readonly AttributeSite[] {
  return [
    ...model.directories.flatMap((directory) => directory.objects.flatMap(definitionSites)),
    ...attributeMappingsOf(model).flatMap(mappingSites),
    ...model.expressions.flatMap(expressionSites),
    ...objectMappingsOf(model).flatMap(({ clauses, sourceObject }) =>
      clauses.flatMap(({ attribute }) => (attribute && sourceObject ? [site('clause', sourceObject, attribute)] : [])),
    ),
  ];
}

/** The place at a document offset that names an attribute. */
export function attributeSiteAt(model: DocumentModel, offset: number): AttributeSite | null {
  return attributeSites(model).find(({ start, end }) => start <= offset && offset <= end) ?? null;
}

/** All places that name the same attribute of the same object, in the order of the text. */
export function sitesOfSame(model: DocumentModel, { object, name }: AttributeSite): readonly AttributeSite[] {
  return attributeSites(model)
    .filter((each) => each.object === object && each.name === name)
    .sort((one, other) => one.start - other.start);
}

function site(role: AttributeSite['role'], object: LocatedObject, node: Node): AttributeSite {
  return { role, object, name: String(node.value), ...insideQuotes(node) };
}

/** The definitions of an object's attributes, and the properties that references point to. */
function definitionSites(object: LocatedObject): readonly AttributeSite[] {
  return object.attributeList.flatMap(({ node, nameNode }) => [
    site('definition', object, nameNode),
    ...itemsOf(memberOf(node, 'referencedObjects')).flatMap((reference) => referenceSites(reference, object)),
  ]);
}

function referenceSites(reference: Node, { directory }: LocatedObject): readonly AttributeSite[] {
  const property = textMember(reference, 'referencedProperty');
  const name = textOf(memberOf(reference, 'referencedObjectName'));
  const object = directory.objects.find((each) => each.name === name);
  return property && object ? [site('reference', object, property)] : [];
}

function mappingSites({ objectMapping, target, parsedNames }: LocatedAttributeMapping): readonly AttributeSite[] {
  const { sourceObject, targetObject } = objectMapping;
  return [
    ...(target && targetObject ? [site('target', targetObject, target)] : []),
    ...(sourceObject ? parsedNames.map((name) => site('source', sourceObject, name)) : []),
  ];
}

function expressionSites(expression: LocatedExpression): readonly AttributeSite[] {
  const { sourceObject } = expression.mapping.objectMapping;
  if (sourceObject === null) return [];
  return [...descendants(expression.compiled().tree)].flatMap((node) => {
    if (node.kind !== 'attribute') return [];
    const start = node.start + 1;
    const span = spanInDocument(expression, start, start + node.name.length);
    return [{ role: 'source' as const, object: sourceObject, name: node.name, ...span }];
  });
}
