import type { ErrorObject } from 'ajv';
import { formatChecks } from './jobDocument.ts';
import type { Findings, JobPath } from './jobFinding.ts';
import { similarName, withGuess } from './similarName.ts';
import { joined, type Text, text } from '../protocol/text.ts';

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
  readonly message: Text;
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
        ? text`The document`
        : text`An item of this list`;
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
        message: withExample(
          text`${name} must not be ${quoteWritten(error.data)}: ${String(memberSchema(error).patternErrorMessage)}.`,
          error,
        ),
      };
    case 'format':
      return formatChecks[String(error.params['format'])]?.(String(error.data)) ?? null;
    case 'minimum':
      return {
        code: 'out-of-range',
        message: withExample(text`${name} must be at least ${String(error.params['limit'])}.`, error),
      };
    default:
      return null;
  }
}

function missing(error: ErrorObject, owner: Text): Description {
  const member = String(error.params['missingProperty']);
  const { examples, enum: allowed } = memberSchemas(error)[member] ?? {};
  const value = examples?.length ? quote(examples[0]) : alternatives((allowed ?? []).map(quote));
  const message = text`${owner} needs ${JSON.stringify(member)}. Add ${JSON.stringify(member)}: ${value}.`;
  return { code: 'missing-member', message, about: member, at: 'key' };
}

function unknown(error: ErrorObject): Description {
  const member = String(error.params['additionalProperty']);
  const known = Object.keys(memberSchemas(error));
  const told = text`${JSON.stringify(member)} is not a known member here.`;
  const listed = joined(known.map(quote), ', ');
  return {
    code: 'unknown-member',
    message:
      similarName(member, known) === null
        ? text`${told} Remove it; known are ${listed}.`
        : withGuess(told, member, known),
    at: 'key',
    member,
  };
}

const typeWords: Readonly<Record<string, Text>> = {
  string: text`a string in double quotes`,
  boolean: text`true or false`,
  integer: text`a whole number`,
  object: text`an object { … }`,
  array: text`a list [ … ]`,
  null: 'null',
};

function wrongType(error: ErrorObject, name: Text): Description {
  const types = [error.params['type'] as string | readonly string[]].flat();
  const wanted = alternatives(types.map((type) => typeWords[type] ?? type));
  return {
    code: 'wrong-type',
    message: withExample(text`${name} must be ${wanted}, not ${quoteWritten(error.data)}.`, error),
  };
}

function wrongValue(error: ErrorObject, name: Text): Description {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).filter((value) => typeof value === 'string');
  const listed = joined(allowed.map(quote), ', ');
  const told = text`${name} must not be ${quoteWritten(error.data)}: write one of ${listed}.`;
  const message = typeof error.data === 'string' ? withGuess(told, error.data, allowed) : told;
  return { code: 'invalid-value', message };
}

/** `a or b`, of which each may stand. */
function alternatives(texts: readonly Text[]): Text {
  const [first = '', ...others] = texts;
  return others.reduce((told, other) => text`${told} or ${other}`, first);
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

function withExample(told: Text, error: ErrorObject): Text {
  const { examples } = memberSchema(error);
  return examples?.length ? text`${told} For example: ${quote(examples[0])}.` : told;
}

/** A value as it stands in the file. Of an address only the origin: the rest may be the key of a webhook. */
function quoteWritten(value: unknown): Text {
  const isAddress = typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value);
  return isAddress ? JSON.stringify(`${new URL(value).origin}/…`) : quote(value);
}

/** A value, shortened: a problem is one line. */
function quote(value: unknown): Text {
  if (Array.isArray(value) && value.length > 0) return text`a list`;
  if (typeof value === 'object' && value !== null && JSON.stringify(value).length > 60) return text`an object`;
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 59)}…` : written;
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
