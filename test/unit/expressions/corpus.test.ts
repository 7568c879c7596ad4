/**
 * Runs the reference's vectors, real expressions and exported schemas, which lie beside the project where they are available:
 * `../shared/reference/`.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { check } from '../../../src/expressions/checker.ts';
import { compile, compileSource } from '../../../src/expressions/compile.ts';
import { fromSource } from '../../../src/expressions/graph/readSource.ts';
import { toSource } from '../../../src/expressions/graph/writeSource.ts';
import { attributesFromJson, toJsonValue } from '../../../src/expressions/valueText.ts';
import { seededRandom } from './support.ts';

const folder = new URL('../../../../shared/reference/', import.meta.url);
const skip = existsSync(folder) ? false : 'the reference corpus (../shared/reference) is not here';

interface ReferenceVector {
  readonly id: string;
  readonly expression: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly ambiguous?: string;
  readonly derived?: unknown;
  readonly now?: string;
  readonly existing?: readonly string[];
  readonly tenant?: { readonly defaultDomain?: string };
  readonly dialect?: 'cloud-sync';
}

interface RealExpression {
  readonly expression: string;
  readonly dialect: 'provisioning' | 'cloud-sync' | 'connect-sync';
  readonly parse: 'ok' | 'lenient' | 'reject';
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

function evaluate(vector: ReferenceVector): unknown {
  const compiled = compile(vector.expression, vector.dialect === undefined ? {} : { dialect: vector.dialect });
  const outcome = compiled.evaluate(attributesFromJson(vector.attributes), {
    now: Date.parse(vector.now ?? '2025-07-30T00:00:00Z'),
    random: seededRandom(7),
    tenant: vector.tenant ?? {},
    isTaken: (value) => vector.existing?.includes(value) ?? false,
  });
  if (outcome.kind === 'value') return toJsonValue(outcome.value);
  return outcome.kind === 'error' ? { error: true } : { ignored: true };
}

function assertResult(result: unknown, expected: unknown, id: string): void {
  const pattern =
    typeof expected === 'object' && expected !== null && 'matches' in expected ? String(expected.matches) : null;
  if (pattern === null) assert.deepEqual(result, expected, id);
  else assert.match(String(result), new RegExp(pattern, 'u'), id);
}

/** The sources of all mappings in an exported schema, each with its whole tree. */
function* sourcesIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if ('expression' in value && 'parameters' in value) {
    yield { ...value };
    return;
  }
  for (const part of Object.values(value)) yield* sourcesIn(part);
}

describe('reference corpus', { skip }, () => {
  it('evaluates every vector that is not ambiguous, and the derived values of the others', () => {
    const vectors = read('expression-vectors.json') as readonly ReferenceVector[];
    assert.ok(vectors.length > 200);
    for (const vector of vectors) {
      if (vector.ambiguous === undefined) assertResult(evaluate(vector), vector.expected, vector.id);
      else if ('derived' in vector) assertResult(evaluate(vector), vector.derived, vector.id);
    }
  });

  it('parses every real expression as it says', () => {
    const expressions = read('real-expressions.json') as readonly RealExpression[];
    assert.ok(expressions.length > 100);
    for (const { expression, parse, dialect } of expressions) {
      const compiled = compile(expression, { dialect: dialect === 'provisioning' ? 'provisioning' : 'cloud-sync' });
      const isRejected = compiled.diagnostics.some(({ severity }) => severity === 'error');
      assert.equal(isRejected, parse === 'reject', expression);
      const codes = check(compiled).map(({ code }) => code);
      if (parse === 'lenient') assert.ok(codes.length > 0, expression);
      assert.ok(
        !codes.some((code) => code === 'functionUnknown' || code === 'regexInvalid'),
        `${expression}: ${codes.join()}`,
      );
    }
  });

  it('reads, checks and writes back every source of the exported schemas', () => {
    for (const name of [
      'aad-to-salesforce-2017-full',
      'ad2aad-cloud-sync-2020-a',
      'pascalcase-default-mappings-salesforce-2017',
    ]) {
      for (const source of sourcesIn(read(`exported-schemas/${name}.json`))) {
        const { text, tree, diagnostics } = fromSource(source);
        assert.deepEqual(toSource(tree), source);
        assert.deepEqual(diagnostics, []);
        assert.equal(text, source['expression'] ?? '');
        const errors = check(compileSource(source, { dialect: 'cloud-sync' })).filter(
          ({ severity }) => severity === 'error',
        );
        assert.deepEqual(errors, [], text);
      }
    }
  });
});
