import type { ProvisioningJob } from '../job/job.ts';
import { abilities, type Executor, inabilityOf } from '../protocol/executors.ts';
import type { Localize } from '../protocol/localize.ts';

/**
 * What becomes different for a job with the other executor, in sentences, to be read before anything is done: what that one
 * can't do, and which settings of the job file it doesn't know.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 */
export function moveNotes(job: ProvisioningJob, to: Executor, t: Localize): readonly string[] {
  const from: Executor = to === 'entra' ? 'local' : 'entra';
  const lost = abilities.flatMap((ability) => {
    const inability = inabilityOf(from, ability, t) === null ? inabilityOf(to, ability, t) : null;
    return inability === null ? [] : [`${inability.why} ${inability.instead}`];
  });
  return [...(to === 'entra' ? ofEntra(job, t) : ofLocal(job, t)), ...lost];
}

function ofEntra({ target, provisioning }: ProvisioningJob, t: Localize): readonly string[] {
  const { intervalMinutes, accidentalDeletionPrevention, notification, includeDefaultAccess } = provisioning;
  return [
    t('Microsoft Entra runs the cycles from then on, whether or not VS Code runs.'),
    ...(target.kind === 'dropboxBusiness'
      ? [t('Entra writes over SCIM, and passes nobody’s files on ("removal" in the job file).')]
      : []),
    ...(intervalMinutes === entrasInterval
      ? []
      : [t('Entra begins a cycle about every 40 minutes, not every {0} as the job file says.', intervalMinutes)]),
    ...(accidentalDeletionPrevention.enabled
      ? [t('Entra’s accidental-deletion prevention counts only; percentages in the job file don’t count there.')]
      : []),
    ...(notification.webhook !== null || notification.digest !== 'never'
      ? [t('Entra only sends an email when the job enters quarantine: no digest, and nothing to a webhook.')]
      : []),
    ...(includeDefaultAccess ? [t('Entra skips users whose only assignment is Default Access.')] : []),
  ];
}

const entrasInterval = 40;

function ofLocal({ provisioning }: ProvisioningJob, t: Localize): readonly string[] {
  return [
    t(
      'Our engine runs the cycles from then on, every {0} minutes while a trusted window has this folder open, or while dropbox-provisioning watch runs.',
      provisioning.intervalMinutes,
    ),
    t('It needs a token for Dropbox, and matches anew who has which account.'),
  ];
}
