import * as vscode from 'vscode';
import type { Account } from '../../../authorization/account.ts';
import { AuthorizationFailure } from '../../../authorization/authorizationFailure.ts';
import { authorizationServer, type AuthorizationServer } from '../../../authorization/authorizationServer.ts';
import type { Granted } from '../../../authorization/authorize.ts';
import { missingScopes, neededScopes, provisionedBy, removalScope } from '../../../authorization/scopes.ts';
import type { App, Fetch } from '../../../authorization/oauthClient.ts';
import { plainLabel } from '../../../protocol/safeText.ts';
import { inBackground } from '../../commands/inBackground.ts';
import { actionTitle, runAction } from '../../commands/registerCommand.ts';
import type { Engine } from '../../engine/engine.ts';
import { engineFetch } from '../../engine/engineFetch.ts';
import type { JobChoice, ValidJob } from '../../jobs/validJob.ts';
import { requireTrust } from '../../jobs/openJob.ts';
import type { SandboxAccess } from '../../sandbox/sandboxAccess.ts';
import { ActionableFailure } from '../../support/actionableFailure.ts';
import { actionable } from '../authorizationFailures.ts';
import { type CredentialNeed, credentialNeeds } from '../credentialNeeds.ts';
import type { CredentialStore } from '../credentialStore.ts';
import { obtainGrant } from './obtainGrant.ts';
import { askAppKey, askRemoval, askWay, readChoice, type AuthorizeChoice } from './questions.ts';

export interface AuthorizeParts {
  readonly choice: JobChoice;
  readonly credentials: CredentialStore;
  readonly sandbox: SandboxAccess;
  readonly engine: Pick<Engine, 'sendAuthorization'>;
}

/**
 * *Authorize Dropbox*: asks what the job may do, has a team admin allow it on Dropbox's page, and keeps what it's renewed with
 * in secret storage, for this job and Dropbox's origin.
 *
 * @param argument an AuthorizeChoice, from a key binding or another extension.
 */
export async function authorizeDropbox(parts: AuthorizeParts, argument?: unknown): Promise<void> {
  requireTrust();
  const valid = await parts.choice.require();
  const place = await placeOf(parts, valid);
  try {
    await authorizeAt(parts, valid, place, readChoice(argument));
  } catch (failure) {
    throw failure instanceof AuthorizationFailure ? actionable(failure, vscode.l10n.t) : failure;
  }
}

/** What is authorized. */
interface Place {
  readonly need: CredentialNeed;
  readonly server: AuthorizationServer;
  /** The sandbox's own app; null for the person's. */
  readonly appKey: string | null;
}

async function placeOf({ sandbox }: AuthorizeParts, { job, uri }: ValidJob): Promise<Place> {
  const need = credentialNeeds(job).find(({ dropbox }) => dropbox === true);
  const { target } = job;
  if (need === undefined || target.kind !== 'dropboxBusiness')
    throw new ActionableFailure(
      vscode.l10n.t('{0} writes by SCIM. Dropbox authorizes apps for its Business API only.', job.displayName),
      vscode.l10n.t('Set the job’s target to dropboxBusiness, or enter a token with Update Credentials.'),
      ['openJobFile', 'updateCredentials'],
    );
  const running = (await sandbox.running(uri))?.dropboxBusiness ?? null;
  const server = authorizationServer(target, running);
  if (server === null)
    throw new ActionableFailure(
      vscode.l10n.t('{0} is neither Dropbox nor a running sandbox, so nobody can authorize there.', need.origin),
      vscode.l10n.t('Correct the job’s apiAddress, start the sandbox, or enter a token with Update Credentials.'),
      ['openJobFile', 'startSandbox', 'updateCredentials'],
    );
  return { need, server, appKey: server.kind === 'sandbox' ? (running?.appKey ?? null) : null };
}

async function authorizeAt(
  { credentials, engine }: AuthorizeParts,
  { job }: ValidJob,
  { need, server, appKey }: Place,
  choice: AuthorizeChoice,
): Promise<void> {
  const app: App = {
    key:
      appKey ??
      (await askAppKey(() => {
        inBackground(runAction('openDropboxAppGuide'));
      })),
    secret: null,
  };
  const removal = choice.removal ?? (await askRemoval());
  const scopes = neededScopes(provisionedBy(job), removal);
  const fetch = engineFetch(engine);
  const requests = { server, app, fetch, now: Date.now };
  const granted = await obtainGrant(requests, scopes, choice.way ?? (await askWay()));
  const account = await accountOf(credentials, job.id, { need, server, fetch }, granted);
  const { access, refreshToken } = granted;
  await credentials.writeAuthorization(job.id, need, { appKey: app.key, refreshToken, access, ...account });
  inBackground(tell(account, access.scopes, missingScopes(scopes, access.scopes)));
}

/** Who has allowed it. A team other than before gets its authorization back. */
async function accountOf(
  credentials: CredentialStore,
  jobId: string,
  { need, server, fetch }: Pick<Place, 'need' | 'server'> & { readonly fetch: Fetch },
  { access }: Granted,
): Promise<Account> {
  const { signal } = new AbortController();
  const { readAccount } = await import('../../../authorization/account.ts');
  const account = await readAccount(server, access.token, fetch, signal);
  const former = (await credentials.readAuthorization(jobId, need))?.team ?? null;
  if (former === null || former.id === account.team.id) return account;
  const { revokeAccess } = await import('../../../authorization/renew.ts');
  await revokeAccess(server, access.token, fetch, signal);
  throw new AuthorizationFailure('otherTeam', server.origin, account.team.name);
}

/** Says what was allowed, and what wasn't. */
async function tell({ team, admin }: Account, granted: readonly string[], missing: readonly string[]): Promise<void> {
  const who = admin === null ? team.name : vscode.l10n.t('{0}, by {1}', team.name, admin);
  const done = vscode.l10n.t('Dropbox is authorized: {0}.', who);
  if (missing.length > 0) {
    const next = vscode.l10n.t(
      'Not granted: {0}. Tick them on the Permissions tab of the app in the App Console, press Submit there, and authorize again.',
      missing.join(', '),
    );
    const guide = actionTitle('openDropboxAppGuide');
    const chosen = await vscode.window.showWarningMessage(plainLabel(`${done} ${next}`), guide);
    if (chosen === guide) await runAction('openDropboxAppGuide');
    return;
  }
  const safe = granted.includes(removalScope) ? '' : ` ${vscode.l10n.t('Members can’t be removed.')}`;
  const test = actionTitle('testConnection');
  const chosen = await vscode.window.showInformationMessage(plainLabel(done + safe), test);
  if (chosen === test) await runAction('testConnection');
}
