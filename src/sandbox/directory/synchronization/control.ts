import type { SynchronizationQuarantine } from '@microsoft/microsoft-graph-types';
import type { Directory } from '../directory.ts';
import { badRequest, GraphError } from '../graphError.ts';
import type { GraphAnswer } from '../router.ts';
import { changeJob } from './jobs.ts';
import type { Provisioning } from './provisioning.ts';
import { putSecrets, secretsOf } from './secrets.ts';

/** What the control endpoint switches of the provisioning service. */
export interface ProvisioningControl {
  readonly directory: Directory;
  readonly provisioning: Provisioning;
}

const noContent: GraphAnswer = { status: 204, body: null };

/**
 * Answers the switches of the provisioning service, below `/_sandbox`; undefined for any other path:
 *
 *     POST /jobs/{jobId}/run                       runs a cycle, and responds when it has ended
 *     POST /jobs/settled                           responds when no cycle runs any more
 *     PUT, DELETE /jobs/{jobId}/quarantine         puts a job in quarantine; takes it out
 *     POST /servicePrincipals/{id}/authorize       what Authorize does in the portal: credentials for the practice team
 *
 * Throws 400, 404 or 501.
 */
export function controlProvisioning(
  control: ProvisioningControl,
  method: string,
  path: string,
  body: unknown,
): GraphAnswer | Promise<GraphAnswer> | undefined {
  const { directory, provisioning } = control;
  if (`${method} ${path}` === 'POST /jobs/settled') return provisioning.settled().then(() => noContent);
  const application = /^\/servicePrincipals\/([^/]+)\/authorize$/.exec(path)?.[1];
  if (application !== undefined && method === 'POST') return authorize(control, application);
  const [, jobId = '', action = ''] = /^\/jobs\/([^/]+)\/(run|quarantine)$/.exec(path) ?? [];
  if (action === '') return undefined;
  if (directory.records.get('synchronizationJob', jobId) === undefined) {
    throw new GraphError(404, 'BadRequest', `There is no synchronization job ${jobId}.`);
  }
  switch (`${method} ${action}`) {
    case 'POST run':
      return provisioning.run(jobId).then(() => noContent);
    case 'PUT quarantine':
      setQuarantine(directory, jobId, readQuarantine(body, directory.now()));
      return noContent;
    case 'DELETE quarantine':
      setQuarantine(directory, jobId, null);
      return noContent;
    default:
      return undefined;
  }
}

function authorize({ directory, provisioning }: ProvisioningControl, id: string): GraphAnswer {
  const practice = provisioning.practice();
  if (directory.servicePrincipals.get(id) === undefined || practice === null) {
    throw new GraphError(404, 'BadRequest', `There is no application ${id}, or no practice team for it.`);
  }
  const others = secretsOf(directory, id).filter(({ key }) => !['BaseAddress', 'Oauth2AccessToken'].includes(key));
  putSecrets(directory, id, [
    ...others,
    { key: 'BaseAddress', value: practice.baseAddress },
    { key: 'Oauth2AccessToken', value: practice.token },
  ]);
  return noContent;
}

function setQuarantine(directory: Directory, jobId: string, quarantine: SynchronizationQuarantine | null): void {
  changeJob(directory, jobId, ({ history }) => ({ history: { ...history, quarantine } }));
}

function readQuarantine(body: unknown, now: Date): SynchronizationQuarantine {
  const { reason = 'Unknown', code = 'Unknown', message = '' } = Object(body) as Readonly<Record<string, unknown>>;
  if (typeof reason !== 'string' || typeof code !== 'string' || typeof message !== 'string') {
    throw badRequest('A quarantine has "reason", "code" and "message", all strings.');
  }
  const at = now.toISOString();
  return {
    currentBegan: at,
    nextAttempt: new Date(now.getTime() + 24 * 60 * 60 * 1000).toISOString(),
    reason: reason as NonNullable<SynchronizationQuarantine['reason']>,
    seriesBegan: at,
    seriesCount: 1,
    error: { code, message, tenantActionable: true },
  };
}
