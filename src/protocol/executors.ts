import type { Localize } from './localize.ts';

/** Who carries a job out: our own engine, or Microsoft Entra's provisioning service. */
export type Executor = 'local' | 'entra';

/** What not every executor can do. What isn't named here both can. */
export const abilities = [
  /** Running a cycle now: Sync Now, Retry Now, Adopt, `sync`, `watch`. */
  'sync',
  /** Starting, pausing and restarting a service that runs the cycles by itself. */
  'steer',
  /** Deciding by name about what accidental-deletion prevention holds back. */
  'decideHolds',
  /** Sending a test notification. */
  'sendTestNotification',
  /** Reading the schema of a job that isn't in its file, and writing it there. */
  'exchangeSchema',
] as const;

export type Ability = (typeof abilities)[number];

/** What an executor can't do, and why. */
export interface Inability {
  readonly ability: Ability;
  /** A sentence. */
  readonly why: string;
  /** What to do in its place, in a sentence. */
  readonly instead: string;
}

/** What keeps an executor from doing something; null when it can do it. */
export function inabilityOf(executor: Executor, ability: Ability, t: Localize): Inability | null {
  const words = executor === 'entra' ? ofEntra(ability, t) : ofLocal(ability, t);
  return words === null ? null : { ability, ...words };
}

type Words = Omit<Inability, 'ability'>;

function ofEntra(ability: Ability, t: Localize): Words | null {
  switch (ability) {
    case 'sync':
      return {
        why: t(
          'Microsoft Entra’s provisioning service runs the cycles of this job ("executor": "entra"), and two executors must not write to one target.',
        ),
        instead: t('Start or restart provisioning instead, or provision one user or group on demand.'),
      };
    case 'decideHolds':
      return {
        why: t('Microsoft Entra’s provisioning service releases staged deletes all at once, and not by name.'),
        instead: t('Correct what caused them and restart provisioning, or allow all of them.'),
      };
    case 'sendTestNotification':
      return {
        why: t('Microsoft Entra’s provisioning service sends the notifications of this job.'),
        instead: t(
          'Check the notification email in the job’s settings; Entra sends one when the job enters quarantine.',
        ),
      };
    case 'steer':
    case 'exchangeSchema':
      return null;
  }
}

function ofLocal(ability: Ability, t: Localize): Words | null {
  switch (ability) {
    case 'steer':
      return {
        why: t('Our own engine runs this job ("executor": "local"), by the Provisioning Status in its file.'),
        instead: t('Write "status" in the job file, run a sync, or move the job to Microsoft Entra.'),
      };
    case 'exchangeSchema':
      return {
        why: t('The schema of this job is the one in its file ("executor": "local").'),
        instead: t('Edit the job file.'),
      };
    case 'sync':
    case 'decideHolds':
    case 'sendTestNotification':
      return null;
  }
}
