import * as vscode from 'vscode';
import { removalScope } from '../../authorization/scopes.ts';
import type { Credential, OpenJobParams, SandboxAddresses } from '../../protocol/openJob.ts';
import { type CredentialNeed, credentialNeeds, needsSandbox, type Side } from '../credentials/credentialNeeds.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import { notificationAccess } from '../credentials/mailServer.ts';
import { type SandboxAccess, sandboxTokenFor } from '../sandbox/sandboxAccess.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import type { CurrentJob } from './currentJob.ts';
import type { JobStates } from './jobStates.ts';
import { fileName, openDocument } from './readJobFile.ts';
import type { JobChoice, ValidJob } from './validJob.ts';

/** A job with all that the engine needs to run it, and what of it is missing. */
export interface OpenedJob extends ValidJob {
  readonly params: OpenJobParams;
  /** Whether members may be removed, by what a team admin has allowed; null where nobody was asked. */
  readonly removal: 'allowed' | 'notAllowed' | null;
  /** What has to be there before a request can be sent: the sandbox, or a credential for a server; null when nothing is missing. */
  readonly missing:
    { readonly kind: 'sandbox' } | { readonly kind: 'credential'; readonly need: CredentialNeed } | null;
}

export interface OpenerParts {
  readonly currentJob: CurrentJob;
  readonly credentials: CredentialStore;
  readonly sandbox: SandboxAccess;
  readonly states: JobStates;
}

/** Puts together what the engine gets with each request: job text, state directory, and the credentials of its two servers. */
export class JobOpener {
  readonly #parts: OpenerParts;
  readonly #choice: JobChoice;

  /** @param choice the job that is opened; the current one unless another one is passed. */
  constructor(parts: OpenerParts, choice: JobChoice = parts.currentJob) {
    this.#parts = parts;
    this.#choice = choice;
  }

  /** An opener of one job, whichever is the current one. */
  at(uri: vscode.Uri): JobOpener {
    return new JobOpener(this.#parts, this.#parts.currentJob.at(uri));
  }

  /** The job with whatever credentials there are. */
  async open(): Promise<OpenedJob> {
    requireTrust();
    return this.openJob(await this.#choice.require());
  }

  /** The same to read what is stored of it, also while somebody types an error into its file. */
  async openToRead(): Promise<OpenedJob> {
    requireTrust();
    return this.openJob(await this.#choice.requireReadable());
  }

  /** A job of the workspace by its id, to read what is stored of it. Throws an ActionableFailure when there is none. */
  async openById(id: string): Promise<OpenedJob> {
    requireTrust();
    return this.openJob(await this.#parts.currentJob.requireById(id));
  }

  /** The same for any job of the workspace. */
  async openJob(valid: ValidJob): Promise<OpenedJob> {
    requireTrust();
    const sandbox = await this.#parts.sandbox.running(valid.uri);
    const needs = credentialNeeds(valid.job);
    const held = new Map<Side, Credential | null>();
    for (const need of needs) held.set(need.side, await this.#credential(valid.job.id, need, sandbox));
    const lacking = needs.find(({ side, optional }) => optional !== true && held.get(side) == null);
    const usesSandbox =
      needsSandbox(valid.job) || (lacking !== undefined && this.#parts.sandbox.ownsAddress(valid.uri, lacking.origin));
    const sandboxLacks = sandbox === null && usesSandbox;
    return {
      ...valid,
      removal: await this.#removal(valid.job.id, needs),
      missing: sandboxLacks ? { kind: 'sandbox' } : lacking ? { kind: 'credential', need: lacking } : null,
      params: {
        text: valid.text,
        path: valid.uri.fsPath,
        stateDirectory: this.stateDirectory(valid.job.id),
        sandbox: sandbox === null ? null : { id: sandbox.id ?? null, source: sandbox.source, target: sandbox.target },
        sourceCredential: held.get('source') ?? null,
        targetCredential: held.get('target') ?? null,
        notifications: await notificationAccess(valid.job, this.#parts.credentials),
      },
    };
  }

  /** Where every window, and the command line, keeps what is known about a job. */
  stateDirectory(jobId: string): string {
    return this.#parts.states.directory(jobId);
  }

  /**
   * The job, ready to send requests. With `saved`, unsaved changes are saved first, when the person agrees: what is
   * written to Dropbox follows the file that is kept. Whoever runs it is there.
   */
  async openToRun(options: { readonly saved: boolean }): Promise<OpenedJob> {
    requireTrust();
    if (options.saved) await saveFirst((await this.#choice.require()).uri);
    const opened = await this.open();
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    return attended(opened);
  }

  async #credential(jobId: string, need: CredentialNeed, sandbox: SandboxAddresses | null): Promise<Credential | null> {
    const own = sandbox === null ? null : sandboxTokenFor(sandbox, need.side, need.origin);
    const stored = await this.#parts.credentials.read(jobId, need);
    // What somebody has authorized at the sandbox is used as it would be at Dropbox.
    if (own === null || stored?.renewal !== undefined) return stored;
    return { token: own, origin: need.origin };
  }

  async #removal(jobId: string, needs: readonly CredentialNeed[]): Promise<OpenedJob['removal']> {
    const need = needs.find(({ dropbox }) => dropbox === true);
    const access =
      need === undefined ? null : ((await this.#parts.credentials.readAuthorization(jobId, need))?.access ?? null);
    if (access === null) return null;
    return access.scopes.includes(removalScope) ? 'allowed' : 'notAllowed';
  }
}

/** The same for a run that somebody has begun, and waits for: they can be asked to sign in when a policy wants more of them. */
export function attended(opened: OpenedJob): OpenedJob {
  const { sourceCredential } = opened.params;
  if (sourceCredential?.renewal === undefined) return opened;
  const renewal = { ...sourceCredential.renewal, attended: true as const };
  return { ...opened, params: { ...opened.params, sourceCredential: { ...sourceCredential, renewal } } };
}

/** Why no request can be sent for a job; null when everything is there. */
export function whatIsMissing({ job, missing }: OpenedJob): ActionableFailure | null {
  if (missing === null) return null;
  return missing.kind === 'sandbox'
    ? new ActionableFailure(
        vscode.l10n.t('{0} uses the sandbox, which is not running.', job.displayName),
        vscode.l10n.t('Start it first.'),
        ['startSandbox'],
      )
    : new ActionableFailure(
        vscode.l10n.t('There is no token for {0}, so no request was sent.', missing.need.origin),
        missing.need.dropbox === true
          ? vscode.l10n.t('Authorize Dropbox, or enter a token with Update Credentials.')
          : vscode.l10n.t('Enter it with Update Credentials.'),
        missing.need.dropbox === true ? ['authorizeDropbox', 'updateCredentials'] : ['updateCredentials'],
      );
}

/** A job file from a stranger names the servers that tokens go to, so nothing is read or sent before the person trusts it. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new ActionableFailure(
    vscode.l10n.t('This workspace is not trusted, so no token was read and no request sent.'),
    vscode.l10n.t('Trust it when you know where its job files come from.'),
    ['manageTrust'],
  );
}

/** Saves a job file that has unsaved changes, when the person agrees. Throws Cancelled otherwise. */
export async function saveFirst(uri: vscode.Uri): Promise<void> {
  const document = openDocument(uri);
  if (document?.isDirty !== true) return;
  const save = vscode.l10n.t('Save and Continue');
  const message = vscode.l10n.t('{0} has unsaved changes. They count only when they are saved.', fileName(uri));
  const choice = await vscode.window.showWarningMessage(message, { modal: true }, save);
  if (choice !== save) throw new Cancelled();
  if (!(await document.save())) {
    throw new ActionableFailure(vscode.l10n.t('{0} could not be saved.', fileName(uri)), null, ['openJobFile']);
  }
}
