import type { IncomingMessage, ServerResponse } from 'node:http';
import { befall, passed } from '../faultEffect.ts';
import { respondToChallenge } from '../challenge.ts';
import { createFaults } from '../faults.ts';
import type { FaultControl } from '../faults.ts';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import type { ControlContext } from './control.ts';
import { BASE_PATH, CONTROL_PATH, createDispatcher } from './dispatch.ts';
import { refusalOf } from './faultAnswer.ts';
import { send, serialize } from './http.ts';
import { countSeats } from './lifeCycle.ts';
import type { Seats } from './lifeCycle.ts';
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
  /** The licences of the team, which whatever else serves the same store shares. */
  readonly seats: Seats;
  /** Requests to the SCIM service since the start, by method; faulty ones count too. */
  requestCounts(): Readonly<Record<string, number>>;
}

/** Makes a target; it does not listen yet. */
export function createTargetServer(options: TargetServerOptions): TargetServer {
  const { now = () => new Date() } = options;
  const faults = createFaults();
  const counts: Record<string, number> = {};
  let baseAddress = BASE_PATH;
  const requestCounts = (): Readonly<Record<string, number>> => ({ ...counts });
  const control = { faults, requestCounts };
  const context = createContext(options, control, now, () => baseAddress);
  const dispatch = createDispatcher(context, options.token, () => baseAddress);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (respondToChallenge(options.token, request, response)) return;
    const { method = 'GET', url = '/' } = request;
    const isControl = url.startsWith(CONTROL_PATH);
    if (!isControl) counts[method] = (counts[method] ?? 0) + 1;
    if (!isControl) await passed(faults.delay(method, url.slice(BASE_PATH.length)));
    const fault = isControl ? undefined : faults.next(method, url.slice(BASE_PATH.length));
    if (fault === undefined) {
      send(request, response, await dispatch(request));
      return;
    }
    const refusal = refusalOf(fault, now());
    await befall(fault, {
      request,
      response,
      refusal: refusal === null ? null : serialize(request, refusal),
      perform: async () => serialize(request, await dispatch(request)),
    });
  };
  const server = createLoopbackServer(handle);

  return {
    faults,
    seats: context.seats,
    requestCounts,
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
  control: Pick<ControlContext, 'faults' | 'requestCounts'>,
  now: () => Date,
  baseAddress: () => string,
): ControlContext {
  const { store, seatLimit, newId } = options;
  let profile = profiles[options.profile ?? 'dropbox'];
  return {
    ...control,
    store,
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
