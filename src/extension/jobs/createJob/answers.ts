import type { NewJob } from '../../../job/defaultJob.ts';
import type { Cloud } from '../../../job/job.ts';
import type { Localize } from '../../../protocol/localize.ts';

/** What *Create Job* has asked so far. */
export interface JobAnswers {
  /** The job's id: what is entered for it on the way is kept under it. */
  readonly id: string;
  readonly displayName: string;
  readonly source: 'entra' | 'sandbox';
  readonly cloud: Cloud;
  /** How the tenant is reached; `ids` when its IDs are entered instead. */
  readonly way: 'signIn' | 'application' | 'ids';
  /** An id; a domain, or empty for the account's own, until somebody has signed in. */
  readonly tenantId: string;
  /** What the tenant calls itself; empty where nobody has asked it. */
  readonly tenantName: string;
  readonly servicePrincipalId: string;
  /** Who runs the cycles; Entra's service reads its own tenant only. */
  readonly executor: 'local' | 'entra';
  /** Email address for notifications of failures; empty for none. */
  readonly email: string;
  readonly target: 'dropbox' | 'dropboxBusiness' | 'scim' | 'sandbox';
  readonly baseAddress: string;
  readonly scope: 'assigned' | 'all';
}

/** Where Dropbox's SCIM 2.0 service answers (Dropbox, "SCIM 2.0 API"). */
export const dropboxScimAddress = 'https://www.dropbox.com/scim/v2';

export const noAnswers: JobAnswers = {
  id: '',
  displayName: '',
  source: 'entra',
  cloud: 'global',
  way: 'signIn',
  tenantId: '',
  tenantName: '',
  servicePrincipalId: '',
  executor: 'local',
  email: '',
  target: 'dropbox',
  baseAddress: '',
  scope: 'assigned',
};

/** The answers as a new job. */
export function newJob(answers: JobAnswers): NewJob {
  const { id, displayName, source, cloud, tenantId, servicePrincipalId, executor, target, scope, email } = answers;
  return {
    id,
    displayName,
    executor: source === 'entra' ? executor : 'local',
    source: source === 'sandbox' ? { kind: 'sandbox' } : { kind: 'entra', tenantId, servicePrincipalId, cloud },
    target: targetOf(target, answers.baseAddress),
    provisioning: { scope, ...(email === '' ? {} : { notification: { email, onFailure: true } }) },
  };
}

function targetOf(target: JobAnswers['target'], baseAddress: string): NewJob['target'] {
  switch (target) {
    case 'dropbox':
      return { kind: 'scim', baseAddress: dropboxScimAddress };
    case 'scim':
      return { kind: 'scim', baseAddress };
    default:
      return { kind: target };
  }
}

/** A file name made of the job's name: letters and digits of any script, words joined by hyphens. */
export function jobFileName(displayName: string): string {
  const stem = displayName
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${stem || 'dropbox'}.provisioning.json`;
}

export function checkName(name: string, t: Localize): string | null {
  return name.trim() === '' ? t('Give the job a name, such as Dropbox (production).') : null;
}

/** A GUID as the Entra admin center shows it. */
export function checkGuid(text: string, t: Localize): string | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim())
    ? null
    : t('Paste the ID as the Entra admin center shows it, such as 00000000-0000-0000-0000-000000000000.');
}

/** What was answered before, as it was kept when the person closed the questions; null for what isn't that. */
export function readAnswers(kept: unknown): JobAnswers | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const answers = { ...noAnswers, ...kept };
  const isWhole = Object.keys(noAnswers).every((name) => typeof Reflect.get(answers, name) === 'string');
  return isWhole && answers.id !== '' ? answers : null;
}

export function checkEmail(text: string, t: Localize): string | null {
  return text === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
    ? null
    : t('Enter an email address such as admin@contoso.com, or leave it empty.');
}

/** A tenant's id or one of its domains; empty for the account's own. */
export function checkTenant(text: string, t: Localize): string | null {
  return /^$|^[\w-]+(\.[\w-]+)*$/.test(text)
    ? null
    : t('Enter the tenant’s ID or a domain such as contoso.onmicrosoft.com.');
}
