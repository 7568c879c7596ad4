import { prettyJson } from '../../job/prettyJson.ts';
import { readExportedSchema } from '../../job/readExportedSchema.ts';
import type { SynchronizationSchema } from '../../job/schema.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { PushPlan, SchemaChange } from '../../protocol/service.ts';
import type { ServiceSchema, SynchronizationClient } from '../synchronizationClient.ts';
import { parseJson } from '../wire.ts';
import { schemaDiff } from './schemaDiff.ts';
import { mergeSchemas } from './schemaMerge.ts';
import { schemaToPush } from './schemaToPush.ts';
import { text } from '../../protocol/text.ts';

/** The schema that the job file was made from: what a push compares with. */
export interface SchemaBase {
  readonly version: string;
  /** As it was pulled or pushed; null where only its version is known, as from a job file that came from elsewhere. */
  readonly text: string | null;
}

/**
 * Works out what writing a job file's schema into Entra would do. When somebody has changed it there since it was pulled, the
 * two are merged, place by place.
 *
 * @param base null when nothing tells what the file's schema was made from: everything in it counts as meant then.
 */
export function planPush(schema: SynchronizationSchema, base: SchemaBase | null, current: ServiceSchema): PushPlan {
  const { schema: mine, notes } = schemaToPush(schema);
  const theirs = parseJson(current.text);
  const origin = base?.text === null || base === null ? null : parseJson(base.text);
  const changedMeanwhile = base !== null && base.version !== current.version;
  const merged =
    changedMeanwhile && origin !== null ? mergeSchemas(origin, mine, theirs) : mergeSchemas(theirs, mine, theirs);
  const unknown = changedMeanwhile && origin === null ? [withoutBase] : [];
  return {
    version: current.version,
    changes: schemaDiff(theirs, merged.value),
    theirs: changedMeanwhile && origin !== null ? schemaDiff(origin, theirs) : [],
    changedMeanwhile,
    conflicts: merged.conflicts,
    text: prettyJson(merged.value),
    currentText: prettyJson(theirs),
    notes: [...notes, ...unknown],
  };
}

const withoutBase = text`The schema in Entra has changed since this file’s was read, and the former one isn’t known here: the push writes what the file says, also where Entra’s is newer. Pull it first to see what has changed there.`;

/**
 * Replaces the schema in Entra, if it's still the one that the plan was made for.
 *
 * @returns the schema as Entra has it afterwards.
 * @throws ProvisioningFailure of kind `source` when somebody has changed it meanwhile; nothing was written then.
 */
export async function push(
  client: Pick<SynchronizationClient, 'readSchema' | 'replaceSchema'>,
  jobId: string,
  plan: Pick<PushPlan, 'version' | 'text'>,
  signal: AbortSignal,
): Promise<ServiceSchema> {
  const { version } = await client.readSchema(jobId, signal);
  if (version !== plan.version)
    throw new ProvisioningFailure(
      'source',
      text`Somebody has changed the schema in Entra meanwhile (version ${version}, compared with ${plan.version}), so nothing was written.`,
      { recommendedAction: text`Push the schema again to compare with the new version.` },
    );
  await client.replaceSchema(jobId, plan.text, signal);
  return client.readSchema(jobId, signal);
}

/** What a schema in Entra says otherwise than the one in the job file. */
export function changesByPull(schema: SynchronizationSchema, pulled: ServiceSchema): readonly SchemaChange[] {
  return schemaDiff(schemaToPush(schema).schema, parseJson(pulled.text));
}

/**
 * The schema of a job in Entra, checked as one in a job file is.
 *
 * @throws ProvisioningFailure of kind `source` when our engine can't decide by it.
 */
export function readServiceSchema({ text: written }: ServiceSchema): SynchronizationSchema {
  const { schema, problems } = readExportedSchema(written);
  if (schema !== null) return schema;
  const first = problems.find(({ severity }) => severity === 'error');
  throw new ProvisioningFailure(
    'source',
    first === undefined
      ? text`The schema of the job in Entra can’t be used here.`
      : text`The schema of the job in Entra can’t be used here: ${first.message}`,
    { recommendedAction: text`Pull the schema into a file to see what is wrong with it.` },
  );
}
