import type { ErrorObject } from 'ajv';
import { formatChecks } from './jobDocument.ts';
import type { Findings, JobPath } from './jobFinding.ts';
import { didYouMean } from './similarName.ts';

/**
 * Turns what ajv says about a value's shape into findings that tell a person what to write; what several branches of
 * the schema say alike is said once.
 */
export function* shapeFindings(errors: readonly ErrorObject[], root: unknown): Findings {
  const said = new Set<string>();
  for (const error of errors) {
    const path = pathOf(error.instancePath, root);
    const described = describe(error, path.at(-1));
    const sentence = JSON.stringify([path, described?.message]);
    if (described === null || said.has(sentence)) continue;
    said.add(sentence);
    const { member, ...finding } = described;
    yield { severity: 'error', ...finding, path: member === undefined ? path : [...path, member] };
  }
}

interface Description {
  readonly code: string;
  readonly message: string;
  readonly about?: string;
  readonly at?: 'key';
  /** The member of the object at the error's path that the finding is about. */
  readonly member?: string;
}

/** Null for keywords that only carry others or tell the branches of a union apart (`if`, `const`): the others say what is wrong. */
function describe(error: ErrorObject, segment: string | number | undefined): Description | null {
  const name =
    typeof segment === 'string'
      ? JSON.stringify(segment)
      : segment === undefined
        ? 'The document'
        : 'An item of this list';
  switch (error.keyword) {
    case 'required':
      return missing(error, name);
    case 'additionalProperties':
      return unknown(error);
    case 'type':
      return wrongType(error, name);
    case 'enum':
      return wrongValue(error, name);
    case 'pattern':
      return {
        code: 'invalid-value',
        message: `${name} must not be ${quoteWritten(error.data)}: ${String(memberSchema(error).patternErrorMessage)}.${example(error)}`,
      };
    case 'format':
      return formatChecks[String(error.params['format'])]?.(String(error.data)) ?? null;
    case 'minimum':
      return {
        code: 'out-of-range',
        message: `${name} must be at least ${String(error.params['limit'])}.${example(error)}`,
      };
    default:
      return null;
  }
}

function missing(error: ErrorObject, owner: string): Description {
  const member = String(error.params['missingProperty']);
  const { examples, enum: allowed } = memberSchemas(error)[member] ?? {};
  const value = examples?.length ? quote(examples[0]) : (allowed ?? []).map(quote).join(' or ');
  const message = `${owner} needs ${JSON.stringify(member)}. Add ${JSON.stringify(member)}: ${value}.`;
  return { code: 'missing-member', message, about: member, at: 'key' };
}

function unknown(error: ErrorObject): Description {
  const member = String(error.params['additionalProperty']);
  const known = Object.keys(memberSchemas(error));
  const guess = didYouMean(member, known);
  const advice = guess === '' ? ` Remove it; known are ${known.map(quote).join(', ')}.` : guess;
  return {
    code: 'unknown-member',
    message: `${JSON.stringify(member)} is not a known member here.${advice}`,
    at: 'key',
    member,
  };
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string in double quotes',
  boolean: 'true or false',
  integer: 'a whole number',
  object: 'an object { … }',
  array: 'a list [ … ]',
  null: 'null',
};

function wrongType(error: ErrorObject, name: string): Description {
  const types = [error.params['type'] as string | readonly string[]].flat();
  const wanted = types.map((type) => typeWords[type] ?? type).join(' or ');
  return {
    code: 'wrong-type',
    message: `${name} must be ${wanted}, not ${quoteWritten(error.data)}.${example(error)}`,
  };
}

function wrongValue(error: ErrorObject, name: string): Description {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).filter((value) => typeof value === 'string');
  const guess = typeof error.data === 'string' ? didYouMean(error.data, allowed) : '';
  const message = `${name} must not be ${quoteWritten(error.data)}: write one of ${allowed.map(quote).join(', ')}.${guess}`;
  return { code: 'invalid-value', message };
}

/** What is read of the JSON Schema of a member; `patternErrorMessage` is VS Code's keyword for a pattern in words. */
interface MemberSchema {
  readonly patternErrorMessage?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
}

function memberSchemas(error: ErrorObject): Readonly<Record<string, MemberSchema | undefined>> {
  const parent = error.parentSchema as { readonly properties?: Readonly<Record<string, MemberSchema>> } | undefined;
  return parent?.properties ?? {};
}

function memberSchema(error: ErrorObject): MemberSchema {
  return (error.parentSchema as MemberSchema | undefined) ?? {};
}

function example(error: ErrorObject): string {
  const { examples } = memberSchema(error);
  return examples?.length ? ` For example: ${quote(examples[0])}.` : '';
}

/** A value as it stands in the file. Of an address only the origin: the rest may be the key of a webhook. */
function quoteWritten(value: unknown): string {
  const isAddress = typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value);
  return isAddress ? JSON.stringify(`${new URL(value).origin}/…`) : quote(value);
}

/** A value, shortened: a problem is one line. */
function quote(value: unknown): string {
  if (Array.isArray(value) && value.length > 0) return 'a list';
  if (typeof value === 'object' && value !== null && JSON.stringify(value).length > 60) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A JSON pointer (RFC 6901) as a path, with array indexes as numbers. */
function pathOf(pointer: string, root: unknown): JobPath {
  const path: (string | number)[] = [];
  let value = root;
  for (const escaped of pointer.split('/').slice(1)) {
    const segment = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(segment) : segment);
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[segment] : undefined;
  }
  return path;
}
