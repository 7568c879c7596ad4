import { GraphRefusal } from '../directories/entra/graphRefusal.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { text, type Text } from '../protocol/text.ts';

/** The calls of Graph's synchronization API, by what they need. */
export type ServiceCall = 'read' | 'write' | 'readSecrets' | 'readLogs';

interface CallWords {
  /** `read the provisioning job` */
  readonly act: Text;
  readonly permission: string;
}

/**
 * The least permission that each call needs.
 * Source: Microsoft Graph permissions reference, "Synchronization permissions" and "provisioningObjectSummary: list".
 */
const calls: Readonly<Record<ServiceCall, CallWords>> = {
  read: { act: text`read the provisioning job`, permission: 'Synchronization.Read.All' },
  write: { act: text`change the provisioning job`, permission: 'Synchronization.ReadWrite.All' },
  readSecrets: { act: text`read the settings of the provisioning job`, permission: 'Synchronization.ReadWrite.All' },
  readLogs: { act: text`read Entra’s provisioning logs`, permission: 'ProvisioningLog.Read.All' },
};

/** Does one call; a refusal of Graph is told with what to do about it. */
export async function calling<T>(call: ServiceCall, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GraphRefusal ? new ServiceRefusal(call, error) : error;
  }
}

/** Graph refused a call of the synchronization API. */
export class ServiceRefusal extends ProvisioningFailure {
  readonly status: number;
  /** Graph's error code; empty when it gave none. */
  readonly code: string;

  constructor(call: ServiceCall, refusal: GraphRefusal) {
    const { status, code, exchange } = refusal;
    super(kindOf(status), text`Could not ${calls[call].act}. ${refusal.text}`, {
      recommendedAction: adviceOn(call, status),
      exchange,
      cause: refusal,
    });
    this.name = 'ServiceRefusal';
    this.status = status;
    this.code = code;
  }
}

function kindOf(status: number): ProvisioningFailure['kind'] {
  if (status === 401) return 'credential';
  return status === 404 ? 'notFound' : status === 403 ? 'connection' : 'source';
}

function adviceOn(call: ServiceCall, status: number): Text {
  const { permission } = calls[call];
  switch (status) {
    case 401:
      return text`Sign in again, or enter a valid token for the source.`;
    case 403:
      return call === 'readLogs'
        ? text`Grant ${permission} with admin consent. A person also needs a role that may read reports, such as Reports Reader.`
        : text`Grant ${permission} with admin consent. A person also needs the role Application Administrator or Cloud Application Administrator. After an application was created this can take some minutes.`;
    case 404:
      return text`Check servicePrincipalId in the job file. What was created only just now can take some minutes to be there.`;
    case 409:
      return text`Somebody else has changed the job, or Entra is still creating it. Refresh, and try again in a minute.`;
    case 429:
      return text`Microsoft Graph is asked more than it allows. Try again in a few minutes.`;
    default:
      return status >= 500
        ? text`Microsoft Graph itself fails. Try again later, and give Microsoft’s support the request-id if that lasts.`
        : text`Nothing was changed. If the message doesn’t help, give Microsoft’s support the request-id.`;
  }
}
