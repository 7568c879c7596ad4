import * as vscode from 'vscode';
import type { JobChoice, ValidJob } from '../jobs/validJob.ts';
import { requireTrust } from '../jobs/openJob.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import { checkToken, cleanToken } from './checkToken.ts';
import { type AuthorizationFailure, authorizationWords } from '../../authorization/authorizationFailure.ts';
import { authorizationServerAt } from '../../authorization/authorizationServer.ts';
import type { DropboxTokens } from './dropboxTokens.ts';
import { type CredentialNeed, credentialKey, credentialNeeds } from './credentialNeeds.ts';
import type { CredentialStore } from './credentialStore.ts';
import { type SandboxAccess, sandboxTokenFor } from '../sandbox/sandboxAccess.ts';
import { type AppParts, askGraphWay, enterApp, signInToGraph } from './graphCredential.ts';
import { enterMailPassword, mailServerOf } from './mailServer.ts';
import { lookAlikeWarning } from '../../job/lookAlikeHost.ts';
import { smtpServerName } from '../../notifications/smtpServer.ts';
import type { SmtpServer } from '../../protocol/openJob.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

export interface CredentialParts {
  readonly choice: JobChoice;
  readonly credentials: CredentialStore;
}

export interface UpdateParts extends CredentialParts {
  readonly sandbox: SandboxAccess;
  readonly engine: AppParts['engine'];
  /** *Authorize Dropbox* for the same job. */
  readonly authorize: () => Promise<void>;
}

export interface RemoveParts extends CredentialParts {
  readonly tokens: DropboxTokens;
}

/** *Update Credentials*: asks for the token of one server, or of each that has none yet, and says where it will be sent. */
export async function updateCredentials(parts: UpdateParts): Promise<void> {
  requireTrust();
  const valid = await parts.choice.require();
  const needed = credentialNeeds(valid.job);
  const needs = await withoutSandbox(parts.sandbox, valid, needed);
  const server = mailServerOf(valid.job);
  if (needed.length > 0 && needs.length === 0 && server?.user == null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} uses the sandbox’s own tokens, so there are none to enter.',
        plainLabel(valid.job.displayName),
      ),
    );
    return;
  }
  if (needs.length === 0 && server?.user == null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} needs no credentials: the sandbox brings its own.', plainLabel(valid.job.displayName)),
    );
    return;
  }
  const lacking: CredentialNeed[] = [];
  for (const need of needs) if ((await parts.credentials.read(valid.job.id, need)) === null) lacking.push(need);
  const asked = lacking.length > 0 ? lacking : [await pickNeed(needs, server, vscode.l10n.t('Update Credentials'))];
  for (const need of asked) {
    if (need === 'mailServer') await enterMailServer(parts.credentials, valid, server);
    else await enter(parts, valid, need);
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(key) Credentials stored'), 5000);
}

/** The tokens that a person can enter: those of a sandbox are its own, but a team admin can authorize its Dropbox. */
async function withoutSandbox(
  access: SandboxAccess,
  { uri }: ValidJob,
  needs: readonly CredentialNeed[],
): Promise<readonly CredentialNeed[]> {
  const sandbox = await access.running(uri);
  const isBrought = ({ side, origin }: CredentialNeed): boolean =>
    (sandbox !== null && sandboxTokenFor(sandbox, side, origin) !== null) || access.ownsAddress(uri, origin);
  return needs.filter((need) => need.dropbox === true || !isBrought(need));
}

/** *Remove Credentials*: revokes what was authorized at Dropbox, and forgets every token of the job, after asking. */
export async function removeCredentials({ choice, credentials, tokens }: RemoveParts): Promise<void> {
  const { job } = await choice.require();
  const needs = credentialNeeds(job);
  const mailServer = mailServerOf(job);
  const server = mailServer === null ? null : smtpServerName(mailServer);
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the credentials of {0}?', plainLabel(job.displayName)),
    { modal: true, detail: [...needs.map(({ origin }) => origin), ...(server === null ? [] : [server])].join('\n') },
    remove,
  );
  if (chosen !== remove) throw new Cancelled();
  const failures: AuthorizationFailure[] = [];
  for (const need of needs) {
    if ((await credentials.readAuthorization(job.id, need)) === null) continue;
    const failure = await tokens.revoke(credentialKey(job.id, need));
    if (failure !== null) failures.push(failure);
  }
  await credentials.remove(job.id, needs, server);
  for (const failure of failures) tellNotRevoked(failure);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(key) Credentials removed'), 5000);
}

/** Which of the job's servers is meant: the mail server of its notifications is one where it asks for a password. */
async function pickNeed(
  needs: readonly CredentialNeed[],
  server: SmtpServer | null,
  title: string,
): Promise<CredentialNeed | 'mailServer'> {
  const items: { label: string; description: string; need: CredentialNeed | 'mailServer' }[] = needs.map((need) => ({
    label: sideName(need),
    description: need.origin,
    need,
  }));
  if (server !== null && server.user !== null)
    items.push({
      label: vscode.l10n.t('Mail server: where notifications are sent'),
      description: smtpServerName(server),
      need: 'mailServer',
    });
  const [only] = items;
  if (items.length === 1 && only !== undefined) return only.need;
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which server’s token?'),
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.need;
}

async function enterMailServer(
  credentials: CredentialStore,
  { job }: ValidJob,
  server: SmtpServer | null,
): Promise<void> {
  if (server !== null) await enterMailPassword(credentials, job, server);
}

/** It's forgotten here, and still in force there. */
function tellNotRevoked(failure: AuthorizationFailure): void {
  const [why] = authorizationWords(failure, vscode.l10n.t);
  const text = vscode.l10n.t(
    'The credentials are removed here, but Dropbox couldn’t be told: {0} Disconnect the app in Dropbox’s Admin Console, Settings, Team apps.',
    why,
  );
  void vscode.window.showWarningMessage(plainLabel(text));
}

async function enter(parts: UpdateParts, { job }: ValidJob, need: CredentialNeed): Promise<void> {
  const { credentials, authorize } = parts;
  if (need.dropbox === true && authorizationServerAt(need.origin) !== null && (await wantsToAuthorize(need))) {
    await authorize();
    return;
  }
  const title = vscode.l10n.t('{0}: {1}', job.displayName, sideName(need));
  const way = need.side === 'source' ? await askGraphWay(need, title) : 'paste';
  if (way === 'signIn') return signInToGraph(credentials, job.id, need, title);
  if (way === 'application') return enterApp(parts, job.id, need, title);
  const pasted = await vscode.window.showInputBox({
    title,
    prompt: [
      vscode.l10n.t('The token is kept in VS Code’s secret storage and sent to {0} only.', need.origin),
      render(lookAlikeWarning(need.origin) ?? '', vscode.l10n.t),
    ]
      .join(' ')
      .trimEnd(),
    placeHolder: vscode.l10n.t('Bearer token for {0}', need.origin),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? null : checkToken(text, vscode.l10n.t)),
  });
  if (pasted === undefined || pasted === '') throw new Cancelled();
  await credentials.writeToken(job.id, need, cleanToken(pasted));
}

async function wantsToAuthorize(need: CredentialNeed): Promise<boolean> {
  const authorize = {
    iconPath: new vscode.ThemeIcon('account'),
    label: vscode.l10n.t('Authorize Dropbox'),
    detail: vscode.l10n.t('A team admin allows access on Dropbox’s page; tokens are renewed automatically'),
    authorize: true,
  };
  const paste = {
    iconPath: new vscode.ThemeIcon('key'),
    label: vscode.l10n.t('Paste a token'),
    detail: vscode.l10n.t('For tests and short-lived use; Dropbox’s tokens expire within hours'),
    authorize: false,
  };
  const chosen = await vscode.window.showQuickPick([authorize, paste], {
    title: sideName(need),
    placeHolder: need.origin,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.authorize;
}

function sideName({ side }: CredentialNeed): string {
  return side === 'source'
    ? vscode.l10n.t('Source: where users and groups are read')
    : vscode.l10n.t('Target: where they are written');
}
