import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { withProgress } from '../commands/progress.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { requireTrust } from '../jobs/openJob.ts';
import { openDocument, readJobFile, readJobText } from '../jobs/readJobFile.ts';
import { readSetting } from '../settings/settings.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import type { SandboxAccess } from './sandboxAccess.ts';
import { type ReadySandbox, startSandboxProcess } from './sandboxProcess.ts';

export interface SandboxParts {
  readonly sandbox: SandboxAccess;
  readonly currentJob: CurrentJob;
  readonly log: vscode.LogOutputChannel;
  /** The command line's bundle. */
  readonly modulePath: string;
  readonly environment: () => Record<string, string>;
  /** Reads the sandbox's users and groups into the tree. */
  readonly fillTree: () => Promise<void>;
}

/**
 * *Start Sandbox*: a sample tenant and a sample Dropbox team on this machine. Its job is put into the workspace when none is
 * there that uses it, becomes the current job, and the tree is filled.
 */
export async function startSandbox(parts: SandboxParts): Promise<void> {
  requireTrust();
  await parts.currentJob.ready();
  const jobFile = parts.currentJob.current?.uri ?? parts.currentJob.files[0] ?? null;
  const ready = (await parts.sandbox.running(jobFile)) ?? (await start(parts, parts.sandbox.directoryFor(jobFile)));
  const job = await jobInWorkspace(parts.currentJob, ready);
  if (job === null) return offerFolder(ready);
  await parts.currentJob.select(job);
  await parts.fillTree();
}

/** *Stop Sandbox*: its state is kept. */
export async function stopSandbox({ sandbox, currentJob, log }: SandboxParts): Promise<void> {
  requireTrust();
  if (!(await sandbox.stop(currentJob.current?.uri ?? null))) {
    throw new ActionableFailure(vscode.l10n.t('No sandbox is running.'), null, ['startSandbox']);
  }
  log.info(vscode.l10n.t('The sandbox has stopped; its users, groups and accounts are kept.'));
}

async function start(parts: SandboxParts, stateDirectory: string): Promise<ReadySandbox> {
  const { sandbox, log, modulePath, environment } = parts;
  const users = readSetting('sandbox.users');
  const started = await withProgress(vscode.l10n.t('Starting the sandbox'), async ({ signal }) => {
    try {
      return await startSandboxProcess({ modulePath, stateDirectory, users, environment: environment(), signal });
    } catch (failure) {
      if (signal.aborted) throw new Cancelled();
      const reason = failure instanceof Error ? failure.message : String(failure);
      throw new ActionableFailure(
        vscode.l10n.t('The sandbox did not start: {0}', reason),
        null,
        ['openProvisioningLog'],
        failure,
      );
    }
  });
  sandbox.adopt(started);
  const { source, target } = started.ready;
  log.info(
    vscode.l10n.t('The sandbox runs: users and groups at {0}, Dropbox at {1}.', source.baseAddress, target.baseAddress),
  );
  inBackground(
    started.ended.then((reason) => {
      if (reason === null) return;
      log.error(vscode.l10n.t('The sandbox stopped unexpectedly: {0}', reason));
      throw new ActionableFailure(
        vscode.l10n.t('The sandbox stopped unexpectedly ({0}).', reason),
        vscode.l10n.t('Its users, groups and accounts are kept. Start it again.'),
        ['startSandbox', 'openProvisioningLog'],
      );
    }),
  );
  return started.ready;
}

/**
 * The workspace's job for the sandbox: one that uses it already, else a new file; null when no folder is open. The file
 * names the sandbox by its kind, not its addresses, so that it stays true when the sandbox gets other ports.
 */
async function jobInWorkspace(currentJob: CurrentJob, ready: ReadySandbox): Promise<vscode.Uri | null> {
  const candidates = currentJob.current === null ? currentJob.files : [currentJob.current.uri, ...currentJob.files];
  for (const uri of candidates) if (await usesSandbox(uri, ready)) return uri;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return null;
  const uri = await freeName(folder);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(await jobText(ready)));
  await vscode.window.showTextDocument(uri, { preserveFocus: true });
  return uri;
}

async function usesSandbox(uri: vscode.Uri, { source, target, job }: ReadySandbox): Promise<boolean> {
  if (uri.scheme === 'file' && uri.fsPath === job) return true;
  const { reading } = await readJobFile(uri).catch(() => ({ reading: { job: null } }));
  if (reading.job === null) return false;
  const read = reading.job.source;
  const written = reading.job.target;
  const fromSandbox = read.kind === 'sandbox' || (read.kind === 'entra' && read.baseAddress === source.baseAddress);
  return (
    fromSandbox &&
    (written.kind === 'sandbox' || (written.kind === 'scim' && written.baseAddress === target.baseAddress))
  );
}

async function jobText(ready: ReadySandbox): Promise<string> {
  const { createJobText } = await import('../../job/defaultJob.ts');
  const { job } = await readJobText(
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(ready.job))),
  );
  return createJobText({
    id: job?.id ?? 'sandbox',
    displayName: vscode.l10n.t('Dropbox (sandbox)'),
    source: { kind: 'sandbox' },
    target: { kind: 'sandbox' },
  });
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `sandbox${number === 1 ? '' : `-${number}`}.provisioning.json`);
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => openDocument(uri) !== undefined,
    );
    if (!taken) return uri;
  }
}

async function offerFolder({ job }: ReadySandbox): Promise<void> {
  const open = vscode.l10n.t('Open the Sandbox’s Folder');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The sandbox runs as long as this window is open. Its job is in the sandbox’s own folder, which opens in a new window.',
    ),
    open,
  );
  // The sandbox ends with the window that has started it.
  const inNewWindow = { forceNewWindow: true };
  if (chosen === open)
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(dirname(job)), inNewWindow);
}
