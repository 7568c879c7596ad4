import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerTokenCheck } from '../bearerToken.ts';
import { respondToChallenge } from '../challenge.ts';
import { befall, passed } from '../faultEffect.ts';
import type { WireAnswer } from '../faultEffect.ts';
import { createFaults } from '../faults.ts';
import type { FaultControl } from '../faults.ts';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import type { Seats } from '../target/lifeCycle.ts';
import { newDropboxId } from '../target/profiles/dropbox.ts';
import type { TargetStore } from '../target/store.ts';
import type { BusinessControl } from './control.ts';
import { controlPath, dispatch } from './dispatch.ts';
import { refusalOf } from './faultResponse.ts';
import { createJobs } from './jobs.ts';
import { createListings } from './listings.ts';
import { accessTokenLife, openGrants } from './oauth/grants.ts';
import { failureResponse, serialize } from './response.ts';
import { teamScopes } from './route.ts';
import { openTeam } from './team.ts';

/** How to make a Business API. */
export interface BusinessServerOptions {
  /** A token that may do everything and doesn't expire. */
  readonly token: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** The team, which SCIM shows as well. */
  readonly store: TargetStore;
  readonly seats: Seats;
  readonly now?: () => Date;
}

/** Dropbox's Business API and authorisation, on the loopback interface. */
export interface BusinessServer {
  /** Listens on 127.0.0.1; without a port on any free one. */
  listen(port?: number): Promise<{ readonly baseAddress: string; readonly port: number }>;
  /** Ends every connection. The store stays open: it belongs to the caller. */
  close(): Promise<void>;
  readonly faults: FaultControl;
  /** Requests since the start, by path; faulty ones count too, those to the control endpoint don't. */
  requestCounts(): Readonly<Record<string, number>>;
}

/** Makes a Business API; it does not listen yet. */
export function createBusinessServer(options: BusinessServerOptions): BusinessServer {
  const { now = () => new Date() } = options;
  const faults = createFaults();
  const counts: Record<string, number> = {};
  const requestCounts = (): Readonly<Record<string, number>> => ({ ...counts });
  const control = createControl(options, now, faults, requestCounts);

  /** Lets the request take effect, durably, before it is responded to. */
  const perform = async (request: IncomingMessage, requestId: string): Promise<WireAnswer> => {
    try {
      const response = await dispatch(control, request);
      await options.store.settled();
      return serialize(response, requestId);
    } catch (error) {
      return serialize(failureResponse(error), requestId);
    }
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (respondToChallenge(options.token, request, response)) return;
    const requestId = randomBytes(16).toString('hex');
    const { method = 'GET', url = '/' } = request;
    const [path = '/'] = url.split('?', 1);
    const isControl = path.startsWith(controlPath);
    if (!isControl) counts[path] = (counts[path] ?? 0) + 1;
    if (!isControl) await passed(faults.delay(method, url));
    const rule = isControl ? undefined : faults.next(method, url);
    if (rule === undefined) {
      const { status, headers, text } = await perform(request, requestId);
      response.writeHead(status, headers).end(text);
      return;
    }
    const error = refusalOf(rule, now());
    const refusal = error === null ? null : serialize(error, requestId);
    await befall(rule, { request, response, refusal, perform: () => perform(request, requestId) });
  };
  const server = createLoopbackServer(handle);
  return {
    faults,
    requestCounts,
    async listen(port) {
      const actualPort = await listenOnLoopback(server, port);
      return { baseAddress: `http://127.0.0.1:${actualPort}`, port: actualPort };
    },
    close: () => closeServer(server),
  };
}

function createControl(
  { token, appKey, appSecret, store, seats }: BusinessServerOptions,
  now: () => Date,
  faults: FaultControl,
  requestCounts: () => Readonly<Record<string, number>>,
): BusinessControl {
  return {
    app: { key: appKey, secret: appSecret, scopes: teamScopes, redirectUris: null, accessTokenLife },
    codes: new Map(),
    grants: openGrants(store.records, token, teamScopes, now),
    now,
    store,
    seats,
    faults,
    requestCounts,
    isOwnToken: bearerTokenCheck(token),
    context: {
      team: openTeam(store, seats, now),
      listings: createListings(),
      jobs: createJobs(),
      refusedAddresses: new Map(),
      newId: newDropboxId,
    },
  };
}
