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

/** What a criterion would do to the job as it is now, in a sentence that fits into a line of a quick pick. */
export function effectOf(criterion: RestartCriterion, status: EffectStatus, t: Localize): string {
  const { linked, escrowed, quarantine, staged } = status;
  switch (criterion) {
    case 'Watermark':
      return t('Reads everything again; {0} users and {1} groups stay linked.', linked.User, linked.Group);
    case 'Escrows':
      return escrowed === 0
        ? t('Changes nothing: no failures are stored.')
        : t('Forgets {0} stored failures and tries them again.', escrowed);
    case 'QuarantineState':
      return quarantine === null
        ? t('Changes nothing: the job isn’t in quarantine.')
        : t('Ends the quarantine; if its cause is still there, it begins again.');
    case 'ConnectorDataStore':
      return t('Forgets the links of {0} users and {1} groups, then matches them anew.', linked.User, linked.Group);
    case 'Full':
      return t('Does all of the above; the staged deletes stay held back.');
    case 'ForceDeletes':
      return staged.length === 0
        ? t('Changes nothing: no deletes are held back.')
        : t('Carries out {0} staged deletes.', staged.length);
  }
}

/** What to know before a criterion is chosen, beside its effect; null for nothing. */
export function cautionOf(criterion: RestartCriterion, t: Localize): string | null {
  return criterion === 'ConnectorDataStore' || criterion === 'Full'
    ? t(
        'Accounts that match nobody in scope are not touched: whoever has left since the last cycle keeps their account.',
      )
    : null;
}

/** What the effects depend on. */
export type EffectStatus = Pick<JobStatus, 'linked' | 'escrowed' | 'quarantine' | 'staged'>;
