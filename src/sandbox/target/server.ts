import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import type { ScimResponse } from './context.ts';
import type { ControlContext } from './control.ts';
import { BASE_PATH, CONTROL_PATH, createDispatcher } from './dispatch.ts';
import { faultEffect } from './faultAnswer.ts';
import type { FaultEffect } from './faultAnswer.ts';
import { createFaults } from './faults.ts';
import type { FaultControl } from './faults.ts';
import { send, serialize } from './http.ts';
import { countSeats } from './lifeCycle.ts';
import type { ProfileName } from './profiles/profile.ts';
import { profiles } from './profiles/profiles.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { TargetStore } from './store.ts';
import { createView } from './view.ts';

/** How to make a target. */
export interface TargetServerOptions {
  /** The bearer token that every request must carry. */
  readonly token: string;
  /** Default `dropbox`. */
  readonly profile?: ProfileName;
  /** How many users may be invited or active; without a limit when left out. */
  readonly seatLimit?: number;
  readonly store: TargetStore;
  readonly now?: () => Date;
  /** In place of the profile's ids. */
  readonly newId?: (kind: ResourceKind) => string;
}

/** A SCIM 2.0 service that looks like Dropbox's, on the loopback interface. */
export interface TargetServer {
  /** Listens on 127.0.0.1; without a port on any free one. */
  listen(port?: number): Promise<{ baseAddress: string; port: number }>;
  /** Ends every connection. The store stays open: it belongs to the caller. */
  close(): Promise<void>;
  readonly faults: FaultControl;
  /** Requests to the SCIM service since the start, by method; faulty ones count too. */
  requestCounts(): Readonly<Record<string, number>>;
}

/** Makes a target; it does not listen yet. */
export function createTargetServer(options: TargetServerOptions): TargetServer {
  const { now = () => new Date() } = options;
  const faults = createFaults();
  const counts: Record<string, number> = {};
  let baseAddress = BASE_PATH;
  const context = createContext(options, faults, now, () => baseAddress);
  const dispatch = createDispatcher(context, options.token, () => baseAddress);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const isControl = url.startsWith(CONTROL_PATH);
    if (!isControl) counts[method] = (counts[method] ?? 0) + 1;
    const fault = isControl ? undefined : faults.next(method, url.slice(BASE_PATH.length));
    if (fault === undefined) send(request, response, await dispatch(request));
    else await applyFault(faultEffect(fault, now()), request, response, () => dispatch(request));
  };
  const server = createLoopbackServer(handle);

  return {
    faults,
    requestCounts: () => ({ ...counts }),
    async listen(port) {
      const actualPort = await listenOnLoopback(server, port);
      baseAddress = `http://127.0.0.1:${actualPort}${BASE_PATH}`;
      return { baseAddress, port: actualPort };
    },
    close: () => closeServer(server),
  };
}

function createContext(
  options: TargetServerOptions,
  faults: FaultControl,
  now: () => Date,
  baseAddress: () => string,
): ControlContext {
  const { store, seatLimit, newId } = options;
  let profile = profiles[options.profile ?? 'dropbox'];
  return {
    store,
    faults,
    now,
    view: createView(store, () => profile, baseAddress),
    seats: countSeats(store, seatLimit),
    profile: () => profile,
    newId: (kind) => newId?.(kind) ?? profile.newId(kind),
    setProfile: (name) => {
      profile = profiles[name];
    },
  };
}

async function applyFault(
  effect: FaultEffect,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Promise<ScimResponse>,
): Promise<void> {
  switch (effect.type) {
    case 'answer':
      request.resume();
      send(request, response, effect.response);
      return;
    case 'html':
      request.resume();
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(effect.page);
      return;
    case 'hang':
      request.resume();
      return;
    case 'cutBefore':
      request.socket.destroy();
      return;
    case 'cutAfter':
      await answer();
      request.socket.destroy();
      return;
    case 'truncate': {
      const answered = await answer();
      const { text } = serialize(request, answered);
      response
        .writeHead(answered.status, { 'Content-Type': 'application/scim+json' })
        .end(text.slice(0, Math.ceil(text.length / 2)));
    }
  }
}
