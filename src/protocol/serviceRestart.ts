import type { Localize } from './localize.ts';
import type { JobStatus } from './jobStatus.ts';
import type { RestartCriterion } from './restartCriteria.ts';

/**
 * What a criterion would do to a job that Entra's service runs, in a sentence or two.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationjobrestartcriteria
 */
export function effectInService(
  criterion: RestartCriterion,
  { escrowed, quarantine, staged, linked }: Pick<JobStatus, 'escrowed' | 'quarantine' | 'staged' | 'linked'>,
  t: Localize,
): string {
  switch (criterion) {
    case 'Watermark':
      return t('Entra reads everything again and decides about everyone anew; links stay.');
    case 'Escrows':
      return escrowed === 0
        ? t('Changes nothing: Entra stores no failures.')
        : t('Entra forgets {0} stored failures and tries them no more, until they come up again.', escrowed);
    case 'QuarantineState':
      return quarantine === null
        ? t('Changes nothing: the job isn’t in quarantine.')
        : t('Ends the quarantine; if its cause is still there, it begins again.');
    case 'ConnectorDataStore':
      return t(
        'Entra forgets which of {0} users and {1} groups it has linked, and matches them anew. Microsoft’s documentation advises against it: whoever leaves meanwhile keeps their account.',
        linked.User,
        linked.Group,
      );
    case 'Full':
      return t('All of the above: everything begins anew, and whoever leaves meanwhile keeps their account.');
    case 'ForceDeletes':
      return staged.length === 0
        ? t('Carries out what accidental-deletion prevention holds back; the log tells of nothing that it does.')
        : t('Carries out all {0} staged deletes. Entra can’t release some of them.', staged.length);
  }
}
