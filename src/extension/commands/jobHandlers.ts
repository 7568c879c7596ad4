import type * as vscode from 'vscode';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { refresh } from '../assignments/refreshCommand.ts';
import { testConnection } from '../connection/testConnection.ts';
import { authorizeDropbox } from '../credentials/authorize/authorizeDropbox.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import type { DropboxTokens } from '../credentials/dropboxTokens.ts';
import { removeCredentials, updateCredentials } from '../credentials/updateCredentials.ts';
import { assign, assignFromFile, unassign } from '../directory/assign.ts';
import type { VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import { explain } from '../explain/explain.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { openJobFile, showProblems } from '../jobs/jobCommands.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import type { JobChoice } from '../jobs/validJob.ts';
import type { LanguageFeatures } from '../language/languageFeatures.ts';
import { migrate } from '../migration/migrate.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import { showEvent } from '../logs/showEvent.ts';
import { sendTestNotification } from '../notifications/sendTestNotification.ts';
import type { PreviewSummaries } from '../preview/previewSummaries.ts';
import { previewSync } from '../preview/previewSync.ts';
import type { SandboxAccess } from '../sandbox/sandboxAccess.ts';
import { type SandboxParts, stopSandbox } from '../sandbox/startSandbox.ts';
import { startProvisioning, stopProvisioning } from '../schedule/provisioningStatus.ts';
import { compareExecutors } from '../service/compareExecutors.ts';
import { pullSchema, pushSchema, pushSettings } from '../service/exchangeSchema.ts';
import { allowDeletes } from '../staged/allowDeletes.ts';
import { decideAllStaged, decideStaged, isStagedAction } from '../staged/decideStaged.ts';
import { showStagedDelete, showStagedDeletes } from '../staged/showStaged.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { showRequest } from '../status/showRequest.ts';
import { adopt } from '../sync/adopt.ts';
import { cancelRun } from '../sync/cancelRun.ts';
import { provisionOnDemand } from '../sync/provisionOnDemand.ts';
import { restartProvisioning } from '../sync/restartProvisioning.ts';
import { retryNow } from '../sync/retryNow.ts';
import { syncNow } from '../sync/syncNow.ts';

/** What a command about one job works with. */
export interface JobParts {
  /** The job's file; null while there is no current job. */
  readonly jobFile: vscode.Uri | null;
  /** The job that the command is about. */
  readonly choice: JobChoice;
  /** Opens that job. */
  readonly opener: JobOpener;
  /** Reads who is assigned to that job into the tree. */
  readonly fillTree: () => Promise<void>;
  readonly currentJob: CurrentJob;
  readonly credentials: CredentialStore;
  readonly tokens: DropboxTokens;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly documents: VirtualDocuments;
  readonly summaries: PreviewSummaries;
  readonly assignments: AssignmentsView;
  readonly language: LanguageFeatures;
  readonly log: ProvisioningLog;
  readonly sandbox: SandboxAccess;
  readonly sandboxProcess: Pick<SandboxParts, 'modulePath' | 'environment'>;
}

/** Does what a command is for; the job that its first argument names is in the parts already. */
export type JobHandler = (parts: JobParts, ...args: readonly unknown[]) => Promise<void> | void;

/** The commands about a job, as a table. */
export const jobHandlers = {
  testConnection: (parts) => testConnection(inChannel(parts)),
  previewSync: (parts) => previewSync(inChannel(parts)),
  showPreviewDifferences: (parts, argument) => parts.summaries.showDifferences(argument, jobId(parts)),
  showPreviewEveryone: (parts, argument) => parts.summaries.showEveryone(argument, jobId(parts)),
  syncNow: (parts) => syncNow(parts, { allowDeletes: false, restart: false }),
  startProvisioning: (parts) => startProvisioning(inChannel(parts)),
  stopProvisioning: (parts) => stopProvisioning(parts),
  pullSchema: (parts) => pullSchema(inChannel(parts)),
  pushSchema: (parts) => pushSchema(inChannel(parts)),
  pushSettings: (parts) => pushSettings(inChannel(parts)),
  moveJob: async (parts, argument) => (await import('../moving/moveJob.ts')).moveJob(parts, argument),
  compareExecutors: (parts) => compareExecutors(parts),
  migrate: (parts) => migrate(parts),
  cancelRun: (parts) => cancelRun(parts),
  provisionOnDemand: (parts, argument) => provisionOnDemand(parts, argument),
  explain: (parts, argument) => explain(parts, argument),
  stopSandbox: (parts) => stopSandbox({ ...inChannel(parts), ...parts.sandboxProcess }),
  assign: (parts) => assign(parts),
  assignFromFile: (parts) => assignFromFile(parts),
  unassign: (parts, argument) => unassign(parts, argument),
  openJobFile: ({ currentJob, jobFile }) => openJobFile(currentJob, jobFile),
  showProblems: ({ currentJob, jobFile }) => showProblems(currentJob, jobFile),
  authorizeDropbox: async (parts, argument) => {
    await authorizeDropbox(parts, argument);
    parts.assignments.reload();
  },
  updateCredentials: async (parts) => {
    await updateCredentials({ ...parts, authorize: () => authorizeDropbox(parts) });
    parts.assignments.reload();
  },
  removeCredentials: async (parts) => {
    await removeCredentials(parts);
    parts.assignments.reload();
  },
  sendTestNotification: (parts) => sendTestNotification(parts),
  showEvent: (parts, argument) => showEvent(parts, argument),
  showLastEvent: (parts, argument) => showEvent(parts, argument),
  allowDeletes: (parts) => allowDeletes(parts),
  releaseDeletes: (parts, ...chosen) => decideStaged(parts, 'released', chosen),
  rejectDeletes: (parts, ...chosen) => decideStaged(parts, 'rejected', chosen),
  releaseAllDeletes: (parts) => decideAllStaged(parts, 'released'),
  rejectAllDeletes: (parts) => decideAllStaged(parts, 'rejected'),
  showStagedDeletes: (parts) => showStagedDeletes(parts),
  showStagedDelete: (parts, argument) => (isStagedAction(argument) ? showStagedDelete(parts, argument) : undefined),
  retryNow: (parts, argument) => retryNow(parts, argument),
  showRequest: (parts) => showRequest(parts),
  restartProvisioning: (parts) => restartProvisioning(parts),
  adopt: (parts) => adopt(inChannel(parts), parts),
  refresh: (parts, argument) => refresh(parts, argument),
  chooseSampleUser: ({ language, opener }, argument) => language.chooseSample(argument, opener),
} as const satisfies Readonly<Record<string, JobHandler>>;

export type JobCommandName = keyof typeof jobHandlers;

/** The parts of those that write single lines into the log. */
function inChannel(parts: JobParts): Omit<JobParts, 'log'> & { readonly log: vscode.LogOutputChannel } {
  return { ...parts, log: parts.log.channel };
}

function jobId({ currentJob, jobFile }: JobParts): string | null {
  return jobFile === null ? null : (currentJob.known(jobFile)?.lastValid?.job.id ?? null);
}
