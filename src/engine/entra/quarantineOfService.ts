import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { ServiceJob, ServiceQuarantine } from '../../entraService/serviceJob.ts';
import { text, joined, type Text } from '../../protocol/text.ts';

/** Milliseconds after which Entra switches a job off that stays in quarantine. */
const longestQuarantine = 28 * 86_400_000;

/** Words for each of Graph's reasons (synchronizationQuarantine, `reason`). */
const words: Readonly<Record<string, { readonly message: Text; readonly action: Text }>> = {
  encounteredbaseescrowthreshold: {
    message: text`Too many users and groups failed.`,
    action: text`Correct what the provisioning log says of them, and restart provisioning.`,
  },
  encounteredtotalescrowthreshold: {
    message: text`Too many users, groups and references failed.`,
    action: text`Correct what the provisioning log says of them, and restart provisioning.`,
  },
  encounteredescrowproportionthreshold: {
    message: text`Too large a share of the users and groups failed.`,
    action: text`Correct what the provisioning log says of them, and restart provisioning.`,
  },
  encounteredquarantineexception: {
    message: text`Entra could not connect to the target, or its responses can’t be used.`,
    action: text`Test the connection; if the credentials have expired, authorize Dropbox anew in the Microsoft Entra admin center.`,
  },
  quarantinedondemand: {
    message: text`Microsoft has put the job in quarantine.`,
    action: text`Ask Microsoft’s support, with the job’s id.`,
  },
  toomanydeletes: {
    message: text`One cycle would have disabled or deleted more users and groups than accidental-deletion prevention allows.`,
    action: text`Look through the staged deletes. Correct what caused them and restart provisioning, or allow the deletes.`,
  },
  ingestioninterrupted: {
    message: text`Reading the directory was interrupted.`,
    action: text`Restart provisioning.`,
  },
};

const unknown = {
  message: text`Entra doesn’t say why.`,
  action: text`Look into the provisioning log, and restart provisioning.`,
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
    message: joined([known.message, ...ownWords(error), ...requestIdOf(status.requestId)], ' '),
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

function ownWords(error: ServiceQuarantine['error']): readonly Text[] {
  if (error === null || (error.code === '' && error.message === '')) return [];
  const said = sentence([error.code, error.message].filter((part) => part !== '').join(': '));
  return [
    error.tenantActionable
      ? text`Entra says: ${said}`
      : text`Entra says: ${said} Only Microsoft can do something about it.`,
  ];
}

function sentence(words: string): string {
  return ['.', '!', '?'].includes(words.slice(-1)) ? words : `${words}.`;
}

function requestIdOf(requestId: string | null): readonly Text[] {
  return requestId === null ? [] : [`(request-id ${requestId})`];
}
