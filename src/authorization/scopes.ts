import type { ProvisioningJob } from '../job/job.ts';
import { objectMappingsOf } from '../job/objectMappings.ts';

/** What a token may be allowed to do (Dropbox API specification, team.stone: `scope` of each route). */
export type DropboxScope =
  'team_info.read' | 'members.read' | 'members.write' | 'members.delete' | 'groups.read' | 'groups.write';

/** Without it nobody is removed, no invitation is withdrawn, and nobody is recovered. */
export const removalScope: DropboxScope = 'members.delete';

/** What a job provisions, as far as scopes go. */
export interface Provisioned {
  readonly users: boolean;
  readonly groups: boolean;
}

/** What a job's enabled mappings provision. */
export function provisionedBy({ schema }: Pick<ProvisioningJob, 'schema'>): Provisioned {
  const enabled = objectMappingsOf(schema).filter(({ mapping }) => mapping.enabled);
  const has = (type: string): boolean =>
    enabled.some(({ mapping }) => mapping.sourceObjectName.toLowerCase() === type.toLowerCase());
  return { users: has('User'), groups: has('Group') };
}

/**
 * The scopes that provisioning needs, and no other.
 *
 * @param removal whether members may be removed: a job that may not ask for that can't, whatever goes wrong.
 */
export function neededScopes({ users, groups }: Provisioned, removal: boolean): readonly DropboxScope[] {
  return [
    'team_info.read',
    'members.read',
    ...(users ? (['members.write', ...(removal ? [removalScope] : [])] as const) : []),
    ...(groups ? (['groups.read', 'groups.write'] as const) : []),
  ];
}

/** Scopes that were asked for and not granted, because they aren't ticked for the app. */
export function missingScopes(asked: readonly string[], granted: readonly string[]): readonly string[] {
  return asked.filter((scope) => !granted.includes(scope));
}
