import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { TargetDirectory } from '../directories/targetDirectory.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { matchingMappings, objectMappingsOf } from '../job/objectMappings.ts';
import type { ConnectionReport } from '../protocol/connectionReport.ts';

/** Tests both ends of a job, step by step. */
export async function testConnection(
  job: ProvisioningJob,
  source: SourceDirectory,
  target: TargetDirectory,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const users = objectMappingsOf(job.schema).find(
    ({ mapping }) => mapping.enabled && mapping.sourceObjectName.toLowerCase() === 'user',
  );
  const attribute = users === undefined ? undefined : matchingMappings(users.mapping)[0]?.targetAttributeName;
  const [sourceSteps, targetSteps] = await Promise.all([
    source.testConnection(signal),
    target.testConnection({ type: 'User', attribute: attribute ?? 'userName' }, signal),
  ]);
  const steps = [...sourceSteps, ...targetSteps];
  return { succeeded: steps.every((step) => step.status === 'passed' || step.status === 'warning'), steps };
}
