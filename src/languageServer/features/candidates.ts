import { CompletionItemKind } from 'vscode-languageserver';
import { flowTypeNames } from '../../job/objectMappings.ts';
import type { JobPath } from '../../job/jobFinding.ts';
import { scopingOperators } from '../../job/scopingOperators.ts';
import {
  type DocumentModel,
  type LocatedDirectory,
  type LocatedObject,
  type LocatedObjectMapping,
  objectMappingsOf,
} from '../documents/documentModel.ts';
import { contains, textOf } from '../documents/jsonNodes.ts';
import { describeOperator, traitsOf } from './describe.ts';
import { wordsAt } from './schemaWords.ts';

/** A text that may stand in a JSON string. */
export interface Candidate {
  readonly text: string;
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
      return mapping ? targetAttributes(mapping, offset) : [];
    case 'sourceOperandName':
      return mapping?.sourceObject ? attributesOf(mapping.sourceObject) : [];
    case 'operatorName':
      return operators(mapping, offset);
    case 'sourceObjectName':
      return objectsOf(mapping?.sourceDirectory);
    case 'targetObjectName':
      return objectsOf(mapping?.targetDirectory);
    case 'sourceDirectoryName':
    case 'targetDirectoryName':
      return model.directories.map(({ name }) => plain(name, CompletionItemKind.Module));
    case 'referencedObjectName':
      return objectsOf(model.directories.find(({ node }) => contains(node, offset)));
    case 'flowTypes':
      return flowTypeNames.map((name) => plain(name, CompletionItemKind.EnumMember));
    default:
      return wordsAt(model.kind, path).map(({ word, meaning }) => ({
        ...plain(word, CompletionItemKind.EnumMember),
        documentation: meaning,
        isSchemaWord: true,
      }));
  }
}

function plain(text: string, kind: CompletionItemKind): Candidate {
  return { text, kind, detail: '', documentation: '', rank: 1 };
}

/** An object's attributes; those that can be asked for come with their traits. */
export function attributesOf(object: LocatedObject): readonly Candidate[] {
  return object.attributeList.map((attribute) => ({
    text: attribute.name,
    kind: CompletionItemKind.Field,
    detail: traitsOf(attribute),
    documentation: '',
    rank: 1,
  }));
}

/** The target's attributes: those that nothing is mapped to yet come first, read-only ones are left out. */
function targetAttributes({ targetObject, attributeMappings }: LocatedObjectMapping, offset: number) {
  if (targetObject === null) return [];
  const mapped = new Set(
    attributeMappings.flatMap(({ node, target }) => (contains(node, offset) ? [] : [textOf(target ?? undefined)])),
  );
  return attributesOf(targetObject)
    .filter(({ text }) => targetObject.attributes.get(text)?.mutability !== 'ReadOnly')
    .map((candidate) => ({ ...candidate, rank: mapped.has(candidate.text) ? 2 : 1 }));
}

/** The operators; those for the type of the clause's attribute come first. */
function operators(mapping: LocatedObjectMapping | undefined, offset: number): readonly Candidate[] {
  const clause = mapping?.clauses.find(({ node }) => contains(node, offset));
  const attribute = mapping?.sourceObject?.attributes.get(textOf(clause?.attribute ?? undefined) ?? '');
  return scopingOperators.map((operator) => ({
    text: operator.name,
    kind: CompletionItemKind.Operator,
    detail: operator.meaning,
    documentation: describeOperator(operator),
    rank: !attribute || operator.supportedAttributeTypes.some((type) => type === attribute.type) ? 1 : 2,
  }));
}

function objectsOf(directory: LocatedDirectory | null | undefined): readonly Candidate[] {
  return (directory?.objects ?? []).map(({ name }) => plain(name, CompletionItemKind.Struct));
}
