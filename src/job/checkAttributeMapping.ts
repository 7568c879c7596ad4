import { type CompiledExpression, compileSource } from '../expressions/compile.ts';
import type { Dialect } from '../expressions/functions/definition.ts';
import { checkExpression, type Place } from './checkExpression.ts';
import { currentSource } from './currentSource.ts';
import type { Findings, JobFinding, JobPath } from './jobFinding.ts';
import type { AttributeDefinition, AttributeMapping, AttributeMappingSource } from './schema.ts';
import { withGuess } from './similarName.ts';
import { text } from '../protocol/text.ts';

/** What surrounds an attribute mapping: the attributes of its two objects by name, undefined when the object is unknown. */
export interface Surroundings {
  readonly scope?: 'assigned' | 'all';
  readonly source: ReadonlyMap<string, AttributeDefinition> | undefined;
  /** The same as they are defined, one after another. */
  readonly sourceAttributes: readonly AttributeDefinition[] | undefined;
  /** The language of its expressions. */
  readonly dialect: Dialect;
  readonly target: ReadonlyMap<string, AttributeDefinition> | undefined;
}

/** Checks one attribute mapping: that both its ends are defined and that its expression can be read. */
export function* checkAttributeMapping(mapping: AttributeMapping, around: Surroundings, path: JobPath): Findings {
  if (isForbidden(mapping.targetAttributeName)) yield forbidden(mapping, path);
  else if (around.target) yield* checkTarget(mapping, around.target, path);
  if (mapping.source === null) return;
  if (isEmpty(mapping.source)) {
    const message = text`The source of ${JSON.stringify(mapping.targetAttributeName)} says nothing: write "expression": "[mail]", for example, or "source": null to map nothing.`;
    yield { code: 'empty-source', severity: 'error', message, path: [...path, 'source'] };
    return;
  }
  const source = currentSource(mapping.source);
  if (source !== mapping.source) {
    const message = text`The parsed form beside this expression (name, type, parameters) is that of another one: the expression counts, so remove the others.`;
    yield { code: 'stale-parsed-form', severity: 'warning', message, path: [...path, 'source', 'expression'] };
  }
  const compiled = compileSource(source, { dialect: around.dialect });
  const place = placesIn(source, compiled, [...path, 'source']);
  const targetAttribute = around.target?.get(mapping.targetAttributeName);
  const environment = {
    ...(around.sourceAttributes && { sourceAttributes: around.sourceAttributes }),
    ...(targetAttribute && { targetAttribute }),
    ...(around.scope && { scope: around.scope }),
    matching: (mapping.matchingPriority ?? 0) > 0,
  };
  yield* checkExpression(compiled, environment, place);
}

function placesIn(source: AttributeMappingSource, compiled: CompiledExpression, path: JobPath): Place {
  if (typeof source.expression !== 'string') return () => ({ path });
  const expressionPath = [...path, 'expression'];
  if (source.expression !== compiled.text) return () => ({ path: expressionPath });
  return (start, end) => ({ path: expressionPath, span: { start, end } });
}

function isEmpty({ expression, name, type }: AttributeMappingSource): boolean {
  return (expression ?? '').trim() === '' && (name ?? '') === '' && type !== 'Constant';
}

/** Whether writing the attribute into a resource would reach the prototype of all objects; no SCIM name begins so (RFC 7643 section 2.1). */
function isForbidden(attribute: string): boolean {
  return attribute.split(/[.:[\]]/).includes('__proto__');
}

function forbidden({ targetAttributeName }: AttributeMapping, path: JobPath): JobFinding {
  const message = text`${JSON.stringify(targetAttributeName)} is no name of an attribute: names begin with a letter. Remove this attribute mapping.`;
  return {
    code: 'forbidden-target-attribute',
    severity: 'error',
    message,
    path: [...path, 'targetAttributeName'],
  };
}

function* checkTarget(
  mapping: AttributeMapping,
  target: ReadonlyMap<string, AttributeDefinition>,
  path: JobPath,
): Findings {
  const name = mapping.targetAttributeName;
  const place = { severity: 'error', path: [...path, 'targetAttributeName'] } as const;
  const definition = target.get(name);
  if (!definition) {
    const message = withGuess(
      text`The target object has no attribute ${JSON.stringify(name)}: write the name of one that is defined, or define it in "directories".`,
      name,
      target.keys(),
    );
    yield { code: 'unknown-target-attribute', message, ...place };
  } else if (definition.mutability === 'ReadOnly') {
    const message = text`${JSON.stringify(name)} is read-only in the target, which gives it its value itself: remove this attribute mapping.`;
    yield { code: 'read-only-target', message, ...place };
  }
}
