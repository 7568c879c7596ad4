import { clouds } from '../job/clouds.ts';
import { authorizationServerAt } from './authorizationServer.ts';

/**
 * Whether what credentials are sent to for tokens is at an origin: Microsoft Entra's login authority of one of its clouds,
 * Dropbox, or a server on this machine.
 */
export function givesTokens(origin: string): boolean {
  return (
    Object.values(clouds).some(({ loginAuthority }) => loginAuthority === origin) ||
    authorizationServerAt(origin) !== null
  );
}
