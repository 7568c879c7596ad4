import jobFileSchema from '../../job/job.schema.json' with { type: 'json' };
import type { JobPath } from '../../job/jobFinding.ts';
import type { DocumentKind } from '../documents/documentModel.ts';

/** The keywords of JSON Schema (draft 7) that job.schema.json is read by. */
interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly type?: unknown;
  readonly required?: readonly string[] | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema | undefined>> | undefined;
  readonly items?: JsonSchema | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly then?: JsonSchema | undefined;
}

interface RootSchema extends JsonSchema {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

const root: RootSchema = jobFileSchema;

/** A fixed word that a member may hold, and what the member means. */
export interface SchemaWord {
  readonly word: string | boolean;
  readonly meaning: string;
}

/** The fixed words that the member at a path may hold, as job.schema.json states them; none for free text. */
export function wordsAt(kind: DocumentKind, path: JobPath): readonly SchemaWord[] {
  const schemas = schemasAt(kind, path);
  const meaning = meaningAt(kind, path);
  const words = new Set(schemas.flatMap((schema) => schema.enum ?? [schema.const]));
  if (schemas.some(({ type }) => [type].flat().includes('boolean'))) words.add(true).add(false);
  return [...words].flatMap((word) =>
    typeof word === 'string' || typeof word === 'boolean' ? [{ word, meaning }] : [],
  );
}

/** What the member at a path is for; empty where job.schema.json does not say. */
export function meaningAt(kind: DocumentKind, path: JobPath): string {
  return schemasAt(kind, path).find(({ description }) => description !== undefined)?.description ?? '';
}

/** The names of the members that the object at a path may have. */
export function membersAt(kind: DocumentKind, path: JobPath): readonly string[] {
  return [...new Set(schemasAt(kind, path).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** The JSON types that the value at a path may have. */
export function typesAt(kind: DocumentKind, path: JobPath): readonly string[] {
  return schemasAt(kind, path).flatMap(({ type }) => (type === undefined ? [] : [type].flat().map(String)));
}

/** The members that the object at a path may need, each with an example of its value. */
export function missingMembersAt(
  kind: DocumentKind,
  path: JobPath,
): readonly { readonly name: string; readonly value: unknown }[] {
  const schemas = schemasAt(kind, path);
  const names = new Set(schemas.flatMap(({ required }) => required ?? []));
  return [...names].map((name) => {
    const members = schemasAt(kind, [...path, name]);
    const value = members.flatMap((member) => member.examples ?? member.enum ?? []).at(0);
    return { name, value: value ?? '' };
  });
}

/** Every schema that speaks about the value at a path; the branches of a union all do. */
function schemasAt(kind: DocumentKind, path: JobPath): readonly JsonSchema[] {
  let schemas = expanded(kind === 'job' ? root : { $ref: '#/definitions/synchronizationSchema' });
  for (const segment of kind === 'job' ? path : withinSchema(path)) {
    schemas = schemas
      .map(({ properties, items }) => (typeof segment === 'number' ? items : properties?.[segment]))
      .flatMap((schema) => (schema === undefined ? [] : expanded(schema)));
  }
  return schemas;
}

/** The path from the schema on, where it stands inside a template or a list of templates. */
function withinSchema(path: JobPath): JobPath {
  if (path[0] === 'schema') return path.slice(1);
  return path[0] === 'value' && path[2] === 'schema' ? path.slice(3) : path;
}

/** A schema with those that it refers to; none of job.schema.json's refers to itself before a member lies between. */
function expanded(schema: JsonSchema): readonly JsonSchema[] {
  const referred = schema.$ref === undefined ? undefined : root.definitions[schema.$ref.replace('#/definitions/', '')];
  return [schema, ...[referred, schema.then, ...(schema.allOf ?? [])].flatMap((each) => (each ? expanded(each) : []))];
}
