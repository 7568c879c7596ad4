import { fromSource } from '../../expressions/graph/readSource.ts';
import { findFunction, isKnownTo } from '../../expressions/functions/catalogue.ts';
import { descendants } from '../../expressions/syntax/syntaxTree.ts';
import { currentSource } from '../../job/currentSource.ts';
import { scopingOperatorOf } from '../../job/scopingOperators.ts';
import type { UnfitReason } from '../../protocol/migration/migration.ts';
import { recordIn, recordsIn, textIn, type Wire } from '../wire.ts';

/** The names of an object's attributes by its directory; null where the schema doesn't define it, so that nothing can be lacking. */
export function attributesOf(
  schema: Wire,
  directory: string | null,
  object: string | null,
): ReadonlySet<string> | null {
  const definition = recordsIn(schema, 'directories')
    .filter((each) => textIn(each, 'name') === directory)
    .flatMap((each) => recordsIn(each, 'objects'))
    .find((each) => textIn(each, 'name') === object);
  if (definition === undefined) return null;
  return new Set(recordsIn(definition, 'attributes').flatMap((each) => textIn(each, 'name') ?? []));
}

/** What keeps the source of a mapping from being used in another schema; null when nothing does. */
export function unfitSource(source: Wire, attributes: ReadonlySet<string> | null): UnfitReason | null {
  const { tree, text, diagnostics } = readSource(source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { code: 'expressionUnreadable', names: [text] };
  const nodes = [...descendants(tree)];
  const functions = nodes.flatMap((node) => (node.kind === 'call' && !isKnown(node.name) ? [node.name] : []));
  if (functions.length > 0) return { code: 'functionUnknown', names: [...new Set(functions)] };
  const read = nodes.flatMap((node) => (node.kind === 'attribute' ? [node.name] : []));
  return lacking(read, attributes);
}

/** A source as people write it, in one form for what says the same. */
export function sourceText(source: Wire): string {
  return readSource(source).text;
}

function readSource(source: Wire): ReturnType<typeof fromSource> {
  return fromSource(currentSource(source));
}

function isKnown(name: string): boolean {
  const definition = findFunction(name);
  return definition !== undefined && isKnownTo(definition, 'provisioning');
}

/** What keeps a scoping filter from being used in another schema; null when nothing does. */
export function unfitFilter(scope: Wire, attributes: ReadonlySet<string> | null): UnfitReason | null {
  const kinds = ['inputFilterGroups', 'categoryFilterGroups'].filter((name) => recordsIn(scope, name).length > 0);
  if (kinds.length > 0) return { code: 'filterKind', names: kinds };
  const clauses = recordsIn(scope, 'groups').flatMap((group) => recordsIn(group, 'clauses'));
  const operators = clauses.map((clause) => textIn(clause, 'operatorName') ?? '');
  const unknown = operators.filter((name) => scopingOperatorOf(name) === null);
  if (unknown.length > 0) return { code: 'operatorUnknown', names: [...new Set(unknown)] };
  return lacking(
    clauses.map((clause) => textIn(clause, 'sourceOperandName') ?? ''),
    attributes,
  );
}

/** A scoping filter for people; null for one that lets everybody pass. */
export function filterText(scope: Wire | null): string | null {
  const groups = ['groups', 'inputFilterGroups', 'categoryFilterGroups'].flatMap((name) =>
    scope === null ? [] : recordsIn(scope, name),
  );
  if (groups.length === 0) return null;
  return groups.map((group) => recordsIn(group, 'clauses').map(clauseText).join(' AND ')).join(' OR ');
}

function clauseText(clause: Wire): string {
  const values = recordIn(clause, 'targetOperand')?.['values'];
  const operand = Array.isArray(values) && values.length > 0 ? ` ${JSON.stringify(values[0])}` : '';
  return `${textIn(clause, 'sourceOperandName') ?? '?'} ${textIn(clause, 'operatorName') ?? '?'}${operand}`;
}

function lacking(read: readonly string[], attributes: ReadonlySet<string> | null): UnfitReason | null {
  const names = attributes === null ? [] : [...new Set(read)].filter((name) => !attributes.has(name));
  return names.length === 0 ? null : { code: 'sourceAttributeLacking', names };
}
