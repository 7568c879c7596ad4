import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { Dropbox, DropboxResponseError } from 'dropbox';
import { createBusinessServer } from '../../src/sandbox/business/server.ts';
import type { BusinessServer } from '../../src/sandbox/business/server.ts';
import { createTargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore } from '../../src/sandbox/target/store.ts';
import type { TargetStore } from '../../src/sandbox/target/store.ts';
import { shapeChecker } from './dropboxShapes.ts';

/** A practice team behind the Business API and SCIM, a clock to turn, and Dropbox's own SDK in front of it. */
export interface PracticeTeam {
  readonly apiAddress: string;
  readonly token: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly business: BusinessServer;
  readonly store: TargetStore;
  /** The official SDK with the sandbox's own token. */
  readonly sdk: Dropbox;
  sdkWith(token: string): Dropbox;
  /** A request to the control endpoint; the JSON of its response, null when there is none. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A SCIM request; its status and JSON. */
  scim(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  advance(milliseconds: number): void;
}

/** Starts one that ends with the test. */
export async function startPracticeTeam(
  test: TestContext,
  options: { readonly seatLimit?: number } = {},
): Promise<PracticeTeam> {
  let time = Date.parse('2026-01-05T08:00:00Z');
  const now = (): Date => new Date(time);
  const [token, appKey, appSecret] = ['token', 'key', 'secret'].map(
    (name) => `${name}${randomBytes(8).toString('hex')}`,
  ) as [string, string, string];
  const store = openTargetStore(null);
  const target = createTargetServer({ token, store, now, ...options });
  const business = createBusinessServer({ token, appKey, appSecret, store, seats: target.seats, now });
  test.after(() => Promise.all([target.close(), business.close()]));
  const scimAddress = (await target.listen()).baseAddress;
  const apiAddress = (await business.listen()).baseAddress;
  const send = (address: string, method: string, body: unknown): Promise<Response> =>
    fetch(address, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const sdkWith = (accessToken: string): Dropbox => new Dropbox({ accessToken, fetch: checkingFetch(apiAddress) });
  return {
    ...{ apiAddress, token, appKey, appSecret, business, store, sdkWith },
    sdk: sdkWith(token),
    async control(method, path, body) {
      const response = await send(`${apiAddress}/_sandbox${path}`, method, body);
      assert.ok(response.ok, `${method} ${path}: ${response.status}`);
      return response.status === 204 ? null : response.json();
    },
    async scim(method, path, body) {
      const response = await send(scimAddress + path, method, body);
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}

/** A fetch that leads to the sandbox, and holds what goes over the wire against the SDK's types. */
function checkingFetch(apiAddress: string): typeof fetch {
  return async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    assert.equal(address.origin, 'https://api.dropboxapi.com');
    const route = address.pathname.replace(/^\/2\//, '');
    const response = await fetch(apiAddress + address.pathname, init);
    assert.match(response.headers.get('x-dropbox-request-id') ?? '', /^[0-9a-f]{32}$/);
    const text = await response.clone().text();
    const body: unknown = response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text;
    const sent: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
    const complaint =
      (response.status === 400 ? null : shapeChecker().complaint(route, 'argument', sent)) ??
      complaintOf(route, response.status, body);
    assert.equal(complaint, null);
    return response;
  };
}

function complaintOf(route: string, status: number, body: unknown): string | null {
  if (status === 200) return shapeChecker().complaint(route, 'result', body);
  if (typeof body === 'string') return [400, 404, 429, 500].includes(status) ? null : `${status} with a text`;
  const { error, error_summary: summary } = body as { error: unknown; error_summary: unknown };
  if (typeof summary !== 'string' || !summary.endsWith('/..')) return `no error_summary in ${JSON.stringify(body)}`;
  if (status === 401 || status === 403 || status === 429) return shapeChecker().commonComplaint(status, error);
  return status === 409 ? shapeChecker().complaint(route, 'error', error) : `status ${status}`;
}

/** The refusal of a call: its status, and the error's tag with what goes with it, or its text. */
export async function refused(call: Promise<unknown>): Promise<{ readonly status: number; readonly error: unknown }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DropboxResponseError)) throw error;
    const body: unknown = error.error;
    const isJson = typeof body === 'object' && body !== null && 'error' in body;
    return { status: error.status, error: isJson ? body.error : body };
  }
  throw new Error('The call was not refused.');
}

/** The tag of a route's own error. */
export async function tagOf(call: Promise<unknown>): Promise<string> {
  const { status, error } = await refused(call);
  assert.equal(status, 409);
  return (error as { '.tag': string })['.tag'];
}
