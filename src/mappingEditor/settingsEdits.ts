import { readInterval } from '../job/interval.ts';
import type { SettingsChanges } from '../protocol/mappingEditorIntents.ts';
import { openDocument, Refusal } from './documentPaths.ts';
import { removeEntry, setMember } from './jsonText.ts';
import { memberOf } from './lenientReading.ts';

/** Where each setting stands, and what it means when it is not written (docs/job-file.md). */
const places: Readonly<
  Record<keyof SettingsChanges, { readonly path: readonly string[]; readonly otherwise: unknown }>
> = {
  displayName: { path: ['displayName'], otherwise: '' },
  status: { path: ['provisioning', 'status'], otherwise: 'off' },
  scope: { path: ['provisioning', 'scope'], otherwise: 'assigned' },
  interval: { path: ['provisioning', 'interval'], otherwise: 'PT40M' },
  email: { path: ['provisioning', 'notification', 'email'], otherwise: null },
  onFailure: { path: ['provisioning', 'notification', 'onFailure'], otherwise: true },
  digest: { path: ['provisioning', 'notification', 'digest'], otherwise: 'never' },
  includeNames: { path: ['provisioning', 'notification', 'includeNames'], otherwise: false },
  preventDeletions: { path: ['provisioning', 'accidentalDeletionPrevention', 'enabled'], otherwise: true },
  threshold: { path: ['provisioning', 'accidentalDeletionPrevention', 'threshold'], otherwise: 500 },
  skipOutOfScopeDeletions: { path: ['provisioning', 'skipOutOfScopeDeletions'], otherwise: false },
  includeDefaultAccess: { path: ['provisioning', 'includeDefaultAccess'], otherwise: false },
  transferFilesTo: { path: ['target', 'removal', 'transferFilesTo'], otherwise: '' },
  otherwiseTo: { path: ['target', 'removal', 'otherwiseTo'], otherwise: '' },
  transferAdmin: { path: ['target', 'removal', 'transferAdmin'], otherwise: '' },
  keepAccount: { path: ['target', 'removal', 'keepAccount'], otherwise: false },
  retainTeamShares: { path: ['target', 'removal', 'retainTeamShares'], otherwise: false },
  removeEvenIfNobodyGetsTheFiles: {
    path: ['target', 'removal', 'removeEvenIfNobodyGetsTheFiles'],
    otherwise: false,
  },
};

/** Settings of which an empty text is none: the member goes. */
const addresses = ['transferFilesTo', 'otherwiseTo', 'transferAdmin'] as const;

/** As the job file's schema has it. */
const emailAddress = /^[^@\s]+@[^@\s]+$/;

/** Changes settings of the job; what is already so is not written. Refuses what would be an error, with the reason. */
export function changeSettings(text: string, changes: SettingsChanges): string {
  const { root, form } = openDocument(text);
  if (form === 'schema') throw new Refusal('An exported schema has no settings: they belong to a job file.');
  if (changes.interval !== undefined) {
    const reading = readInterval(changes.interval);
    if ('problem' in reading) throw new Refusal(reading.problem);
  }
  if (changes.email !== undefined && changes.email !== '' && !emailAddress.test(changes.email)) {
    throw new Refusal(`${JSON.stringify(changes.email)} is not an email address: write one, such as iam@contoso.com.`);
  }
  refuseRemoval(root, changes);
  for (const name of addresses) refuseNoAddress(changes[name] ?? '', name === 'transferFilesTo');
  if (changes.displayName?.trim() === '') throw new Refusal('A job needs a name: it is shown wherever the job is.');
  let changed = text;
  for (const [name, { path, otherwise }] of Object.entries(places)) {
    const given = memberOf(changes, name);
    const wanted = name === 'email' && given === '' ? null : given;
    const current = path.reduce<unknown>(memberOf, root) ?? otherwise;
    if (wanted === undefined || wanted === current) continue;
    const isNone = wanted === '' && addresses.some((each) => each === name);
    changed = isNone ? removeEntry(changed, path) : setMember(changed, path, wanted);
  }
  return changed;
}

/** SCIM says nothing of files (RFC 7644 section 3.6). */
function refuseRemoval(root: unknown, changes: SettingsChanges): void {
  const isChanged = Object.keys(changes).some((name) => places[name as keyof SettingsChanges].path[1] === 'removal');
  if (isChanged && memberOf(memberOf(root, 'target'), 'kind') !== 'dropboxBusiness')
    throw new Refusal('Only a job whose target is "dropboxBusiness" says what becomes of the files of removed users.');
}

function refuseNoAddress(value: string, mayBeManager: boolean): void {
  if (value === '' || emailAddress.test(value) || (mayBeManager && value === 'manager')) return;
  const what = mayBeManager ? 'write "manager" or an email address' : 'write an email address';
  throw new Refusal(`${JSON.stringify(value)} is not a member: ${what}.`);
}
