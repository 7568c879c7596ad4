import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { CompletionItemKind } from 'vscode-languageserver';
import { signatureOf } from '../../expressions/functions/callProblems.ts';
import { functionsOf } from '../../expressions/functions/catalogue.ts';
import { flowTypeNames } from '../../job/objectMappings.ts';
import type { JobPath } from '../../job/jobFinding.ts';
import { scopingOperators } from '../../job/scopingOperators.ts';
import type { Localize } from '../../protocol/localize.ts';
import { render } from '../../protocol/text.ts';
import { sourceAttributesOf, targetAttributesOf } from '../documents/catalogue.ts';
import {
  type AttributeTraits,
  type DocumentModel,
  type LocatedDirectory,
  type LocatedObjectMapping,
  objectMappingsOf,
} from '../documents/documentModel.ts';
import { contains, itemsOf, memberOf, textOf } from '../documents/jsonNodes.ts';
import { describeOperator, traitsOf } from './describe.ts';
import { meaningAt, membersAt, wordsAt } from './schemaWords.ts';

/** A text that may stand in a JSON string, or a word that stands bare. */
export interface Candidate {
  readonly text: string;
  /** Whether it is written without quotes, as `true`. */
  readonly isBare?: true;
  readonly kind: CompletionItemKind;
  /** A few words beside it. */
  readonly detail: string;
  /** Markdown that explains it. */
  readonly documentation: string;
  /** Lower comes first. */
  readonly rank: number;
  /** Whether it is a fixed word of job.schema.json. */
  readonly isSchemaWord?: true;
}

/**
 * What may stand in the string at a path of the document: attributes, objects and directories that are defined, operators,
 * and the fixed words of job.schema.json. Empty where anything may. `offset` tells which object mapping is meant.
 */
export function candidatesAt(model: DocumentModel, path: JobPath, offset: number): readonly Candidate[] {
  const mapping = objectMappingsOf(model).find(({ node }) => contains(node, offset));
  switch (path.at(-1)) {
    case 'targetAttributeName':
      return mapping ? targetAttributes(mapping, offset, model.t) : [];
    case 'sourceOperandName':
      return mapping ? attributeCandidates(sourceAttributesOf(mapping), model.t) : [];
    case 'operatorName':
      return operators(mapping, offset, model.t);
    case 'sourceObjectName':
      return objectsOf(mapping?.sourceDirectory);
    case 'targetObjectName':
      return objectsOf(mapping?.targetDirectory);
    case 'sourceDirectoryName':
    case 'targetDirectoryName':
      return model.directories.map(({ name }) => plain(name, CompletionItemKind.Module));
    case 'referencedObjectName':
      return objectsOf(directoryAt(model, offset));
    case 'referencedProperty':
      return referencedProperties(directoryAt(model, offset), offset, model.t);
    case 'name':
      return mapping && isInSource(path) ? sourceNames(mapping, offset, model.t) : [];
    case 'flowTypes':
      return flowTypeNames.map((name) => plain(name, CompletionItemKind.EnumMember));
    default:
      return wordsAt(model.kind, path).map(({ word, meaning }) => ({
        ...plain(String(word), CompletionItemKind.EnumMember),
        ...(typeof word === 'boolean' && { isBare: true }),
        documentation: meaning,
        isSchemaWord: true,
      }));
  }
}

/** The members that the object at a path may still get: those of job.schema.json that it does not have. */
export function memberCandidates(model: DocumentModel, path: JobPath): readonly Candidate[] {
  const owner = model.root === null ? undefined : findNodeAtLocation(model.root, [...path]);
  return membersAt(model.kind, path)
    .filter((name) => memberOf(owner, name) === undefined)
    .map((name) => ({
      ...plain(name, CompletionItemKind.Property),
      documentation: meaningAt(model.kind, [...path, name]),
      isSchemaWord: true,
    }));
}

function plain(text: string, kind: CompletionItemKind): Candidate {
  return { text, kind, detail: '', documentation: '', rank: 1 };
}

/** Attributes with their traits. */
export function attributeCandidates(attributes: readonly AttributeTraits[], t: Localize): readonly Candidate[] {
  return attributes.map((attribute) => ({
    ...plain(attribute.name, CompletionItemKind.Field),
    detail: traitsOf(attribute, t),
  }));
}

/** The target's attributes: those that nothing is mapped to yet come first, read-only ones are left out. */
function targetAttributes(mapping: LocatedObjectMapping, offset: number, t: Localize): readonly Candidate[] {
  const mapped = new Set(
    mapping.attributeMappings.flatMap(({ node, target }) =>
      contains(node, offset) ? [] : [textOf(target ?? undefined)],
    ),
  );
  const writable = targetAttributesOf(mapping).filter(({ mutability }) => mutability !== 'ReadOnly');
  return attributeCandidates(writable, t).map((candidate) => ({
    ...candidate,
    rank: mapped.has(candidate.text) ? 2 : 1,
  }));
}

/** The operators for the type of the clause's attribute; all of them while that is not known, or has none. */
function operators(mapping: LocatedObjectMapping | undefined, offset: number, t: Localize): readonly Candidate[] {
  const clause = mapping?.clauses.find(({ node }) => contains(node, offset));
  const name = textOf(clause?.attribute ?? undefined);
  const type = mapping && sourceAttributesOf(mapping).find((attribute) => attribute.name === name)?.type;
  const fitting = scopingOperators.filter(({ supportedAttributeTypes }) =>
    supportedAttributeTypes.some((supported) => supported === type),
  );
  return (fitting.length > 0 ? fitting : scopingOperators).map((operator) => ({
    ...plain(operator.name, CompletionItemKind.Operator),
    detail: render(operator.meaning, t),
    documentation: describeOperator(operator, t),
  }));
}

/** Whether a path leads into the parsed form of a mapping's source. */
function isInSource(path: JobPath): boolean {
  return path.includes('attributeMappings') && ['source', 'value'].includes(String(path.at(-2)));
}

/** What the parsed form of a source may name: a function where it says that it is one, else an attribute. */
function sourceNames(mapping: LocatedObjectMapping, offset: number, t: Localize): readonly Candidate[] {
  const source = mapping.attributeMappings.find(({ node }) => contains(node, offset))?.sourceNode;
  const innermost = source && innermostSource(source, offset);
  const type = textOf(memberOf(innermost ?? undefined, 'type'));
  if (type === 'Constant') return [];
  if (type !== 'Function') return attributeCandidates(sourceAttributesOf(mapping), t);
  return functionsOf(mapping.dialect).map((definition) => ({
    ...plain(definition.name, CompletionItemKind.Function),
    detail: signatureOf(definition),
    documentation: render(definition.meaning, t),
  }));
}

function innermostSource(source: Node, offset: number): Node {
  for (const parameter of itemsOf(memberOf(source, 'parameters'))) {
    const value = memberOf(parameter, 'value');
    if (value !== undefined && contains(value, offset)) return innermostSource(value, offset);
  }
  return source;
}

function directoryAt(model: DocumentModel, offset: number): LocatedDirectory | undefined {
  return model.directories.find(({ node }) => contains(node, offset));
}

/** The attributes of the object that the reference at an offset names. */
function referencedProperties(
  directory: LocatedDirectory | undefined,
  offset: number,
  t: Localize,
): readonly Candidate[] {
  const references = (directory?.objects ?? []).flatMap(({ attributeList }) =>
    attributeList.flatMap(({ node }) => itemsOf(memberOf(node, 'referencedObjects'))),
  );
  const reference = references.find((node) => contains(node, offset));
  const name = textOf(memberOf(reference, 'referencedObjectName'));
  return attributeCandidates(directory?.objects.find((each) => each.name === name)?.attributeList ?? [], t);
}

function objectsOf(directory: LocatedDirectory | null | undefined): readonly Candidate[] {
  return (directory?.objects ?? []).map(({ name }) => plain(name, CompletionItemKind.Struct));
}
