import type { Localize } from './localize.ts';
import type { JobStatus } from './provisioning.ts';

/**
 * What a restart resets, in the names of Microsoft Graph.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationjobrestartcriteria
 */
export const restartCriteria = [
  'Watermark',
  'Escrows',
  'QuarantineState',
  'ConnectorDataStore',
  'Full',
  'ForceDeletes',
] as const;

export type RestartCriterion = (typeof restartCriteria)[number];

/** A restart without further words: Graph's empty criteria. */
export const ordinaryRestart: readonly RestartCriterion[] = ['Watermark', 'Escrows', 'QuarantineState'];

/** `Full` in its parts. It releases no deletes: that is for a person to say by itself. */
export function withParts(criteria: readonly RestartCriterion[]): ReadonlySet<RestartCriterion> {
  return new Set(criteria.includes('Full') ? [...criteria, ...ordinaryRestart, 'ConnectorDataStore'] : criteria);
}

/** What a criterion would do to the job as it is now, in a sentence. */
export function effectOf(criterion: RestartCriterion, status: EffectStatus, t: Localize): string {
  const { linked, escrowed, quarantine, staged } = status;
  switch (criterion) {
    case 'Watermark':
      return t(
        'Reads everything and decides about everyone anew; the {0} users and {1} groups in Dropbox stay linked.',
        linked.User,
        linked.Group,
      );
    case 'Escrows':
      return t('Forgets {0} stored failures and tries them again.', escrowed);
    case 'QuarantineState':
      return quarantine === null
        ? t('Changes nothing: the job isn’t in quarantine.')
        : t('Ends the quarantine ({0}); when the cause is still there, the job enters it again.', quarantine.reason);
    case 'ConnectorDataStore':
      return t(
        'Forgets which accounts stand for the {0} users and {1} groups, and matches everyone in scope anew. Accounts that match nobody in scope are not touched: whoever has left since the last cycle keeps theirs.',
        linked.User,
        linked.Group,
      );
    case 'Full':
      return t('All of these but ForceDeletes.');
    case 'ForceDeletes':
      return staged.length === 0
        ? t('Changes nothing: no deletes are held back.')
        : t('Carries out what accidental-deletion prevention holds back now: {0}.', staged.length);
  }
}

/** What the effects depend on. */
export type EffectStatus = Pick<JobStatus, 'linked' | 'escrowed' | 'quarantine' | 'staged'>;
