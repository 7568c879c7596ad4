import type { Localize } from '../localize.ts';
import type { Migration, MigrationSide, OldJobs } from './migration.ts';

/** Which of the two is on, in a sentence. */
export function switchText({ old, new: now, bothOn, switched }: Migration, t: Localize): string {
  if (bothOn) return t('Both jobs are on and write to the same team: pause the old one now.');
  if (switched) return t('The new job is on, and the old one is off.');
  if (old.on) return t('The old job is on, and the new one is off.');
  return now.job === null
    ? t('The old job is off, and there is no new one yet.')
    : t('Both jobs are off: nobody is provisioned.');
}

/** One of the two, in a line: application, job, and how it is. */
export function sideText({ application, job, on }: MigrationSide, t: Localize): string {
  if (job === null) return t('{0}: no job yet', application);
  const state = on ? t('on') : t('off');
  return t('{0}: job {1}, {2}, status {3}', application, job.id, state, job.code);
}

/** Why there is nothing to migrate, and what to do. */
export function nothingFound(
  { applications }: Pick<OldJobs, 'applications'>,
  t: Localize,
): {
  readonly why: string;
  readonly next: string;
} {
  return {
    why:
      applications.length === 0
        ? t('The tenant has no application for Dropbox, so there is no old integration to migrate from.')
        : t('No job of the old Dropbox integration was found. Looked in: {0}.', applications.join(', ')),
    next: t('If there is one in an application of another name, name its object ID; otherwise there is nothing to do.'),
  };
}
