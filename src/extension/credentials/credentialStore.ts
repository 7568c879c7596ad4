import * as vscode from 'vscode';
import { readStoredAuthorization, storedAuthorization, type Authorization } from '../../authorization/authorization.ts';
import { readStoredApp, storedApp, type StoredApp } from '../../authorization/entra/appCredential.ts';
import type { GraphTask } from '../../authorization/entra/graphPermissions.ts';
import type { Credential } from '../../protocol/openJob.ts';
import { Disposable } from '../support/disposable.ts';
import { lookAgain, type AskedSignIn, type GraphPlace } from './entraTokens.ts';
import type { GraphSessions } from './graphSessions.ts';
import { type CredentialNeed, credentialKey, mailPasswordKey } from './credentialNeeds.ts';

/**
 * The tokens of jobs, in VS Code's SecretStorage, each bound to job, side and origin. A job whose source signs in with a
 * Microsoft account has a mark here instead of a token.
 */
export class CredentialStore extends Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #sessions: GraphSessions;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  /** What was read, by its key: whoever renews a token knows the key only. */
  readonly #needs = new Map<string, CredentialNeed>();

  constructor(secrets: vscode.SecretStorage, sessions: GraphSessions) {
    super();
    this.#secrets = secrets;
    this.#sessions = sessions;
    this.register(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith('credential/')) this.#changed.fire();
      }),
    );
  }

  /** The credential for a need; null when none was entered. */
  async read(
    jobId: string,
    need: CredentialNeed,
    { tasks = tasksOfNeed(need), interactive = false }: ReadOptions = {},
  ): Promise<Credential | null> {
    const stored = await this.#secrets.get(credentialKey(jobId, need));
    if (stored === undefined) return null;
    const authorization = readStoredAuthorization(stored);
    if (authorization !== null) return credentialOf(authorization, jobId, need);
    const key = credentialKey(jobId, need);
    const app = readStoredApp(stored);
    if (app === null && stored !== signInMark) return { token: stored, origin: need.origin };
    this.#needs.set(key, need);
    if (app !== null)
      return need.app?.tenantId === app.tenantId
        ? { token: '', origin: need.origin, renewal: { key, renewAt: 0 } }
        : null;
    if (need.graph === null) return null;
    const token = await this.#sessions.token(need.graph, { tasks, interactive });
    if (token === null) return null;
    const renewal = { key, renewAt: Date.now() + lookAgain, ...(interactive ? { attended: true as const } : {}) };
    return { token, origin: need.origin, renewal };
  }

  /** A token of whoever has signed in for a need that was read; null when nobody is, or a challenge isn't answered. */
  async signedIn(key: string, asked: AskedSignIn): Promise<string | null> {
    const need = this.#needs.get(key);
    return need === undefined || need.graph === null
      ? null
      : this.#sessions.renewed(need.graph, tasksOfNeed(need), asked);
  }

  /** Where the tokens of a need that was read belong; null for one that no application and nobody signs in to. */
  placeOf(key: string): GraphPlace | null {
    const need = this.#needs.get(key);
    return need?.app === undefined ? null : { origin: need.origin, ...need.app };
  }

  /** What a team admin has allowed; null where nobody has, or a token was pasted. */
  async readAuthorization(jobId: string, need: CredentialNeed): Promise<Authorization | null> {
    const stored = await this.#secrets.get(credentialKey(jobId, need));
    return stored === undefined ? null : readStoredAuthorization(stored);
  }

  async writeAuthorization(jobId: string, need: CredentialNeed, authorization: Authorization): Promise<void> {
    await this.#secrets.store(credentialKey(jobId, need), storedAuthorization(authorization));
  }

  /** Keeps an app registration's credential, for this job, this tenant and this server. */
  async writeApp(jobId: string, need: CredentialNeed, app: StoredApp): Promise<void> {
    await this.#secrets.store(credentialKey(jobId, need), storedApp(app));
  }

  async writeToken(jobId: string, need: CredentialNeed, token: string): Promise<void> {
    await this.#secrets.store(credentialKey(jobId, need), token);
  }

  /** Signs in with a Microsoft account and remembers to do so silently from now on. */
  async signIn(
    jobId: string,
    need: CredentialNeed & { readonly graph: NonNullable<CredentialNeed['graph']> },
  ): Promise<void> {
    await this.#sessions.token(need.graph, { tasks: tasksOfNeed(need), interactive: true });
    await this.#secrets.store(credentialKey(jobId, need), signInMark);
  }

  /** The password of a job's mail server; null when none was entered. */
  async readPassword(jobId: string, server: string): Promise<string | null> {
    return (await this.#secrets.get(mailPasswordKey(jobId, server))) ?? null;
  }

  async writePassword(jobId: string, server: string, password: string): Promise<void> {
    await this.#secrets.store(mailPasswordKey(jobId, server), password);
  }

  /** @param server the mail server whose password goes as well; null for none. */
  async remove(jobId: string, needs: readonly CredentialNeed[], server: string | null): Promise<void> {
    for (const need of needs) await this.#secrets.delete(credentialKey(jobId, need));
    if (server !== null) await this.#secrets.delete(mailPasswordKey(jobId, server));
  }
}

/** The engine asks for a token that is near its end, or that is still to be had, by the key. */
function credentialOf({ access }: Authorization, jobId: string, need: CredentialNeed): Credential {
  const renewal = { key: credentialKey(jobId, need), renewAt: access?.renewAt ?? 0 };
  return { token: access?.token ?? '', origin: need.origin, renewal };
}

interface ReadOptions {
  /** What a signed-in person's permissions are for; what the job does by itself when absent. */
  readonly tasks?: readonly GraphTask[];
  /** Whether somebody may be asked to sign in or to consent. */
  readonly interactive?: boolean;
}

function tasksOfNeed({ sendsMail, steers }: CredentialNeed): readonly GraphTask[] {
  const mail: readonly GraphTask[] = sendsMail === true ? ['sendMail'] : [];
  return ['provision', ...(steers === true ? (['steer'] as const) : []), ...mail];
}

/** Stands in the place of a token; no token can be this, for tokens have no blanks. */
const signInMark = 'sign in with a Microsoft account';
