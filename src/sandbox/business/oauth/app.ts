import { isLoopbackHost } from '../../../job/loopback.ts';
import { teamScopes } from '../route.ts';

/** The app that the sandbox's team has registered in Dropbox's App Console, as far as it was filled in. */
export interface App {
  readonly key: string;
  readonly secret: string;
  /** What is ticked on its Permissions tab. */
  scopes: readonly string[];
  /** Its redirect addresses; null for every address on this machine. */
  redirectUris: readonly string[] | null;
  /** Seconds that its access tokens live. */
  accessTokenLife: number;
}

/** Scopes that an app may ask for without any use to the routes served here (Dropbox API, `account_info` and `team_data`). */
const otherScopes = [
  'account_info.read',
  'team_data.member',
  'team_data.governance.read',
  'events.read',
  'sessions.list',
];

export const knownScopes: readonly string[] = [...teamScopes, ...otherScopes];

export function isRegistered(app: App, redirectUri: string): boolean {
  if (app.redirectUris !== null) return app.redirectUris.includes(redirectUri);
  const url = URL.parse(redirectUri);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isWeb && isLoopbackHost(url.hostname);
}
