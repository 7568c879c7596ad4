import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { Attributes } from '../expressions/value.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { objectMappingsOf, objectDefinitionOf } from '../job/objectMappings.ts';
import type { SampleObject } from '../protocol/engineParams.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type { JobStore } from './store/jobStore.ts';
import { firstKnownIds, type InQuestion, knownObjects } from './store/knownObjects.ts';
import type { MirroredObject } from './store/sourceMirror.ts';

/**
 * One object with every attribute that the schema declares, so that an expression being written can use any of them.
 * When the source cannot be asked, what the last cycle read has to do. Null when neither knows the object.
 */
export async function readSampleObject(
  job: ProvisioningJob,
  source: () => SourceDirectory,
  store: JobStore,
  type: ObjectType,
  id: string,
  signal: AbortSignal,
): Promise<SampleObject | null> {
  const mirrored = store.mirror.find(type, id);
  const read = await readWhole(job, source, type, id, signal);
  const displayName = read?.displayName ?? mirrored?.displayName;
  if (displayName === undefined) return null;
  return sampleOf(store, mirrored, {
    id,
    type,
    displayName,
    attributes: { ...mirrored?.attributes, ...read?.attributes },
  });
}

/** Objects in question, by display name, as the last read left them. */
export function listSampleObjects(store: JobStore, asked: InQuestion, limit: number): readonly SampleObject[] {
  return knownObjects(store, asked.type, firstKnownIds(store, asked, limit));
}

function sampleOf(store: JobStore, mirrored: MirroredObject | null, sample: SampleObject): SampleObject {
  const { roles } = store.mirror.appRoles(sample.type, sample.id);
  const deleted = mirrored !== null && mirrored.presence !== 'present';
  return { ...sample, attributes: { ...sample.attributes, appRoleAssignments: roles, IsSoftDeleted: deleted } };
}

async function readWhole(
  job: ProvisioningJob,
  source: () => SourceDirectory,
  type: ObjectType,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly displayName: string; readonly attributes: Attributes } | null> {
  try {
    const presence = await source().readOne(type, id, declaredAttributes(job, type), signal);
    return presence.kind === 'present' ? presence.object : null;
  } catch (error) {
    // Offline or not permitted: the mirror is the answer then.
    if (error instanceof ProvisioningFailure) return null;
    throw error;
  }
}

function declaredAttributes(job: ProvisioningJob, type: ObjectType): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { rule, mapping } of objectMappingsOf(job.schema)) {
    if (mapping.sourceObjectName.toLowerCase() !== type.toLowerCase()) continue;
    const definition = objectDefinitionOf(job.schema, rule.sourceDirectoryName, mapping.sourceObjectName);
    for (const attribute of definition?.attributes ?? []) names.add(attribute.name);
  }
  return names;
}
