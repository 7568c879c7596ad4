import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compile } from '../../../src/expressions/compile.ts';
import { functionCatalogue } from '../../../src/expressions/functions/catalogue.ts';
import type { Dialect } from '../../../src/expressions/functions/definition.ts';
import { context, evaluate, seededRandom } from './support.ts';

describe('functions that ask their surroundings', () => {
  it('Guid yields a version 4 GUID, another one each time', () => {
    const random = seededRandom(1);
    const one = evaluate('Guid()', {}, { context: { random } });
    assert.match(String(one), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
    assert.notEqual(one, evaluate('Guid()', {}, { context: { random } }));
  });

  it('RandomString keeps its minimums and avoids characters', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const text = String(evaluate('RandomString(10,2,2,2,1,"?,0")', {}, { context: { random: seededRandom(seed) } }));
      assert.equal(text.length, 10);
      assert.ok((text.match(/\d/gu)?.length ?? 0) >= 2, text);
      assert.ok((text.match(/[^\dA-Za-z]/gu)?.length ?? 0) >= 2, text);
      assert.ok((text.match(/[A-Z]/gu)?.length ?? 0) >= 2, text);
      assert.ok((text.match(/[a-z]/gu)?.length ?? 0) >= 1, text);
      assert.doesNotMatch(text, /[?,0]/u);
    }
    assert.match(String(evaluate('RandomString(6,3,0,0,3)')), /^[\da-z]{6}$/u);
    assert.deepEqual(evaluate('RandomString(257,1,1,1,1)'), { error: 'randomStringRange' });
    assert.deepEqual(evaluate('RandomString(3,3,1,1,0)'), { error: 'randomStringRange' });
  });

  it('SelectUniqueValue takes the first value that is free, and fails when none is', () => {
    const taken = new Set(['jane', 'jane1']);
    const isTaken = (value: string): boolean => taken.has(value);
    assert.equal(evaluate('SelectUniqueValue("jane", "jane1", "jane2")', {}, { context: { isTaken } }), 'jane2');
    assert.deepEqual(evaluate('SelectUniqueValue("jane", "jane1")', {}, { context: { isTaken } }), {
      error: 'uniqueValueExhausted',
    });
  });

  it('DefaultDomain fails without a verified domain', () => {
    assert.deepEqual(evaluate('DefaultDomain()', {}, { context: { tenant: {} } }), { error: 'defaultDomainMissing' });
  });

  it('Redact marks the outcome and keeps values out of messages', () => {
    const outcome = compile('Redact([a])').evaluate({ a: 'x' }, context);
    assert.deepEqual(outcome, { kind: 'value', value: 'x', redacted: true });
    const failed = compile('Redact(CDate([a]))').evaluate({ a: 'hunter2' }, context);
    assert.equal(failed.kind, 'error');
    assert.doesNotMatch(JSON.stringify(failed), /hunter2/u);
  });
});

describe('the catalogue', () => {
  it('has the 45 documented functions, the two unlisted and those of cloud sync', () => {
    const count = (dialect: Dialect): number =>
      functionCatalogue.filter((definition) => definition.dialect === dialect).length;
    assert.equal(count('provisioning'), 47);
    assert.deepEqual(
      functionCatalogue.filter(({ dialect }) => dialect === 'cloud-sync').map(({ name }) => name),
      ['Contains', 'ConvertFromBase64', 'CRef', 'DNComponent', 'Error', 'StringFromSid', 'Trim'],
    );
  });

  it('gives every function an example that evaluates without a complaint about its form', () => {
    for (const { example } of functionCatalogue) {
      const compiled = compile(example.expression, { dialect: 'cloud-sync' });
      assert.deepEqual(compiled.diagnostics, [], example.expression);
      const outcome = compiled.evaluate({}, context);
      const code = outcome.kind === 'error' ? outcome.error.code : '';
      assert.doesNotMatch(
        code,
        /^(?:argument(?:Count|Missing)|function|syntax|switch|replace|internal)/u,
        example.expression,
      );
    }
  });

  it('keeps cloud sync’s own functions out of app provisioning', () => {
    assert.deepEqual(evaluate('Trim(" x ")'), { error: 'functionDialect' });
  });
});
