import * as vscode from 'vscode';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { noFilter } from '../assignments/assignmentsModel.ts';
import { filterAssignments, filterByState } from '../assignments/filterCommands.ts';
import { refresh } from '../assignments/refreshCommand.ts';
import { testConnection } from '../connection/testConnection.ts';
import { authorizeDropbox } from '../credentials/authorize/authorizeDropbox.ts';
import type { DropboxTokens } from '../credentials/dropboxTokens.ts';
import { copySetupScript } from '../credentials/copySetupScript.ts';
import { removeCredentials, updateCredentials } from '../credentials/updateCredentials.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import { assign, assignFromFile, unassign } from '../directory/assign.ts';
import type { VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import { explain } from '../explain/explain.ts';
import { createJob } from '../jobs/createJob/createJob.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { LanguageFeatures } from '../language/languageFeatures.ts';
import { openJobFile, selectArgument, selectJob, showProblems } from '../jobs/jobCommands.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { migrate } from '../migration/migrate.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import { showEvent } from '../logs/showEvent.ts';
import { openAsText, openMappingEditor } from '../mappingEditor/mappingEditorCommands.ts';
import { sendTestNotification } from '../notifications/sendTestNotification.ts';
import type { PreviewSummaries } from '../preview/previewSummaries.ts';
import { previewSync } from '../preview/previewSync.ts';
import { type SandboxParts, startSandbox, stopSandbox } from '../sandbox/startSandbox.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { adopt } from '../sync/adopt.ts';
import { allowDeletes } from '../staged/allowDeletes.ts';
import { decideAllStaged, decideStaged, isStagedAction } from '../staged/decideStaged.ts';
import { showStagedDelete, showStagedDeletes } from '../staged/showStaged.ts';
import { provisionOnDemand } from '../sync/provisionOnDemand.ts';
import { showRequest } from '../status/showRequest.ts';
import { retryNow } from '../sync/retryNow.ts';
import { restartProvisioning } from '../sync/restartProvisioning.ts';
import { cancelRun } from '../sync/cancelRun.ts';
import { startProvisioning, stopProvisioning } from '../schedule/provisioningStatus.ts';
import { pullSchema, pushSchema, pushSettings } from '../service/exchangeSchema.ts';
import { syncNow } from '../sync/syncNow.ts';
import { type CommandName, commandIds } from './commandIds.ts';
import { type CommandHandler, registerCommand } from './registerCommand.ts';
import { isNode, isObjectNode, subjectOf } from './subject.ts';

/** Everything that commands work with; each takes what it needs. */
export interface CommandParts {
  readonly currentJob: CurrentJob;
  readonly credentials: CredentialStore;
  readonly tokens: DropboxTokens;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly documents: VirtualDocuments;
  readonly summaries: PreviewSummaries;
  readonly assignments: AssignmentsView;
  readonly language: LanguageFeatures;
  readonly log: ProvisioningLog;
  /** What the workspace remembers. */
  readonly memento: vscode.Memento;
  readonly sandbox: Omit<SandboxParts, 'fillTree' | 'currentJob' | 'log'>;
}

/** Registers every command of the manifest. */
export function registerCommands(parts: CommandParts): vscode.Disposable[] {
  const handlers = commandHandlers(parts);
  return (Object.keys(commandIds) as CommandName[]).map((name) =>
    registerCommand(name, parts.log.channel, handlers[name]),
  );
}

function commandHandlers(parts: CommandParts): Readonly<Record<CommandName, CommandHandler>> {
  const { currentJob, assignments, log } = parts;
  const currentJobId = (): string | null => currentJob.lastValid?.job.id ?? null;
  const channelParts = { ...parts, log: log.channel };
  const authorizeParts = { currentJob, credentials: parts.credentials, sandbox: parts.sandbox.sandbox };
  const directoryParts = { ...parts, sandbox: parts.sandbox.sandbox, fillTree: () => refresh(parts) };
  const sandboxParts = { ...parts.sandbox, currentJob, log: log.channel, fillTree: () => refresh(parts) };
  return {
    testConnection: async (argument) => {
      await selectArgument(currentJob, argument);
      await testConnection(channelParts);
    },
    previewSync: async (argument) => {
      await selectArgument(currentJob, argument);
      await previewSync(channelParts);
    },
    showPreviewDifferences: (argument) => parts.summaries.showDifferences(argument, currentJobId()),
    showPreviewEveryone: (argument) => parts.summaries.showEveryone(argument, currentJobId()),
    syncNow: () => syncNow(parts, { allowDeletes: false, restart: false }),
    startProvisioning: (argument) => startProvisioning(channelParts, argument),
    stopProvisioning: (argument) => stopProvisioning(parts, argument),
    pullSchema: () => pullSchema(channelParts),
    pushSchema: () => pushSchema(channelParts),
    pushSettings: () => pushSettings(channelParts),
    cancelRun: () => cancelRun(parts),
    provisionOnDemand: (argument) => provisionOnDemand(parts, argument),
    explain: (argument) => explain(parts, argument),
    startSandbox: () => startSandbox(sandboxParts),
    stopSandbox: () => stopSandbox(sandboxParts),
    createJob: () => createJob({ ...directoryParts, memento: parts.memento }),
    assign: () => assign(directoryParts),
    assignFromFile: () => assignFromFile(directoryParts),
    unassign: (argument) => unassign(directoryParts, argument),
    migrate: () => migrate(directoryParts),
    selectJob: (argument) => selectJob(currentJob, argument),
    openJobFile: () => openJobFile(currentJob),
    authorizeDropbox: async (argument) => {
      await authorizeDropbox(authorizeParts, argument);
      assignments.reload();
    },
    updateCredentials: async () => {
      await updateCredentials({ ...authorizeParts, authorize: () => authorizeDropbox(authorizeParts) });
      assignments.reload();
    },
    removeCredentials: async () => {
      await removeCredentials(parts);
      assignments.reload();
    },
    copySetupScript: () => copySetupScript(currentJob),
    sendTestNotification: () => sendTestNotification(parts),
    openProvisioningLog: () => {
      log.show();
    },
    showEvent: (argument) => showEvent(parts, argument),
    showLastEvent: (argument) => showEvent(parts, argument),
    allowDeletes: () => allowDeletes(parts),
    releaseDeletes: (...chosen) => decideStaged(parts, 'released', chosen),
    rejectDeletes: (...chosen) => decideStaged(parts, 'rejected', chosen),
    releaseAllDeletes: () => decideAllStaged(parts, 'released'),
    rejectAllDeletes: () => decideAllStaged(parts, 'rejected'),
    showStagedDeletes: () => showStagedDeletes(parts),
    showStagedDelete: (argument) => (isStagedAction(argument) ? showStagedDelete(parts, argument) : undefined),
    retryNow: (argument) => retryNow(parts, argument),
    showRequest: () => showRequest(parts),
    restartProvisioning: () => restartProvisioning(parts),
    adopt: () => adopt(channelParts, parts),
    refresh: (argument) => refresh(parts, argument),
    filter: () => filterAssignments(assignments),
    filterByState: () => filterByState(assignments),
    problemsFirst: () => {
      assignments.setProblemsFirst(true);
    },
    sortByName: () => {
      assignments.setProblemsFirst(false);
    },
    clearFilter: () => {
      assignments.setFilter(noFilter);
    },
    loadMore: async (argument) => {
      if (isNode(argument) && argument.kind === 'more') await assignments.loadMore(argument);
    },
    showProblems: () => showProblems(currentJob),
    openMappingEditor: (argument) => openMappingEditor(currentJob, argument),
    openAsText: (argument) => openAsText(argument),
    chooseSampleUser: (argument) => parts.language.chooseSample(argument),
    evaluateExpression: (document, position) => parts.language.evaluate(document, position),
    copyObjectId: async (argument) => {
      const id = isObjectNode(argument) ? argument.object.id : subjectOf(argument);
      if (id !== null) await vscode.env.clipboard.writeText(id);
    },
  };
}
