import type { Node } from 'jsonc-parser';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompiledExpression } from '../../expressions/compile.ts';
import type { Dialect } from '../../expressions/functions/definition.ts';
import type { JsonDocument } from '../../job/jsonDocument.ts';
import type { Localize } from '../../protocol/localize.ts';
import type { StringLiteral } from './stringLiteral.ts';

/** A job file, or a `synchronizationSchema` as the portal exports it. */
export type DocumentKind = 'job' | 'schema';

/**
 * What the features know of one version of a document: its tree, and where the parts of its schema stand. Half-typed
 * documents have one too; what is not written yet is null.
 */
export interface DocumentModel {
  /** Says things in the language of whoever reads the document. */
  readonly t: Localize;
  /** A snapshot that later edits leave alone. */
  readonly document: TextDocument;
  readonly text: string;
  readonly kind: DocumentKind;
  /** The text as JSON, with what is wrong with it as such. */
  readonly json: JsonDocument;
  /** The tree of sound JSON, or the best one there is. */
  readonly root: Node | null;
  /** The job's scope, where a job says it. */
  readonly scope: 'assigned' | 'all' | null;
  readonly rules: readonly LocatedRule[];
  readonly directories: readonly LocatedDirectory[];
  /** Every expression of the document in the order of the text, those of parsed forms included. */
  readonly expressions: readonly LocatedExpression[];
}

export interface LocatedRule {
  readonly node: Node;
  readonly name: string;
  readonly sourceDirectory: LocatedDirectory | null;
  readonly targetDirectory: LocatedDirectory | null;
  readonly objectMappings: readonly LocatedObjectMapping[];
}

export interface LocatedObjectMapping {
  readonly node: Node;
  readonly name: string;
  readonly enabled: boolean;
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly sourceObject: LocatedObject | null;
  readonly targetObject: LocatedObject | null;
  /** The directories that the two objects are looked up in. */
  readonly sourceDirectory: LocatedDirectory | null;
  readonly targetDirectory: LocatedDirectory | null;
  /** As the rule names it, whether or not it is defined; empty where nothing tells. */
  readonly targetDirectoryName: string;
  readonly dialect: Dialect;
  readonly attributeMappings: readonly LocatedAttributeMapping[];
  readonly clauses: readonly LocatedClause[];
}

export interface LocatedAttributeMapping {
  readonly node: Node;
  readonly objectMapping: LocatedObjectMapping;
  /** The string of `targetAttributeName`. */
  readonly target: Node | null;
  readonly sourceNode: Node | null;
  /** The source's own expression. */
  readonly expression: LocatedExpression | null;
  /** The strings of `name` in the source's parsed form that name attributes, at any depth. */
  readonly parsedNames: readonly Node[];
  readonly matching: boolean;
  readonly defaultValue: string | null;
}

/** A clause of a scoping filter. */
export interface LocatedClause {
  readonly node: Node;
  readonly attribute: Node | null;
  readonly operator: Node | null;
}

/** An expression inside its JSON string. */
export interface LocatedExpression {
  readonly node: Node;
  readonly literal: StringLiteral;
  readonly mapping: LocatedAttributeMapping;
  /** Whether it is the mapping's own, not a parameter's in a parsed form. */
  readonly outermost: boolean;
  /** The compiled expression; compiled at first use. */
  readonly compiled: () => CompiledExpression;
}

export interface LocatedDirectory {
  readonly node: Node;
  readonly name: string;
  readonly nameNode: Node;
  readonly objects: readonly LocatedObject[];
}

export interface LocatedObject {
  readonly node: Node;
  readonly name: string;
  readonly nameNode: Node;
  readonly directory: LocatedDirectory;
  /** By the case-sensitive name; of names that are defined twice, the first counts. */
  readonly attributes: ReadonlyMap<string, LocatedAttribute>;
  /** The same, as a list. */
  readonly attributeList: readonly LocatedAttribute[];
}

/** An `attributeDefinition` (Microsoft Graph) where it stands. */
export interface LocatedAttribute extends AttributeTraits {
  readonly node: Node;
  readonly nameNode: Node;
}

/** What an `attributeDefinition` says, with Graph's defaults for what it leaves out. */
export interface AttributeTraits {
  readonly name: string;
  readonly type: string;
  readonly multivalued: boolean;
  readonly required: boolean;
  readonly anchor: boolean;
  readonly caseExact: boolean;
  readonly mutability: string;
}

/** The expression whose string has a document offset between its quotes. */
export function expressionAt(model: DocumentModel, offset: number): LocatedExpression | null {
  return model.expressions.find(({ literal }) => literal.start <= offset && offset <= literal.end) ?? null;
}

/** The attribute mappings of a document, in the order of the text. */
export function attributeMappingsOf(model: DocumentModel): readonly LocatedAttributeMapping[] {
  return objectMappingsOf(model).flatMap((mapping) => mapping.attributeMappings);
}

/** The object mappings of a document, in the order of the text. */
export function objectMappingsOf(model: DocumentModel): readonly LocatedObjectMapping[] {
  return model.rules.flatMap((rule) => rule.objectMappings);
}
