import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { ServiceJob, ServiceQuarantine } from '../../entraService/serviceJob.ts';

/** Milliseconds after which Entra switches a job off that stays in quarantine. */
const longestQuarantine = 28 * 86_400_000;

/** Words for each of Graph's reasons (synchronizationQuarantine, `reason`). */
const words: Readonly<Record<string, { readonly message: string; readonly action: string }>> = {
  encounteredbaseescrowthreshold: {
    message: 'Too many users and groups failed.',
    action: 'Correct what the provisioning log says of them, and restart provisioning.',
  },
  encounteredtotalescrowthreshold: {
    message: 'Too many users, groups and references failed.',
    action: 'Correct what the provisioning log says of them, and restart provisioning.',
  },
  encounteredescrowproportionthreshold: {
    message: 'Too large a share of the users and groups failed.',
    action: 'Correct what the provisioning log says of them, and restart provisioning.',
  },
  encounteredquarantineexception: {
    message: 'Entra could not connect to the target, or its responses can’t be used.',
    action:
      'Test the connection; if the credentials have expired, authorize Dropbox anew in the Microsoft Entra admin center.',
  },
  quarantinedondemand: {
    message: 'Microsoft has put the job in quarantine.',
    action: 'Ask Microsoft’s support, with the job’s id.',
  },
  toomanydeletes: {
    message:
      'One cycle would have disabled or deleted more users and groups than accidental-deletion prevention allows.',
    action: 'Look through the staged deletes. Correct what caused them and restart provisioning, or allow the deletes.',
  },
  ingestioninterrupted: {
    message: 'Reading the directory was interrupted.',
    action: 'Restart provisioning.',
  },
};

const unknown = {
  message: 'Entra doesn’t say why.',
  action: 'Look into the provisioning log, and restart provisioning.',
};

/**
 * The quarantine of a job in Entra in the words of ours, with Entra's own error and the request-id of the response that told
 * it.
 *
 * @param now ISO 8601, UTC.
 */
export function quarantineOfService({ quarantine, status, escrowsPruned }: ServiceJob, now: string): Quarantine | null {
  if (quarantine === null) return null;
  const { reason, error, currentBegan, seriesBegan, seriesCount, nextAttempt } = quarantine;
  // A page of Microsoft's documentation writes it without the d.
  const known = words[reason.toLowerCase().replace(/^quarantineondemand$/, 'quarantinedondemand')] ?? unknown;
  const since = currentBegan ?? seriesBegan ?? now;
  const began = seriesBegan ?? since;
  const isOff = status.schedule.state === 'Disabled' && Date.parse(now) - Date.parse(began) >= longestQuarantine;
  return {
    reason,
    message: [known.message, ownWords(error), requestIdOf(status.requestId)].filter((part) => part !== '').join(' '),
    recommendedAction: known.action,
    since,
    exchange: null,
    seriesBegan: began,
    seriesCount,
    nextAttempt: isOff ? null : nextAttempt,
    off: isOff,
    escrowsPruned,
  };
}

function ownWords(error: ServiceQuarantine['error']): string {
  if (error === null || (error.code === '' && error.message === '')) return '';
  const whose = error.tenantActionable ? '' : ' Only Microsoft can do something about it.';
  return `Entra says: ${sentence([error.code, error.message].filter((part) => part !== '').join(': '))}${whose}`;
}

function sentence(words: string): string {
  return ['.', '!', '?'].includes(words.slice(-1)) ? words : `${words}.`;
}

function requestIdOf(requestId: string | null): string {
  return requestId === null ? '' : `(request-id ${requestId})`;
}
