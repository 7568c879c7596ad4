import { dropbox, dropboxStrict } from './dropbox.ts';
import { betterAuth, scimgateway, scimmy, scimmyExpress5, scimserver } from './otherServers.ts';
import type { Profile, ProfileName } from './profile.ts';
import { rfc7644 } from './rfc7644.ts';

/** Every profile by its name. */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  rfc7644,
  dropbox,
  'dropbox-strict': dropboxStrict,
  scimgateway,
  scimserver,
  scimmy,
  'scimmy-express5': scimmyExpress5,
  'better-auth': betterAuth,
};

/** Whether there is a profile of this name. */
export function isProfileName(name: unknown): name is ProfileName {
  return typeof name === 'string' && Object.hasOwn(profiles, name);
}
