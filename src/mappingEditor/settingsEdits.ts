import { readInterval } from '../job/interval.ts';
import { defaultProvisioning, defaultRemoval } from '../job/jobDefaults.ts';
import type { SettingsChanges } from '../protocol/mappingEditorIntents.ts';
import { openDocument } from './documentPaths.ts';
import { removeEntry, setMember } from './jsonText.ts';
import { memberOf } from './lenientReading.ts';
import { Refusal } from './refusal.ts';
import { jobWithoutName, noEmailAddress, noMember, noRemovalSettings, noSettings } from './settingsRefusal.ts';

/** Where each setting stands (docs/job-file.md). */
const places: Readonly<Record<keyof SettingsChanges, readonly string[]>> = {
  displayName: ['displayName'],
  status: ['provisioning', 'status'],
  scope: ['provisioning', 'scope'],
  interval: ['provisioning', 'interval'],
  email: ['provisioning', 'notification', 'email'],
  onFailure: ['provisioning', 'notification', 'onFailure'],
  digest: ['provisioning', 'notification', 'digest'],
  includeNames: ['provisioning', 'notification', 'includeNames'],
  preventDeletions: ['provisioning', 'accidentalDeletionPrevention', 'enabled'],
  threshold: ['provisioning', 'accidentalDeletionPrevention', 'threshold'],
  skipOutOfScopeDeletions: ['provisioning', 'skipOutOfScopeDeletions'],
  includeDefaultAccess: ['provisioning', 'includeDefaultAccess'],
  transferFilesTo: ['target', 'removal', 'transferFilesTo'],
  otherwiseTo: ['target', 'removal', 'otherwiseTo'],
  transferAdmin: ['target', 'removal', 'transferAdmin'],
  keepAccount: ['target', 'removal', 'keepAccount'],
  retainTeamShares: ['target', 'removal', 'retainTeamShares'],
  removeEvenIfNobodyGetsTheFiles: ['target', 'removal', 'removeEvenIfNobodyGetsTheFiles'],
};

/** What a job means that leaves all of them out. */
const defaults = { provisioning: defaultProvisioning, target: { removal: defaultRemoval } };

/** Settings of which an empty text is none: the member goes. */
const addresses = ['transferFilesTo', 'otherwiseTo', 'transferAdmin'] as const;

const emailAddress = /^[^@\s]+@[^@\s]+$/;

/** Changes settings of the job; what is already so is not written. Refuses what would be an error, with the reason. */
export function changeSettings(text: string, changes: SettingsChanges): string {
  const { root, form } = openDocument(text);
  if (form === 'schema') throw noSettings();
  if (changes.interval !== undefined) {
    const reading = readInterval(changes.interval);
    if ('problem' in reading) throw new Refusal(reading.problem);
  }
  if (changes.email !== undefined && changes.email !== '' && !emailAddress.test(changes.email)) {
    throw noEmailAddress(changes.email);
  }
  refuseRemoval(root, changes);
  for (const name of addresses) refuseNoAddress(changes[name] ?? '', name === 'transferFilesTo');
  if (changes.displayName?.trim() === '') throw jobWithoutName();
  let changed = text;
  for (const [name, path] of Object.entries(places)) {
    const given = memberOf(changes, name);
    const wanted = given === '' ? null : given;
    const current = valueAt(root, path) ?? valueAt(defaults, path) ?? null;
    if (wanted === undefined || wanted === current) continue;
    const isRemoved = wanted === null && addresses.some((each) => each === name);
    changed = isRemoved ? removeEntry(changed, path) : setMember(changed, path, wanted);
  }
  return changed;
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(memberOf, root);
}

/** SCIM says nothing of files (RFC 7644 section 3.6). */
function refuseRemoval(root: unknown, changes: SettingsChanges): void {
  const isChanged = Object.keys(changes).some((name) => places[name as keyof SettingsChanges][1] === 'removal');
  if (isChanged && memberOf(memberOf(root, 'target'), 'kind') !== 'dropboxBusiness') throw noRemovalSettings();
}

function refuseNoAddress(value: string, mayBeManager: boolean): void {
  if (value === '' || emailAddress.test(value) || (mayBeManager && value === 'manager')) return;
  throw noMember(value, mayBeManager);
}
