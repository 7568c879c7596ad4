import { join } from 'node:path';
import type { SynchronizationProgress } from '@microsoft/microsoft-graph-types';
import type { OpenJobParams } from '../../../protocol/openJob.ts';
import { ProvisioningFailure } from '../../../protocol/failure.ts';
import type { ProvisioningEvent } from '../../../protocol/provisioning.ts';
import type { Directory } from '../directory.ts';
import { GraphError } from '../graphError.ts';
import type { ServiceFailure } from './execution.ts';
import { keepSummary } from './log.ts';
import { secretsOf } from './secrets.ts';
import { serviceJobText } from './serviceJob.ts';
import type { PracticeTarget, ServiceHost, ServiceSession } from './servicePort.ts';
import { CredentialFailure, invalidCredentials, serviceTarget } from './serviceTarget.ts';
import type { StoredJob } from './storedJob.ts';
import { summaryOf } from './summary.ts';

/** What all that the service does has in common. */
export interface ServiceContext {
  readonly directory: Directory;
  /** Null where nothing runs cycles. */
  readonly host: ServiceHost | null;
  readonly practice: () => PracticeTarget | null;
  /** Of the cycles that run now, by job. */
  readonly progress: Map<string, SynchronizationProgress>;
  /** Aborted when the sandbox ends. */
  readonly signal: AbortSignal;
}

/** A job that was opened for work. */
export interface OpenedRun {
  readonly job: StoredJob;
  readonly session: ServiceSession;
  readonly target: PracticeTarget;
}

/** Opens a job as it is now, and closes it whatever happens. Throws CredentialFailure, and Graph's 501 without a service. */
export async function withSession<Result>(
  context: ServiceContext,
  jobId: string,
  use: (run: OpenedRun) => Promise<Result>,
): Promise<Result> {
  const { directory, host, practice } = context;
  const job = directory.records.get('synchronizationJob', jobId);
  if (host === null || job === undefined) throw noService(jobId);
  const secrets = secretsOf(directory, job.servicePrincipalId);
  const target = serviceTarget(secrets, practice());
  const source = await host.source();
  const from = { tenantId: directory.tenantId, baseAddress: source.baseAddress };
  const params: OpenJobParams = {
    text: serviceJobText(job, secrets, from, target.baseAddress),
    path: join(host.stateDirectory, 'job.provisioning.json'),
    stateDirectory: join(host.stateDirectory, job.id.split('.').at(-1) ?? job.id),
    sandbox: null,
    sourceCredential: { token: source.token, origin: new URL(source.baseAddress).origin },
    targetCredential: { token: target.token, origin: new URL(target.baseAddress).origin },
  };
  const session = await host.open(params, () => directory.now().getTime());
  try {
    return await use({ job, session, target });
  } finally {
    await session.close();
  }
}

/** Puts what was done into the provisioning log. */
export function keepEvent({ directory }: ServiceContext, job: StoredJob, event: ProvisioningEvent): void {
  const servicePrincipal = directory.servicePrincipals.get(job.servicePrincipalId);
  if (servicePrincipal === undefined) return;
  keepSummary(directory, summaryOf(event, { job, servicePrincipal, tenantId: directory.tenantId }));
}

/** A failure of a whole cycle in Entra's words; null for an error that is none of the service's. */
export function failureOf(error: unknown): ServiceFailure | null {
  if (error instanceof CredentialFailure) return { code: error.code, message: error.message };
  if (!(error instanceof ProvisioningFailure)) return null;
  const { kind, message, exchange } = error;
  const isRefused = kind === 'credential' || [401, 403].includes(exchange?.response?.status ?? 0);
  return { code: isRefused ? invalidCredentials : (codes[kind] ?? 'InternalError'), message };
}

const codes: Readonly<Record<string, string>> = {
  connection: 'SystemForCrossDomainIdentityManagementServiceUnavailable',
  invalidJob: 'InvalidSchema',
};

export function noService(jobId: string): GraphError {
  return new GraphError(501, 'NotImplemented', `No provisioning service runs here for the job ${jobId}.`);
}
