import { lackingPermissions, permissionsFor, type GraphTask } from '../../authorization/entra/graphPermissions.ts';
import { adminConsentAddress } from '../../authorization/entra/loginServer.ts';
import { permissionsIn } from '../../authorization/entra/tokenPermissions.ts';
import { type Text, text, joined } from '../../protocol/text.ts';

/** Whose requests Graph refuses. */
export interface TokenInUse {
  /** The token that was sent last; null where there is none. */
  readonly token: () => string | null;
  /** Where an administrator consents; absent of a server that has no login authority. */
  readonly login?: { readonly authority: string; readonly tenantId: string };
}

/**
 * What to do when Graph refuses what a token asks for (403): names what the token lacks, as far as it tells, and where an
 * administrator consents to it.
 *
 * @param tasks what the requests are for.
 */
export function permissionAdvice({ token, login }: TokenInUse, tasks: readonly GraphTask[]): Text {
  const needed = permissionsFor(tasks);
  const held = permissionsIn(token() ?? '');
  if (held === null) return text`Grant the permissions ${listed(needed)}, with admin consent.`;
  const lacking = lackingPermissions(needed, held.names);
  if (lacking.length > 0) {
    const lacks =
      held.kind === 'application'
        ? text`The application lacks ${listed(lacking)}.`
        : text`Your sign-in lacks ${listed(lacking)}.`;
    const where =
      login === undefined || held.clientId === null
        ? text`Ask for admin consent.`
        : text`Add what’s lacking to the app registration, and ask for admin consent at ${adminConsentAddress(login, held.clientId)}`;
    return joined([lacks, where], ' ');
  }
  return held.kind === 'application'
    ? text`The application has the permissions that this needs. Check whether a policy of the tenant restricts it.`
    : text`The permissions are there, so your account lacks a role: ask for Cloud Application Administrator in Microsoft Entra ID.`;
}

function listed(names: readonly string[]): Text {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : text`${names.slice(0, -1).join(', ')} and ${last}`;
}
