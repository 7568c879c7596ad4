import type { RenewToken } from '../../protocol/openJob.ts';
import { isSourceKey } from './credentialNeeds.ts';
import type { DropboxTokens } from './dropboxTokens.ts';
import type { EntraTokens } from './entraTokens.ts';

/** Renews the tokens that the engine asks for, by whose they are. */
export function renewTokens(dropbox: Pick<DropboxTokens, 'renew'>, entra: Pick<EntraTokens, 'renew'>): RenewToken {
  return (params) => (isSourceKey(params.key) ? entra : dropbox).renew(params);
}
