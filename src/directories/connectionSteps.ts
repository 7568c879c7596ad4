import { isTlsReason } from '../authorization/networkReason.ts';
import { lookAlikeWarning } from '../job/lookAlikeHost.ts';
import type { ConnectionStep, ConnectionStepId } from '../protocol/connectionReport.ts';
import { proxyFor, routeTo } from './http/proxy.ts';
import { HttpFailure } from './http/httpClient.ts';
import { type Text, text } from '../protocol/text.ts';

const titles: Record<ConnectionStepId, Text> = {
  address: text`Address`,
  proxy: text`Proxy`,
  tls: text`TLS`,
  authentication: text`Authentication`,
  answer: text`Response`,
  permission: text`Permission`,
  matchingFilter: text`Matching filter`,
  admin: text`Admin`,
  seats: text`Seats`,
  learned: text`Learned from earlier responses`,
  job: text`Provisioning job`,
  credentials: text`Admin credentials`,
};

/** The steps that every connection has; an adapter may have others. */
const commonSteps: readonly ConnectionStepId[] = [
  'address',
  'proxy',
  'tls',
  'authentication',
  'answer',
  'permission',
  'matchingFilter',
];

export interface StepResult {
  readonly detail: Text;
  readonly recommendedAction?: Text;
  readonly exchange?: ConnectionStep['exchange'];
}

/** Collects the steps of a connection test for one side; what comes after a failure is marked as not tried. */
export interface ConnectionStepLog {
  passed(id: ConnectionStepId, detail: Text): void;
  warning(id: ConnectionStepId, result: StepResult): void;
  failed(id: ConnectionStepId, result: StepResult): void;
  /** All steps in order. */
  finish(): readonly ConnectionStep[];
}

/** @param order the steps in the order in which they are shown; what an earlier connection has learnt comes last. */
export function connectionStepLog(
  side: ConnectionStep['side'],
  order: readonly ConnectionStepId[] = commonSteps,
): ConnectionStepLog {
  const steps = new Map<ConnectionStepId, ConnectionStep>();
  const add = (id: ConnectionStepId, status: ConnectionStep['status'], result: StepResult): void => {
    steps.set(id, {
      side,
      id,
      title: titles[id],
      status,
      detail: result.detail,
      recommendedAction: result.recommendedAction ?? null,
      exchange: result.exchange ?? null,
    });
  };
  return {
    passed: (id, detail) => {
      add(id, 'passed', { detail });
    },
    warning: (id, result) => {
      add(id, 'warning', result);
    },
    failed: (id, result) => {
      add(id, 'failed', result);
    },
    finish: () => {
      for (const id of order)
        if (!steps.has(id)) add(id, 'skipped', { detail: text`Not tried, because an earlier step failed.` });
      return [...order, 'learned' as const].flatMap((id) => steps.get(id) ?? []);
    },
  };
}

/** Says which step a failure below HTTP belongs to: address, proxy or TLS, and what to do about it. */
export function logNetworkFailure(log: ConnectionStepLog, failure: HttpFailure, origin: string): void {
  const proxy = proxyFor(origin);
  const result = { detail: failure.text, exchange: failure.exchange };
  if (isTlsReason(failure.code)) {
    log.passed('address', text`${origin} was reached.`);
    log.passed('proxy', routeText(origin));
    log.failed('tls', {
      ...result,
      recommendedAction: text`Check the server’s certificate. For a certificate of your own authority, name its file in the environment variable NODE_EXTRA_CA_CERTS.`,
    });
  } else if (proxy !== null && failure.code !== 'ENOTFOUND') {
    log.passed('address', text`${origin} is well formed.`);
    log.failed('proxy', {
      ...result,
      recommendedAction: text`Check the proxy ${proxy}, and whether it lets ${origin} through.`,
    });
  } else {
    log.failed('address', {
      ...result,
      recommendedAction: text`Check the base address ${origin}, and whether this machine reaches it.`,
    });
  }
}

/** What to do about an answer that tells of the server and not of the request; null when the status is none of that kind. */
export function adviceOnServerTrouble(status: number | undefined): Text | null {
  if (status === 429)
    return text`The server is asked more than it allows just now. Wait a few minutes and test again; nothing in the job is wrong so far.`;
  if (status === undefined || status < 500 || status === 501) return null;
  return status === 503
    ? text`The server is overloaded or being maintained. Test again later; nothing in the job is wrong so far.`
    : text`The server itself fails. Test again later, and if that lasts, give its operator the quoted response.`;
}

/** How the server is reached, in a sentence. */
function routeText(origin: string): Text {
  const { proxy, exemptBy } = routeTo(origin);
  if (exemptBy !== null) return text`None, because NO_PROXY lists "${exemptBy}".`;
  return proxy === null ? text`None.` : text`Through ${proxy}.`;
}

/** The steps that stand once any HTTP answer has come. */
export function logReached(log: ConnectionStepLog, origin: string): void {
  const lookAlike = lookAlikeWarning(origin);
  if (lookAlike === null) log.passed('address', text`${origin} responds.`);
  else log.warning('address', { detail: text`${origin} responds.`, recommendedAction: lookAlike });
  log.passed('proxy', routeText(origin));
  log.passed(
    'tls',
    origin.startsWith('https:')
      ? text`The certificate is trusted.`
      : text`Plain HTTP, which is allowed to loopback only.`,
  );
}
