import type { AccessControl } from './access/control.ts';
import { controlAccess } from './access/control.ts';
import { controlProvisioning } from './synchronization/control.ts';
import type { ProvisioningControl } from './synchronization/control.ts';
import { controlFaults, FaultRuleError } from '../faults.ts';
import type { Faults } from '../faults.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { SentMail } from './directory.ts';
import { badRequest, GraphError } from './graphError.ts';
import type { Limits } from './limits.ts';
import type { Lag, LagRule } from './lag.ts';
import type { GraphAnswer, TenantConditions } from './router.ts';

/** What the control endpoint switches. */
export interface ControlContext {
  readonly faults: Faults;
  readonly lag: Lag;
  readonly limits: Limits;
  readonly tenant: TenantConditions;
  readonly access: AccessControl;
  readonly provisioning: ProvisioningControl;
  readonly deltaTokens: DeltaTokens;
  readonly sentMail: () => readonly SentMail[];
  readonly requestCounts: () => Readonly<Record<string, number>>;
}

const noContent: GraphAnswer = { status: 204, body: null };

/**
 * Answers the sandbox's own switches, below `/_sandbox`:
 *
 *     GET, PUT, POST, DELETE /faults   list; replace by a list; add one; clear
 *     POST   /deltaTokens/expire       all delta tokens given so far: 410 with syncStateNotFound
 *     POST   /deltaTokens/resync       the same with resyncRequired
 *     GET, PUT, DELETE /lag            how long what was made isn't everywhere yet
 *     PUT    /limits                   {"documented": true}: as many requests as Graph's reference says
 *     PUT    /tenant                   {"premium": false}: no licence for groups and logs
 *     GET    /requests                 how many requests came in, by method
 *     GET    /sentMail                 what was sent from mailboxes since the start
 *
 * and those of sign-in (access/control.ts) and of the provisioning service (synchronization/control.ts). Throws 400 or 404.
 */
export function answerControl(
  context: ControlContext,
  method: string,
  path: string,
  body: unknown,
): GraphAnswer | Promise<GraphAnswer> {
  const { faults, deltaTokens } = context;
  const ofAccess = controlAccess(context.access, method, path, body);
  if (ofAccess !== undefined) return ofAccess;
  const ofProvisioning = controlProvisioning(context.provisioning, method, path, body);
  if (ofProvisioning !== undefined) return ofProvisioning;
  if (path === '/faults') {
    const answer = changeFaults(faults, method, body);
    if (answer !== undefined) return answer === null ? noContent : { status: 200, body: answer };
  }
  switch (`${method} ${path}`) {
    case 'GET /lag':
      return { status: 200, body: { lag: context.lag.rule() } };
    case 'PUT /lag':
      context.lag.setRule(readLag(body));
      return noContent;
    case 'DELETE /lag':
      context.lag.setRule(null);
      return noContent;
    case 'PUT /limits':
      context.limits.setOn(readFlag(body, 'documented'));
      return noContent;
    case 'PUT /tenant':
      context.tenant.premium = readFlag(body, 'premium');
      return noContent;
    case 'POST /deltaTokens/expire':
      deltaTokens.revoke('syncStateNotFound');
      return noContent;
    case 'POST /deltaTokens/resync':
      deltaTokens.revoke('resyncRequired');
      return noContent;
    case 'GET /requests':
      return { status: 200, body: { requests: context.requestCounts() } };
    case 'GET /sentMail':
      return { status: 200, body: { sentMail: context.sentMail() } };
    default:
      throw new GraphError(404, 'BadRequest', `The control endpoint has no ${method} ${path}.`);
  }
}

function changeFaults(faults: Faults, method: string, body: unknown): object | null | undefined {
  try {
    return controlFaults(faults, method, () => body);
  } catch (error) {
    if (error instanceof FaultRuleError) throw badRequest(error.message);
    throw error;
  }
}

function readLag(body: unknown): LagRule {
  const { requests, statuses } = Object(body) as { readonly requests?: unknown; readonly statuses?: unknown };
  if (typeof requests !== 'number' || !Number.isInteger(requests) || requests < 0) {
    throw badRequest('A lag says how many "requests" it lasts, an integer from 0.');
  }
  if (statuses === undefined) return { requests };
  if (
    !Array.isArray(statuses) ||
    statuses.length === 0 ||
    !statuses.every((each) => [403, 404, 409].includes(Number(each)))
  ) {
    throw badRequest('"statuses" is a list of 403, 404 and 409.');
  }
  return { requests, statuses: statuses as NonNullable<LagRule['statuses']> };
}

function readFlag(body: unknown, name: string): boolean {
  const flag = (Object(body) as Readonly<Record<string, unknown>>)[name];
  if (typeof flag !== 'boolean') throw badRequest(`Send {"${name}": true} or {"${name}": false}.`);
  return flag;
}
