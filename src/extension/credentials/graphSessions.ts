import type * as vscode from 'vscode';
import { challengeHeader } from '../../authorization/entra/claimsChallenge.ts';
import { permissionsFor, type GraphTask } from '../../authorization/entra/graphPermissions.ts';
import { SignInFailure } from '../../authorization/entra/signInFailure.ts';
import { clouds } from '../../job/clouds.ts';
import type { Cloud } from '../../job/job.ts';
import type { Localize } from '../../protocol/localize.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import type { AskedSignIn } from './entraTokens.ts';

/** The tenant that somebody signs in to. */
export interface SignInTenant {
  /** A tenant's id, or `organizations` while it isn't known. */
  readonly tenantId: string;
  readonly cloud: Cloud;
}

export interface GraphSessionsOptions {
  /** VS Code's own sign-in. */
  readonly authentication: Pick<typeof vscode.authentication, 'getSession'>;
  /** The person's own app registration, for VS Code's is not authorized for these permissions; empty when there is none. */
  readonly clientId: () => string;
  readonly t: Localize;
}

export interface SessionRequest {
  /** What the permissions are for; each set of them is consented to once. */
  readonly tasks: readonly GraphTask[];
  /** Whether somebody may be asked to sign in or to consent. */
  readonly interactive: boolean;
  /** The claims request of a challenge with which Graph has just refused the session's token; absent for none. */
  readonly challenge?: string;
}

/**
 * The sessions of VS Code's Microsoft sign-in, for each tenant. A challenge that couldn't be answered is remembered, in memory and
 * for the account that it was for, until there's a token for it: the next interactive sign-in passes it on, as VS Code would otherwise
 * give the refused token again.
 */
export class GraphSessions {
  readonly #options: GraphSessionsOptions;
  /** By place: who has signed in last. */
  readonly #accounts = new Map<string, vscode.AuthenticationSessionAccountInformation>();
  /** By place and account: claims requests. */
  readonly #challenges = new Map<string, string>();

  constructor(options: GraphSessionsOptions) {
    this.#options = options;
  }

  /**
   * The access token of a session; null when nobody is signed in, or a challenge isn't answered, and nobody may be asked.
   *
   * @throws SignInFailure when Entra refuses, Cancelled when the person declines.
   */
  async token(tenant: SignInTenant, { tasks, interactive, challenge }: SessionRequest): Promise<string | null> {
    const clientId = this.#options.clientId();
    if (clientId === '') return null;
    const place = `${tenant.cloud}/${tenant.tenantId}/${clientId}`;
    const account = this.#accounts.get(place);
    const whose = `${place}/${account?.id ?? ''}`;
    if (challenge !== undefined) this.#challenges.set(whose, challenge);
    const claims = challenge ?? (interactive ? this.#challenges.get(whose) : undefined);
    const session = await this.#session({ tenant, clientId }, this.#request(tenant, clientId, { tasks, claims }), {
      // A run goes on with the account that it began with; whoever signs in by a command chooses.
      ...(challenge === undefined || account === undefined ? {} : { account }),
      ...(interactive ? { createIfNone: claims === undefined || { detail: why(this.#options.t) } } : { silent: true }),
    });
    if (session === undefined) return null;
    this.#accounts.set(place, session.account);
    if (claims !== undefined) this.#challenges.delete(whose);
    return session.accessToken;
  }

  /** A token for a run in which Graph has refused one, or it's near its end; nobody is asked without a challenge. */
  renewed(
    tenant: SignInTenant,
    tasks: readonly GraphTask[],
    { challenge, attended }: AskedSignIn,
  ): Promise<string | null> {
    return challenge === undefined
      ? this.token(tenant, { tasks, interactive: false })
      : this.token(tenant, { tasks, interactive: attended === true, challenge });
  }

  #request(
    { tenantId, cloud }: SignInTenant,
    clientId: string,
    { tasks, claims }: { readonly tasks: readonly GraphTask[]; readonly claims: string | undefined },
  ): readonly string[] | vscode.AuthenticationWwwAuthenticateRequest {
    const scopes = [
      `VSCODE_CLIENT_ID:${clientId}`,
      `VSCODE_TENANT:${tenantId}`,
      ...permissionsFor(tasks).map((permission) => `${clouds[cloud].graphOrigin}/${permission}`),
    ];
    return claims === undefined ? scopes : { wwwAuthenticate: challengeHeader(claims), fallbackScopes: scopes };
  }

  async #session(
    { tenant: { tenantId, cloud }, clientId }: { readonly tenant: SignInTenant; readonly clientId: string },
    request: readonly string[] | vscode.AuthenticationWwwAuthenticateRequest,
    options: vscode.AuthenticationGetSessionOptions,
  ): Promise<vscode.AuthenticationSession | undefined> {
    try {
      return await this.#options.authentication.getSession(provider(cloud), request, options);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = /AADSTS(\d{4,9})/.exec(message)?.[1];
      const authority = clouds[cloud].loginAuthority;
      if (code !== undefined)
        throw new SignInFailure('refused', { authority, tenantId, clientId }, { code: Number(code) });
      // VS Code says only in words that somebody has closed the sign-in.
      if (/did not consent|cancell?ed/i.test(message)) throw new Cancelled();
      throw error;
    }
  }
}

/** What VS Code's question whether to sign in says. */
function why(t: Localize): string {
  return t(
    'A Conditional Access policy asks for more than your sign-in has shown, such as multifactor authentication.',
  );
}

function provider(cloud: Cloud): string {
  return cloud === 'global' ? 'microsoft' : 'microsoft-sovereign-cloud';
}
