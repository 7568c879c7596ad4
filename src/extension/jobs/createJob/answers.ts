import type { NewJob } from '../../../job/defaultJob.ts';
import type { Localize } from '../../../protocol/localize.ts';

/** What *Create Job* has asked so far. */
export interface JobAnswers {
  readonly displayName: string;
  readonly source: 'entra' | 'sandbox';
  readonly tenantId: string;
  readonly servicePrincipalId: string;
  readonly target: 'dropbox' | 'dropboxBusiness' | 'scim' | 'sandbox';
  readonly baseAddress: string;
  readonly scope: 'assigned' | 'all';
}

/** Where Dropbox's SCIM 2.0 service answers (Dropbox, "SCIM 2.0 API"). */
export const dropboxScimAddress = 'https://www.dropbox.com/scim/v2';

export const noAnswers: JobAnswers = {
  displayName: '',
  source: 'entra',
  tenantId: '',
  servicePrincipalId: '',
  target: 'dropbox',
  baseAddress: '',
  scope: 'assigned',
};

/** The answers as a new job. */
export function newJob(answers: JobAnswers, id: string): NewJob {
  const { displayName, source, tenantId, servicePrincipalId, target, scope } = answers;
  return {
    id,
    displayName,
    source:
      source === 'sandbox' ? { kind: 'sandbox' } : { kind: 'entra', tenantId, servicePrincipalId, cloud: 'global' },
    target: targetOf(target, answers.baseAddress),
    provisioning: { scope },
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
