import { parse } from '../expressions/syntax/parser.ts';
import { isKnownMacro } from '../expressions/syntax/macros.ts';
import type { ExpressionNode } from '../expressions/syntax/syntaxTree.ts';
import type { AttributeMappingSource, SynchronizationSchema } from './schema.ts';

/**
 * A source as it is meant now. Graph's form says an expression twice, as text and as parsed tree; a person who edits the
 * text leaves the tree behind, which would then win. So a tree of another expression is dropped and derived anew.
 */
export function currentSource(source: AttributeMappingSource): AttributeMappingSource {
  if (!hasStaleTree(source)) return source;
  const current: { -readonly [Member in keyof AttributeMappingSource]: AttributeMappingSource[Member] } = { ...source };
  delete current.name;
  delete current.type;
  delete current.parameters;
  return current;
}

/** A schema all of whose sources are as they are meant now. */
export function withCurrentSources(schema: SynchronizationSchema): SynchronizationSchema {
  const synchronizationRules = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map((each) => ({
        ...each,
        source: each.source && currentSource(each.source),
      })),
    })),
  }));
  return { ...schema, synchronizationRules };
}

/**
 * Whether a source's tree is that of another expression than its text. Blanks, and macros of the
 * tree that the text leaves blank (`%DomainFQDN%`), make no difference; nor does a text that cannot be read, which is an error anyway.
 */
export function hasStaleTree(source: AttributeMappingSource): boolean {
  if (typeof source.expression !== 'string' || source.expression.trim() === '' || !source.type) return false;
  const { tree, diagnostics } = parse(source.expression);
  if (diagnostics.some(({ severity }) => severity === 'error')) return false;
  return !isSame(wordsOfText(tree), wordsOfTree(source));
}

/** Whether the words are the same, but for macros of the tree that the text leaves blank. */
function isSame(text: readonly string[], tree: readonly string[]): boolean {
  let passed = 0;
  for (const word of tree) {
    if (word === text[passed]) passed += 1;
    else if (!word.startsWith('macro ')) return false;
  }
  return passed === text.length;
}

/** The names and constants of an expression in the order of the text, each marked with what it is. */
function wordsOfText(node: ExpressionNode): readonly string[] {
  switch (node.kind) {
    case 'call':
      return [`function ${node.name.toLowerCase()}`, ...node.arguments.flatMap(wordsOfText)];
    case 'comparison':
      return [...wordsOfText(node.left), `constant ${node.operator}`, ...wordsOfText(node.right)];
    case 'attribute':
      return [`attribute ${node.name}`];
    case 'string':
      return [isKnownMacro(node.value) ? `macro ${node.value}` : `constant ${node.value}`];
    case 'number':
      return [`constant ${node.text}`];
    case 'constant':
      return [`constant ${node.name}`];
    case 'macro':
      return [`macro ${node.name}`];
    case 'blank':
      return [];
  }
}

function wordsOfTree({ type, name, expression, parameters }: AttributeMappingSource): readonly string[] {
  if (type === 'Constant') {
    const isMacro = typeof expression !== 'string' || isKnownMacro(name ?? '');
    return [`${isMacro ? 'macro' : 'constant'} ${name ?? ''}`];
  }
  if (type !== 'Function') return [`attribute ${name ?? ''}`];
  return [`function ${(name ?? '').toLowerCase()}`, ...(parameters ?? []).flatMap(({ value }) => wordsOfTree(value))];
}
