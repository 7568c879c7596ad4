import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Fetch } from '../authorization/oauthClient.ts';
import { inBackground } from './commands/inBackground.ts';
import { AssignmentsView } from './assignments/assignmentsView.ts';
import { RootBadges } from './assignments/rootBadges.ts';
import { showOnStartup } from './assignments/showOnStartup.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { renewalError } from './credentials/authorizationFailures.ts';
import { appRegistration } from './credentials/appRegistration.ts';
import { CredentialStore } from './credentials/credentialStore.ts';
import { EntraTokens } from './credentials/entraTokens.ts';
import { GraphSessions } from './credentials/graphSessions.ts';
import { renewTokens } from './credentials/renewTokens.ts';
import { DropboxTokens } from './credentials/dropboxTokens.ts';
import { VirtualDocuments } from './documents/virtualDocuments.ts';
import { Engine } from './engine/engine.ts';
import { engineFetch } from './engine/engineFetch.ts';
import { processEnvironment } from './engine/processEnvironment.ts';
import { registerExplanations } from './explain/explain.ts';
import { registerStagedDeletes } from './staged/showStaged.ts';
import { StagedView } from './staged/stagedView.ts';
import { CurrentJob } from './jobs/currentJob.ts';
import { JobNames } from './jobs/jobNames.ts';
import { JobOpener } from './jobs/openJob.ts';
import { windowStates } from './jobs/windowStates.ts';
import { LanguageFeatures } from './language/languageFeatures.ts';
import { ProvisioningLog } from './logs/provisioningLog.ts';
import { registerEvents } from './logs/showEvent.ts';
import { MappingEditorProvider } from './mappingEditor/mappingEditorProvider.ts';
import { PreviewStore } from './preview/previewStore.ts';
import { PreviewSummaries } from './preview/previewSummaries.ts';
import { SandboxAccess } from './sandbox/sandboxAccess.ts';
import { SandboxContext } from './sandbox/sandboxContext.ts';
import { WindowScheduler } from './schedule/windowScheduler.ts';
import { registerComparisons } from './service/compareExecutors.ts';
import { ServiceFollower } from './service/serviceFollower.ts';
import { JobMonitor } from './status/jobMonitor.ts';
import { RunWatcher } from './status/runWatcher.ts';
import { registerQuarantine } from './status/showRequest.ts';
import { StatusBar } from './status/statusBar.ts';
import { StatusView } from './status/statusView.ts';

/** Called by VS Code when the first of the extension's contributions is used: puts the parts together, starts nothing heavy. */
export function activate(context: vscode.ExtensionContext): void {
  const bundle = (name: string): string => context.asAbsolutePath(`dist/${name}`);

  const log = new ProvisioningLog();
  const fetch: Fetch = (address, init) => engineFetch(engine)(address, init);
  const tokens = new DropboxTokens({
    secrets: context.secrets,
    lockPath: join(context.globalStorageUri.fsPath, 'renewal.lock'),
    fetch,
  });
  const credentials = new CredentialStore(
    context.secrets,
    new GraphSessions({ authentication: vscode.authentication, clientId: appRegistration, t: vscode.l10n.t }),
  );
  const entraTokens = new EntraTokens({
    secrets: context.secrets,
    fetch,
    placeOf: (key) => credentials.placeOf(key),
    signedIn: (key, asked) => credentials.signedIn(key, asked),
  });
  const engine = new Engine({
    modulePath: bundle('processes/engine.mjs'),
    environment: processEnvironment,
    log: log.channel,
    t: vscode.l10n.t,
    renewToken: renewTokens(tokens, entraTokens),
    renewalError: (error) => renewalError(error, vscode.l10n.t),
  });
  const sandbox = new SandboxAccess(context.globalStorageUri);
  const currentJob = new CurrentJob(context.workspaceState);
  const states = windowStates(context.globalStorageUri, log.channel);
  const opener = new JobOpener({ currentJob, credentials, sandbox, states });
  log.tellApart(new JobNames(currentJob));
  const monitor = new JobMonitor(currentJob, engine);
  const quarantines = monitor.onDidReportQuarantine((report) => {
    log.quarantine(report);
  });
  const documents = new VirtualDocuments();
  const previews = new PreviewStore(documents, opener, engine);
  const summaries = new PreviewSummaries(documents, monitor, previews);
  const assignments = new AssignmentsView({ currentJob, opener, engine, monitor, log: log.channel });
  registerExplanations({ opener, engine, documents });
  registerStagedDeletes({ opener, engine, documents });
  registerQuarantine({ opener, engine, documents });
  registerComparisons({ opener, engine, documents });
  registerEvents({ opener, engine, documents });
  const language = new LanguageFeatures({
    ...{ opener, engine, environment: processEnvironment, memento: context.workspaceState },
    ...{ modulePath: bundle('processes/languageServer.mjs'), log: log.channel },
  });

  const commands = registerCommands({
    ...{
      currentJob,
      credentials,
      tokens,
      opener,
      engine,
      monitor,
      documents,
      summaries,
      assignments,
      language,
      log,
      sandbox,
      memento: context.workspaceState,
    },
    sandboxProcess: { modulePath: bundle('dropbox-provisioning.cjs'), environment: processEnvironment },
  });
  context.subscriptions.push(
    ...[
      log,
      engine,
      credentials,
      sandbox,
      currentJob,
      monitor,
      quarantines,
      documents,
      previews,
      summaries,
      assignments,
      language,
    ],
    ...[new StatusBar(monitor), new StatusView(monitor), new StagedView(monitor), new RootBadges(), ...commands],
    new SandboxContext(sandbox, currentJob),
    new WindowScheduler({ currentJob, opener, engine, monitor, assignments, log }),
    new ServiceFollower({ currentJob, opener, engine, monitor, assignments, log }),
    new RunWatcher({ currentJob, opener, monitor, assignments, log: log.channel }),
    new MappingEditorProvider(context.extensionUri, { opener, engine, monitor, previews }),
  );
  currentJob.begin();
  inBackground(showOnStartup(currentJob, opener, context.extension.id));
}
