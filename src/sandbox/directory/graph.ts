import type { IncomingMessage } from 'node:http';
import { createFaults } from '../faults.ts';
import type { Faults } from '../faults.ts';
import { createAccessTokens } from './access/accessTokens.ts';
import type { AccessTokens } from './access/accessTokens.ts';
import { answerAuthority } from './access/authority.ts';
import { everything } from './access/caller.ts';
import type { SignInError } from './access/signInError.ts';
import { answerControl } from './control.ts';
import type { ControlContext } from './control.ts';
import { createDeltaTokens } from './deltaTokens.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { Directory } from './directory.ts';
import type { AnswerIds } from './failures.ts';
import { failureAnswer } from './failures.ts';
import { GraphError } from './graphError.ts';
import { readBody, readRequest } from './incoming.ts';
import { createLag } from './lag.ts';
import { createLimits } from './limits.ts';
import type { GraphAnswer, GraphService } from './router.ts';
import { dispatch } from './routes/dispatch.ts';
import { createProvisioning } from './synchronization/provisioning.ts';
import type { PracticeTarget, ServiceHost } from './synchronization/servicePort.ts';
import { createTokenSealer } from './tokens.ts';

export const basePath = '/v1.0';
export const controlPath = '/_sandbox';

export interface GraphOptions {
  readonly directory: Directory;
  /** A bearer token that may do everything and doesn't expire. */
  readonly token: string;
  /** The key of page and delta tokens: those of an earlier server with the same key stay valid. */
  readonly sealingKey: string;
  /** What runs the cycles of synchronization jobs; nothing does without it. */
  readonly service?: ServiceHost;
  /** Where jobs write whose secrets name no other address. */
  readonly practiceTarget?: () => PracticeTarget | null;
}

/** Graph, the login authority and the control endpoint behind one port, without HTTP. */
export interface Graph {
  readonly faults: Faults;
  readonly deltaTokens: DeltaTokens;
  /** Lets a request take effect, durably, before its response is given. */
  respond(message: IncomingMessage, ids: AnswerIds): Promise<GraphAnswer>;
  /** Says where it listens: links begin with that. */
  moveTo(baseAddress: string): void;
  /** Ends what runs in the background. */
  close(): Promise<void>;
}

interface GraphParts {
  readonly directory: Directory;
  readonly accessTokens: AccessTokens;
  readonly control: ControlContext;
  service: GraphService;
  signInRefusal: SignInError | null;
}

/** Opens the Graph of a directory. */
export function openGraph(options: GraphOptions, requestCounts: ControlContext['requestCounts']): Graph {
  const parts = createParts(options, requestCounts);
  const { faults, deltaTokens, provisioning } = parts.service;
  return {
    faults,
    deltaTokens,
    async respond(message, ids) {
      try {
        return await respond(parts, message, ids);
      } catch (error) {
        return failureAnswer(error, ids);
      }
    },
    moveTo(baseAddress) {
      parts.service = { ...parts.service, baseAddress };
    },
    close: () => provisioning.close(),
  };
}

function createParts(options: GraphOptions, requestCounts: ControlContext['requestCounts']): GraphParts {
  const { directory, token: ownToken, sealingKey: key, service = null, practiceTarget = () => null } = options;
  const now = (): Date => directory.now();
  const tokens = createTokenSealer(key);
  const accessTokens = createAccessTokens({ ownToken, key, tenantId: directory.tenantId, now });
  const provisioning = createProvisioning(directory, service, practiceTarget);
  const shared = {
    faults: createFaults(),
    lag: createLag(),
    limits: createLimits(now),
    tenant: { premium: true },
    deltaTokens: createDeltaTokens(directory, tokens),
  };
  const refuseSignIn = (refusal: SignInError | null): void => {
    parts.signInRefusal = refusal;
  };
  const parts: GraphParts = {
    ...{ directory, accessTokens, signInRefusal: null },
    service: { ...shared, directory, tokens, provisioning, baseAddress: basePath },
    control: {
      ...{ ...shared, requestCounts, sentMail: () => directory.sentMail },
      access: { directory, tokens: accessTokens, refuseSignIn },
      provisioning: { directory, provisioning },
    },
  };
  return parts;
}

async function respond(parts: GraphParts, message: IncomingMessage, ids: AnswerIds): Promise<GraphAnswer> {
  const { directory, accessTokens, control, service, signInRefusal: refusal } = parts;
  const text = await readBody(message);
  const url = new URL(message.url ?? '/', service.baseAddress);
  if (isOfAuthority(url.pathname)) {
    const authority = { directory, tokens: accessTokens, refusal, origin: url.origin };
    return answerAuthority(authority, { method: message.method ?? 'GET', path: url.pathname, body: text }, ids);
  }
  const caller = accessTokens.read(message.headers.authorization);
  const incoming = { ...readRequest(message, text, url), caller };
  if (url.pathname.startsWith(controlPath)) {
    if (caller !== everything) throw notForControl();
    return answerControl(control, incoming.method, url.pathname.slice(controlPath.length), incoming.body);
  }
  if (incoming.method === 'GET') return dispatch(service, incoming);
  return directory.transaction(() => dispatch(service, incoming));
}

/** Whether a path is one of the login authority, which is on the same port. */
export function isOfAuthority(path: string): boolean {
  return /^\/[^/]+\/(oauth2\/v2\.0|v2\.0\/\.well-known)\//.test(path);
}

function notForControl(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'The control endpoint takes the sandbox’s own token only.');
}
