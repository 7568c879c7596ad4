import type { ProvisioningJob } from '../../job/job.ts';

/** What a job, or a person with it, does in Microsoft Graph. */
export type GraphTask =
  /** The local engine reads users, groups and assignments. */
  | 'provision'
  /** Microsoft Entra's own provisioning service is steered. */
  | 'steer'
  /** Notifications are sent from a mailbox. */
  | 'sendMail'
  /** Users and groups are assigned and unassigned. */
  | 'assign'
  /** The Dropbox application is added from the gallery. */
  | 'addApplication';

/**
 * The least permissions for each task; they have the same names for somebody who signs in and for an application by itself
 * (Microsoft Graph permissions reference, and "Permissions" of each call). Sign-in, setup scripts and messages are made of this table.
 */
const permissions: Readonly<Record<GraphTask, readonly string[]>> = {
  provision: ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'],
  steer: ['Synchronization.ReadWrite.All', 'Application.Read.All', 'ProvisioningLog.Read.All'],
  sendMail: ['Mail.Send'],
  assign: ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All', 'User.Read.All', 'GroupMember.Read.All'],
  addApplication: ['Application.ReadWrite.All'],
};

/** What allows more than another permission allows that as well. */
const includes: Readonly<Record<string, readonly string[]>> = {
  'Application.Read.All': ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  'Application.ReadWrite.All': ['Directory.ReadWrite.All'],
  'User.Read.All': ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  'GroupMember.Read.All': [
    'GroupMember.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  'ProvisioningLog.Read.All': ['AuditLog.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

/** The permissions that tasks need, each once, in the order of the table. */
export function permissionsFor(tasks: readonly GraphTask[]): readonly string[] {
  return [...new Set(tasks.flatMap((task) => permissions[task]))];
}

/** What a job does by itself: by its executor, and by how it notifies. */
export function tasksOf({
  executor,
  provisioning: { notification },
}: Pick<ProvisioningJob, 'executor'> & {
  readonly provisioning: Pick<ProvisioningJob['provisioning'], 'notification'>;
}): readonly GraphTask[] {
  const mail: readonly GraphTask[] = notification.email !== null && notification.via === 'graph' ? ['sendMail'] : [];
  return [...(executor === 'entra' ? (['steer', 'provision'] as const) : (['provision'] as const)), ...mail];
}

/** Those of the needed permissions that neither are granted nor are part of one that is. */
export function lackingPermissions(needed: readonly string[], granted: readonly string[]): readonly string[] {
  return needed.filter((name) => ![name, ...(includes[name] ?? [])].some((enough) => granted.includes(enough)));
}
