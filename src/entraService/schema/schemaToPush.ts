import { parse } from '../../expressions/syntax/parser.ts';
import { toSource } from '../../expressions/graph/writeSource.ts';
import { hasStaleTree } from '../../job/currentSource.ts';
import type { AttributeMapping, AttributeMappingSource, SynchronizationSchema } from '../../job/schema.ts';
import { text, type Text } from '../../protocol/text.ts';

export interface SchemaToPush {
  readonly schema: SynchronizationSchema;
  /** What of the job's schema Entra's service doesn't know, in sentences. */
  readonly notes: readonly Text[];
}

/**
 * A job file's schema in Graph's form: a source that is only an expression gets the parsed tree that Graph wants, and what is
 * an extension of ours is left out, which the notes say.
 */
export function schemaToPush(schema: SynchronizationSchema): SchemaToPush {
  const notes: Text[] = [];
  const rules = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map((each) => toGraph(each, mapping.name, notes)),
    })),
  }));
  return { schema: { ...schema, synchronizationRules: rules }, notes };
}

function toGraph(mapping: AttributeMapping, objectMapping: string, notes: Text[]): AttributeMapping {
  const place = text`${mapping.targetAttributeName} of ${objectMapping}`;
  const { flowNullValues, ...rest } = mapping;
  if (flowNullValues === true)
    notes.push(
      text`Entra’s service doesn’t clear attributes for null values: "flowNullValues" of ${place} isn’t written.`,
    );
  if (rest.source === null) return rest;
  const source = wholeSource(rest.source);
  if (source === null) notes.push(text`The expression of ${place} has no form in Graph, so it’s written as it is.`);
  return { ...rest, source: source ?? rest.source };
}

/** Null when Graph has no form for the expression. */
function wholeSource(source: AttributeMappingSource): AttributeMappingSource | null {
  const { expression, type } = source;
  if (typeof expression !== 'string' || expression.trim() === '') return source;
  if (type !== undefined && !hasStaleTree(source)) return source;
  const { tree, diagnostics } = parse(expression);
  return diagnostics.some(({ severity }) => severity === 'error') ? null : toSource(tree);
}
