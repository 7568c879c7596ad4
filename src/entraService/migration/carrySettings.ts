import type { MigrationRow } from '../../protocol/migration/migration.ts';
import type { ServiceSettings } from '../settings.ts';

/** What a new job has before anybody sets something. */
const atFirst: ServiceSettings = {
  scope: 'assigned',
  skipOutOfScopeDeletions: false,
  notificationEmail: null,
  deletionThreshold: null,
};

/** The names in the job file. */
const names: Readonly<Record<keyof ServiceSettings, string>> = {
  scope: 'scope',
  skipOutOfScopeDeletions: 'skipOutOfScopeDeletions',
  notificationEmail: 'notification.email',
  deletionThreshold: 'accidentalDeletionPrevention.threshold',
};

export interface CarriedSettings {
  readonly settings: ServiceSettings;
  readonly rows: readonly MigrationRow[];
}

/** Carries scope, notification and what guards against deletions over. What somebody has set in the new job stays. */
export function carrySettings(old: ServiceSettings, now: ServiceSettings): CarriedSettings {
  const rows = (Object.keys(names) as (keyof ServiceSettings)[]).map((key): MigrationRow => {
    const row = { area: 'setting' as const, name: names[key], old: text(old[key]), new: text(now[key]) };
    if (old[key] === now[key]) return { ...row, verdict: 'same', reason: null };
    return now[key] === atFirst[key]
      ? { ...row, verdict: 'carry', reason: null }
      : { ...row, verdict: 'kept', reason: { code: 'setInNew', names: [] } };
  });
  const carried = (Object.keys(names) as (keyof ServiceSettings)[]).filter((key) => now[key] === atFirst[key]);
  return { settings: { ...now, ...Object.fromEntries(carried.map((key) => [key, old[key]])) }, rows };
}

function text(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value);
}
