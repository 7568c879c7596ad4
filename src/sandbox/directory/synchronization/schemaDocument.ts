import { randomUUID } from 'node:crypto';
import { badRequest } from '../graphError.ts';
import type { RawObject, StoredJob } from './storedJob.ts';
import { templateSchema } from './templates.ts';

/** The schema of a job as Graph shows it: as it was put, with its version. */
export function schemaOf(job: StoredJob): RawObject {
  return { ...(job.schema ?? templateSchema(job.templateId)), id: job.id, version: job.version };
}

/** A version as Graph gives one with each write. */
export function newVersion(now: Date): string {
  return `Date:${now.toISOString().replace('Z', '0000Z')}, ActivityId:${randomUUID()}`;
}

/** A schema as a request brings it: whole, with whatever else is in it. Throws Graph's 400. */
export function readSchemaBody(body: RawObject): RawObject {
  for (const name of ['synchronizationRules', 'directories']) {
    if (!Array.isArray(body[name])) throw badRequest(`The schema must have '${name}', an array.`);
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== '@odata.context'));
}

/** The names of the directories that a schema defines, with what else it says of them. */
export function directoriesOf(schema: RawObject): readonly RawObject[] {
  return (schema['directories'] as readonly unknown[]).map((directory) => Object(directory) as RawObject);
}

/** The rule of this id; undefined where there is none. */
export function ruleOf(schema: RawObject, ruleId: unknown): RawObject | undefined {
  const rules = (schema['synchronizationRules'] as readonly unknown[]).map((rule) => Object(rule) as RawObject);
  return rules.find(({ id }) => id === ruleId);
}
