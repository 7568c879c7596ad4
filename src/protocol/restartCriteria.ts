import type { Localize } from './localize.ts';
import type { JobStatus } from './jobStatus.ts';

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

/** The criteria one by one, in their order, with the parts of `Full` in its place: what is told before it acts. */
export function oneByOne(criteria: readonly RestartCriterion[]): readonly RestartCriterion[] {
  const chosen = withParts(criteria);
  return restartCriteria.filter((criterion) => criterion !== 'Full' && chosen.has(criterion));
}

/** Why criteria don't go together, in a sentence; null when they do. */
export function contradictionIn(criteria: readonly RestartCriterion[], t: Localize): string | null {
  const chosen = withParts(criteria);
  return chosen.has('ConnectorDataStore') && chosen.has('ForceDeletes')
    ? t(
        'ForceDeletes carries out the staged deletes, which ConnectorDataStore, a part of Full, forgets. Restart with ForceDeletes first, and with the others afterwards.',
      )
    : null;
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
      return t('Does all of the above and carries out no staged deletes.');
    case 'ForceDeletes':
      return staged.length === 0
        ? t('Changes nothing: no deletes are held back.')
        : t('Carries out {0} staged deletes.', staged.length);
  }
}

/** A criterion's effect with all that there is to know before it acts, in sentences. */
export function wholeEffectOf(criterion: RestartCriterion, status: EffectStatus, t: Localize): string {
  return [effectOf(criterion, status, t), ...cautionsOf(criterion, status, t)].join(' ');
}

function cautionsOf(criterion: RestartCriterion, { staged }: EffectStatus, t: Localize): readonly string[] {
  if (criterion !== 'ConnectorDataStore') return [];
  const kept = t(
    'Accounts that match nobody in scope are not touched: whoever has left since the last cycle keeps their account.',
  );
  if (staged.length === 0) return [kept];
  const forgotten = t(
    'Forgets the {0} staged deletes, too, and what was decided about them: users and groups that are no longer in scope stay in Dropbox.',
    staged.length,
  );
  return [kept, forgotten];
}

/** What the effects depend on. */
export type EffectStatus = Pick<JobStatus, 'linked' | 'escrowed' | 'quarantine' | 'staged'>;
