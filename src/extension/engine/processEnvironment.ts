import { readNetworkSettings } from '../settings/settings.ts';
import { engineEnvironment } from './engineEnvironment.ts';

/** The environment for processes of ours, by VS Code's settings as they are now. */
export function processEnvironment(): Record<string, string> {
  return engineEnvironment(process.env, readNetworkSettings());
}
