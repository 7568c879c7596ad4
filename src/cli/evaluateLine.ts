import { randomInt } from 'node:crypto';
import { compile, type CompiledExpression } from '../expressions/compile.ts';
import type { Dialect } from '../expressions/functions/definition.ts';
import type { EvaluationContext, EvaluationError, Outcome } from '../expressions/value.ts';
import { attributesFromJson, toJsonValue } from '../expressions/valueText.ts';
import { english } from '../protocol/text.ts';

/** One line that `evaluate` prints. */
export type EvaluationAnswer =
  { readonly value: unknown } | { readonly ignored: true } | { readonly error: EvaluationError };

interface EvaluationRequest {
  readonly expression: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly now: number | null;
  readonly existing: readonly string[];
  readonly tenant: EvaluationContext['tenant'];
  readonly dialect: Dialect | null;
}

/** Expressions repeat from line to line, so each is compiled once; those of so many characters are remembered. */
const rememberedCharacters = 500_000;

/** Makes the function that answers one line of `evaluate`; it never throws. */
export function createLineEvaluator(defaultDialect: Dialect): (line: string) => EvaluationAnswer {
  const compiled = new Map<string, CompiledExpression>();
  let characters = 0;
  const compileOnce = (text: string, dialect: Dialect): CompiledExpression => {
    const key = `${dialect} ${text}`;
    const known = compiled.get(key);
    if (known) return known;
    const fresh = compile(text, { dialect });
    characters += key.length;
    if (characters > rememberedCharacters) {
      compiled.clear();
      characters = key.length;
    }
    if (characters <= rememberedCharacters) compiled.set(key, fresh);
    return fresh;
  };
  return (line) => {
    const request = readRequest(line);
    if (typeof request === 'string') return { error: { code: 'invalidInput', message: request, offset: 0 } };
    const expression = compileOnce(request.expression, request.dialect ?? defaultDialect);
    return answerOf(expression.evaluate(attributesFromJson(request.attributes), contextOf(request)));
  };
}

function answerOf(outcome: Outcome): EvaluationAnswer {
  switch (outcome.kind) {
    case 'value':
      return { value: toJsonValue(outcome.value) };
    case 'ignoreAttribute':
    case 'ignoreObject':
      return { ignored: true };
    case 'error':
      return {
        error: { code: outcome.error.code, message: english(outcome.error.message), offset: outcome.error.offset },
      };
  }
}

/** What is taken is compared without regard to letter case, as directories compare user names (RFC 7643 section 4.1.1). */
function contextOf({ now, existing, tenant }: EvaluationRequest): EvaluationContext {
  const taken = new Set(existing.map((value) => value.toLowerCase()));
  const isTaken = (value: string): boolean => taken.has(value.toLowerCase());
  return { now: now ?? Date.now(), random: unpredictable, tenant, isTaken };
}

/** RandomString makes initial passwords, so its numbers must not be guessable. */
function unpredictable(): number {
  const steps = 2 ** 47;
  return randomInt(steps) / steps;
}

/** The request that a line makes, or the sentence that says what is wrong with it. */
function readRequest(line: string): EvaluationRequest | string {
  const input = parseObject(line);
  if (input === null) {
    return 'The line is not a JSON object: write {"expression": "…", "attributes": {…}} in one line.';
  }
  const { expression, attributes, now, existing, tenant, dialect } = withDefaults(input);
  if (typeof expression !== 'string') return '"expression" is missing or not a text: write the expression in quotes.';
  if (!isRecord(attributes)) return '"attributes" is not an object: write {"name": value, …}.';
  const instant = now === null ? null : readInstant(now);
  if (Number.isNaN(instant)) return '"now" is not a time: write ISO 8601, such as "2026-01-31T12:00:00Z".';
  if (!isTexts(existing)) return '"existing" is not a list of texts: write the values that are taken, ["a", "b"].';
  const facts = readTenant(tenant);
  if (facts === null) return '"tenant" is not understood: write {"defaultDomain": "contoso.com"}.';
  if (dialect !== null && dialect !== 'cloud-sync' && dialect !== 'provisioning') {
    return '"dialect" is not known: write "cloud-sync" or "provisioning", or leave it out.';
  }
  return { expression, attributes, now: instant, existing, tenant: facts, dialect };
}

/** What was left out, or is null, which programs write for it. */
function withDefaults(input: Readonly<Record<string, unknown>>): Readonly<Record<keyof EvaluationRequest, unknown>> {
  return {
    expression: input['expression'],
    attributes: input['attributes'] ?? {},
    now: input['now'] ?? null,
    existing: input['existing'] ?? [],
    tenant: input['tenant'] ?? {},
    dialect: input['dialect'] ?? null,
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = hasLongDigits.test(line) ? JSON.parse(line, keepLongIntegers) : JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const hasLongDigits = /\d{16}/;

/** Integers beyond 2^53 keep their digits, which employee and badge numbers need. */
function keepLongIntegers(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  const rounded = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined;
  return rounded && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** Milliseconds since 1970; a time without a zone is UTC. NaN when it is no time. */
function readInstant(text: unknown): number {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(text)) return Number.NaN;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes(':');
  return Date.parse(hasZone ? text : `${text}Z`);
}

function readTenant(value: unknown): EvaluationContext['tenant'] | null {
  if (!isRecord(value)) return null;
  const [defaultDomain, macros] = [value['defaultDomain'] ?? '', value['macros'] ?? {}];
  return typeof defaultDomain === 'string' && isMacros(macros) ? { defaultDomain, macros } : null;
}

function isMacros(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && isTexts(Object.values(value));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
