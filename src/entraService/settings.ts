import type { ProvisioningSettings } from '../job/job.ts';
import type { SettingDifference } from '../protocol/service.ts';
import type { ServiceSecret } from './synchronizationClient.ts';
import { numberIn, parseJson, textIn, toRecord } from './wire.ts';

/** The settings that Entra keeps among the secrets of a job. */
export interface ServiceSettings {
  readonly scope: ProvisioningSettings['scope'];
  readonly skipOutOfScopeDeletions: boolean;
  /** Who is told of a quarantine; null for nobody. */
  readonly notificationEmail: string | null;
  /** How many disables and deletes one cycle may do; null when accidental-deletion prevention is off. */
  readonly deletionThreshold: number | null;
}

/**
 * Reads the settings from the secrets. `SyncNotificationSettings` is JSON in a text.
 * Sources: https://learn.microsoft.com/entra/identity/app-provisioning/skip-out-of-scope-deletions and
 * https://learn.microsoft.com/graph/api/synchronization-serviceprincipal-put-synchronization
 */
export function readSettings(secrets: readonly ServiceSecret[]): ServiceSettings {
  const notification = toRecord(parseJson(valueOf(secrets, 'SyncNotificationSettings') ?? ''));
  return {
    scope: isTrue(valueOf(secrets, 'SyncAll')) ? 'all' : 'assigned',
    skipOutOfScopeDeletions: isTrue(valueOf(secrets, 'SkipOutOfScopeDeletions')),
    notificationEmail: notification?.['Enabled'] === true ? textIn(notification, 'Recipients') : null,
    deletionThreshold:
      notification?.['DeleteThresholdEnabled'] === true ? numberIn(notification, 'DeleteThresholdValue') : null,
  };
}

/** The settings that a job file asks for. */
export function settingsOf({
  scope,
  skipOutOfScopeDeletions,
  notification,
  accidentalDeletionPrevention,
}: ProvisioningSettings): ServiceSettings {
  const { enabled, threshold } = accidentalDeletionPrevention;
  return {
    scope,
    skipOutOfScopeDeletions,
    notificationEmail: notification.onFailure ? notification.email : null,
    deletionThreshold: enabled ? threshold : null,
  };
}

/** What Entra and the job file say differently, by the file's names. */
export function settingDifferences(inFile: ServiceSettings, inEntra: ServiceSettings): readonly SettingDifference[] {
  const names: Readonly<Record<keyof ServiceSettings, string>> = {
    scope: 'scope',
    skipOutOfScopeDeletions: 'skipOutOfScopeDeletions',
    notificationEmail: 'notification.email',
    deletionThreshold: 'accidentalDeletionPrevention.threshold',
  };
  return (Object.keys(names) as (keyof ServiceSettings)[])
    .filter((name) => inFile[name] !== inEntra[name])
    .map((name) => ({ name: names[name], inFile: inFile[name], inEntra: inEntra[name] }));
}

/**
 * The keys to write for settings; members of `SyncNotificationSettings` that aren't ours are kept.
 *
 * @param secrets as they were read.
 */
export function changesFor(settings: ServiceSettings, secrets: readonly ServiceSecret[]): Record<string, string> {
  const { scope, skipOutOfScopeDeletions, notificationEmail, deletionThreshold } = settings;
  const held = toRecord(parseJson(valueOf(secrets, 'SyncNotificationSettings') ?? '')) ?? {};
  return {
    SyncAll: String(scope === 'all'),
    SkipOutOfScopeDeletions: skipOutOfScopeDeletions ? 'True' : 'False',
    SyncNotificationSettings: JSON.stringify({
      ...held,
      Enabled: notificationEmail !== null,
      ...(notificationEmail === null ? {} : { Recipients: notificationEmail }),
      DeleteThresholdEnabled: deletionThreshold !== null,
      ...(deletionThreshold === null ? {} : { DeleteThresholdValue: deletionThreshold }),
    }),
  };
}

function valueOf(secrets: readonly ServiceSecret[], name: string): string | null {
  return secrets.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value ?? null;
}

function isTrue(value: string | null): boolean {
  return value?.toLowerCase() === 'true';
}
