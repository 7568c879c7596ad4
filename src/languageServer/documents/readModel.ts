import type { Node } from 'jsonc-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompiledExpression } from '../../expressions/compile.ts';
import type { Dialect } from '../../expressions/functions/definition.ts';
import { dialectOf } from '../../job/checkObjectMapping.ts';
import { looksLikeTemplate, ownKindOf } from '../../job/documentKind.ts';
import { dropboxDirectoryName, isDropboxDirectory } from '../../job/dropboxDirectory.ts';
import { type JsonDocument, parseJsonDocument } from '../../job/jsonDocument.ts';
import type {
  DocumentKind,
  DocumentModel,
  LocatedAttributeMapping,
  LocatedClause,
  LocatedDirectory,
  LocatedExpression,
  LocatedObject,
  LocatedObjectMapping,
  LocatedRule,
} from './documentModel.ts';
import { inEnglish, type Localize } from '../../protocol/localize.ts';
import { itemsOf, memberNames, memberOf, memberWithin, textMember, textOf } from './jsonNodes.ts';
import { readDirectories } from './readDirectories.ts';
import { isJobFileName, mayHoldSchema } from './recognise.ts';
import { stringLiteral } from './stringLiteral.ts';
import { tolerantTree } from './tolerantTree.ts';

/** Compiles an expression's text; the same text gives the same compiled expression. */
export type Compile = (text: string, dialect: Dialect) => CompiledExpression;

/**
 * Reads a document's model. Null when it is neither a job file (by its name, or by having a `schema` with rules) nor an
 * exported schema. Never throws, whatever the text.
 */
export function readModel(
  uri: string,
  version: number,
  source: string,
  compile: Compile,
  t: Localize = inEnglish,
): DocumentModel | null {
  const named = isJobFileName(uri);
  if (!named && !mayHoldSchema(source)) return null;
  const text = withoutByteOrderMark(source);
  const json = parseJsonDocument(text);
  const root = treeOf(json);
  const kind = named ? 'job' : kindOf(root, json);
  if (kind === null) return null;
  const directories = readDirectories(memberWithin(root, 'directories'));
  const reader: Reader = { text, compile, kind, directories, expressions: [] };
  const rules = itemsOf(memberWithin(root, 'synchronizationRules')).map((node) => readRule(node, reader));
  const document = TextDocument.create(uri, 'jsonc', version, text);
  const expressions = reader.expressions.toSorted((one, other) => one.node.offset - other.node.offset);
  return {
    t,
    document,
    text,
    kind,
    json,
    root,
    scope: kind === 'job' ? scopeOf(root) : null,
    rules,
    directories,
    expressions,
  };
}

/** A byte order mark counts in the client's positions, so a blank takes its place. */
function withoutByteOrderMark(source: string): string {
  return source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source;
}

function treeOf({ text, root, problems }: JsonDocument): Node | null {
  return root !== null && problems.some(({ code }) => code === 'not-json') ? tolerantTree(text) : root;
}

interface Reader {
  readonly text: string;
  readonly compile: Compile;
  readonly kind: DocumentKind;
  readonly directories: readonly LocatedDirectory[];
  /** Filled as expressions are met. */
  readonly expressions: LocatedExpression[];
}

function kindOf(root: Node | null, { value }: JsonDocument): DocumentKind | null {
  if (root === null) return null;
  if (value !== undefined && ownKindOf(value).kind !== 'job') return 'schema';
  const first = itemsOf(root)[0] ?? root;
  const isInternal = ['AttributeMappings', 'SynchronizationRules'].some((name) => memberOf(first, name) !== undefined);
  if (isInternal || memberOf(root, 'synchronizationRules') !== undefined) return 'schema';
  if (memberOf(memberOf(root, 'schema'), 'synchronizationRules') === undefined) return null;
  return looksLikeTemplate(memberNames(root)) ? 'schema' : 'job';
}

function scopeOf(root: Node | null): 'assigned' | 'all' | null {
  if (root === null || memberOf(root, 'schema') === undefined) return null;
  return textOf(memberOf(memberOf(root, 'provisioning'), 'scope')) === 'all' ? 'all' : 'assigned';
}

function readRule(node: Node, reader: Reader): LocatedRule {
  const directory = (member: string): LocatedDirectory | null => {
    const name = textOf(memberOf(node, member));
    return reader.directories.find((each) => each.name === name) ?? null;
  };
  const [sourceDirectory, targetDirectory] = [directory('sourceDirectoryName'), directory('targetDirectoryName')];
  const unnamed = writesToDropbox(reader) ? dropboxDirectoryName : '';
  const targetDirectoryName = textOf(memberOf(node, 'targetDirectoryName')) ?? unnamed;
  const objectMappings = itemsOf(memberWithin(node, 'objectMappings')).map((each) =>
    readObjectMapping(each, { sourceDirectory, targetDirectory, targetDirectoryName }, reader),
  );
  return { node, name: textOf(memberOf(node, 'name')) ?? '', sourceDirectory, targetDirectory, objectMappings };
}

/**
 * A job writes to Dropbox unless it says otherwise, in its rules or by the directories that it defines. Whose an exported schema
 * is, only its own words tell.
 */
function writesToDropbox({ kind, directories }: Reader): boolean {
  return kind === 'job' && (directories.length === 0 || directories.some(({ name }) => isDropboxDirectory(name)));
}

function readObjectMapping(
  node: Node,
  directories: Pick<LocatedObjectMapping, 'sourceDirectory' | 'targetDirectory' | 'targetDirectoryName'>,
  reader: Reader,
): LocatedObjectMapping {
  const sourceObjectName = textOf(memberOf(node, 'sourceObjectName')) ?? '';
  const targetObjectName = textOf(memberOf(node, 'targetObjectName')) ?? '';
  const attributeMappings: LocatedAttributeMapping[] = [];
  const mapping: LocatedObjectMapping = {
    node,
    name: textOf(memberOf(node, 'name')) ?? '',
    enabled: memberOf(node, 'enabled')?.value !== false,
    sourceObjectName,
    targetObjectName,
    ...directories,
    sourceObject: findObject(directories.sourceDirectory, sourceObjectName),
    targetObject: findObject(directories.targetDirectory, targetObjectName),
    dialect: directories.sourceDirectory === null ? 'provisioning' : dialectOf(directories.sourceDirectory),
    attributeMappings,
    clauses: readClauses(memberOf(node, 'scope')),
  };
  for (const each of itemsOf(memberWithin(node, 'attributeMappings')))
    attributeMappings.push(readAttributeMapping(each, mapping, reader));
  return mapping;
}

/** `User` and `user` are taken for each other, as the job's reader does. */
function findObject(directory: LocatedDirectory | null, name: string): LocatedObject | null {
  const lower = name.toLowerCase();
  const objects = directory?.objects ?? [];
  return (
    objects.find((each) => each.name === name) ?? objects.find((each) => each.name.toLowerCase() === lower) ?? null
  );
}

function readClauses(scope: Node | undefined): readonly LocatedClause[] {
  return ['groups', 'inputFilterGroups', 'categoryFilterGroups']
    .flatMap((member) => itemsOf(memberOf(scope, member)))
    .flatMap((group) => itemsOf(memberOf(group, 'clauses')))
    .map((node) => ({
      node,
      attribute: textMember(node, 'sourceOperandName') ?? null,
      operator: textMember(node, 'operatorName') ?? null,
    }));
}

function readAttributeMapping(
  node: Node,
  objectMapping: LocatedObjectMapping,
  reader: Reader,
): LocatedAttributeMapping {
  const sourceNode = memberOf(node, 'source') ?? null;
  const parsedNames: Node[] = [];
  const priority: unknown = memberOf(node, 'matchingPriority')?.value;
  const mapping: LocatedAttributeMapping & { expression: LocatedExpression | null } = {
    node,
    objectMapping,
    target: textMember(node, 'targetAttributeName') ?? null,
    sourceNode,
    expression: null,
    parsedNames,
    matching: typeof priority === 'number' && priority > 0,
    defaultValue: textOf(memberOf(node, 'defaultValue')) ?? null,
  };
  const before = reader.expressions.length;
  readSource(sourceNode ?? undefined, mapping, parsedNames, reader);
  mapping.expression = reader.expressions.slice(before).find(({ outermost }) => outermost) ?? null;
  return mapping;
}

/** The expression of a source, and those in the parameters of its parsed form; the document's nesting is bounded. */
function readSource(
  source: Node | undefined,
  mapping: LocatedAttributeMapping,
  parsedNames: Node[],
  reader: Reader,
): void {
  const expression = textMember(source, 'expression');
  if (expression !== undefined) reader.expressions.push(readExpression(expression, source, mapping, reader));
  const name = textMember(source, 'name');
  const type = memberOf(source, 'type');
  if (name !== undefined && (textOf(type) ?? 'Attribute') === 'Attribute') parsedNames.push(name);
  for (const parameter of itemsOf(memberOf(source, 'parameters')))
    readSource(memberOf(parameter, 'value'), mapping, parsedNames, reader);
}

function readExpression(
  node: Node,
  source: Node | undefined,
  mapping: LocatedAttributeMapping,
  { text, compile }: Reader,
): LocatedExpression {
  const literal = stringLiteral(text, node);
  return {
    node,
    literal,
    mapping,
    outermost: source === mapping.sourceNode,
    compiled: () => compile(literal.value, mapping.objectMapping.dialect),
  };
}
