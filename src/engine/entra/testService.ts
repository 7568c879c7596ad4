import { findJob } from '../../entraService/findJob.ts';
import { connectionStepLog } from '../../directories/connectionSteps.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ConnectionReport, ConnectionStep } from '../../protocol/connectionReport.ts';
import type { ServiceParts } from './serviceParts.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Tests that the directory can be read, that the job is there, and that Entra gets into the target with what it keeps. */
export async function testService(parts: ServiceParts, signal: AbortSignal): Promise<ConnectionReport> {
  const [ofSource, ofService] = await Promise.all([
    parts.opened.source().testConnection(signal),
    testJob(parts, signal),
  ]);
  const steps = [...ofSource, ...ofService];
  return { succeeded: steps.every(({ status }) => status === 'passed' || status === 'warning'), steps };
}

async function testJob(parts: ServiceParts, signal: AbortSignal): Promise<readonly ConnectionStep[]> {
  const log = connectionStepLog('target', ['job', 'credentials']);
  try {
    const job = await findJob(parts.client(), signal);
    if (job === null) {
      log.failed('job', {
        detail: text`The application has no provisioning job in Microsoft Entra ID yet.`,
        recommendedAction: text`Create it with Start Provisioning (start --create), or in the Microsoft Entra admin center.`,
      });
      return log.finish();
    }
    log.passed('job', text`Entra’s service knows the job ${job.status.id} (${job.status.code}).`);
    await testCredentials(parts, job.status.id, log, signal);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    log.failed('job', resultOf(error));
  }
  return log.finish();
}

async function testCredentials(
  parts: ServiceParts,
  jobId: string,
  log: ReturnType<typeof connectionStepLog>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await parts.client().validateCredentials(jobId, 'saved', [], signal);
    log.passed('credentials', text`Entra gets into the target with the credentials that it keeps.`);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    const status = error.exchange?.response?.status;
    const isAboutTarget = status === 400 || status === 422;
    log.failed(
      'credentials',
      isAboutTarget ? { ...resultOf(error), recommendedAction: authorizeThere } : resultOf(error),
    );
  }
}

/** What to do when the target doesn't take what Entra keeps. */
export const authorizeThere = text`Authorize Dropbox anew in the Microsoft Entra admin center: Enterprise applications, the Dropbox application, Provisioning, Admin Credentials.`;

function resultOf({ text: detail, recommendedAction, exchange }: ProvisioningFailure): {
  detail: Text;
  recommendedAction: Text;
  exchange: ProvisioningFailure['exchange'];
} {
  return { detail, recommendedAction: recommendedAction ?? text`Run the test again later.`, exchange };
}
