import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { notFoundOn, purposeOf, type Purpose } from '../support/targets/purpose.ts';
import {
  credential,
  startEngineTest,
  targetToken,
  type EngineTest,
  type EngineTestOptions,
  type SyncChanges,
} from './engineSetup.ts';
import { listenUntilEnd } from './loopbackServer.ts';

/** A request on its way to the target. */
export interface OddRequest extends Purpose {
  readonly method: string;
  /** Below the base address: `/Users?filter=…`. */
  readonly path: string;
  /** As it was sent. */
  readonly body: string;
  /** Whether an id or a name is in it. */
  readonly mentions: (value: string) => boolean;
}

export interface OddAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: Readonly<Record<string, unknown>> | Buffer | null;
}

/** What the service says, in its own way, when there is nothing of the kind. */
export const notFound = 'notFound';

/** What is odd about a target. */
export interface Oddity {
  /** Answers in the target's place; null lets the request through. */
  readonly instead?: (request: OddRequest) => OddAnswer | typeof notFound | null;
  /** Changes what the target answers. */
  readonly bend?: (answer: OddAnswer, request: OddRequest) => OddAnswer;
}

export const refusal = (status: number): OddAnswer => ({
  status,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail: 'Not here.' },
});

/** A response whose body has these members instead of its own. */
export function withMembers(response: OddAnswer, members: Readonly<Record<string, unknown>>): OddAnswer {
  const { body } = response;
  return { ...response, body: body === null || Buffer.isBuffer(body) ? body : { ...body, ...members } };
}

/** Puts an odd target in front of the sandbox's; it ends with the test. @returns what makes the job write through it. */
export async function startOddTarget(
  test: TestContext,
  house: EngineTest,
  oddity: Oddity,
): Promise<Partial<OpenJobParams>> {
  const { name: wire } = house.target;
  const realOrigin = house.params.targetCredential?.origin ?? '';
  const forward = async (told: OddRequest, url: string, type: string): Promise<OddAnswer> => {
    const real = await fetch(realOrigin + url, {
      method: told.method,
      headers: { authorization: `Bearer ${targetToken}`, 'content-type': type },
      body: told.body === '' ? null : told.body,
    });
    const answer = { status: real.status, headers: headersOf(real), body: bodyOf(await real.text()) };
    return oddity.bend?.(answer, told) ?? answer;
  };
  const respond = async (request: IncomingMessage): Promise<OddAnswer> => {
    const { method = 'GET', url = '' } = request;
    const plain = { method, path: url.replace(/^.*?(?=\/(?:Users|Groups))/, ''), body: await text(request) };
    const mentions = (value: string): boolean =>
      [value, encodeURIComponent(value)].some((form) => plain.path.includes(form) || plain.body.includes(form));
    const told = { ...plain, ...purposeOf(wire, plain), mentions };
    const instead = oddity.instead?.(told) ?? null;
    if (instead === notFound) return notFoundOn(wire, told) as OddAnswer;
    return instead ?? (await forward(told, url, request.headers['content-type'] ?? ''));
  };
  const type = wire === 'scim' ? 'application/scim+json' : 'application/json';
  const server = createServer((request, response) => {
    void respond(request).then(({ status, headers = {}, body }) => {
      response.writeHead(status, { ...(body === null ? {} : { 'content-type': type }), ...headers });
      response.end(body === null || Buffer.isBuffer(body) ? (body ?? '') : JSON.stringify(body));
    });
  });
  const own = await listenUntilEnd(test, server);
  return { text: house.jobText.replace(realOrigin, own), targetCredential: credential(targetToken, own) };
}

/** What of a response's headers a client looks at. */
function headersOf({ headers }: Response): Readonly<Record<string, string>> {
  const kept = ['location', 'content-type', 'x-dropbox-request-id', 'retry-after'];
  return Object.fromEntries(kept.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])));
}

/** A body as JSON; as it is where it's none, or JSON's null. */
function bodyOf(sent: string): OddAnswer['body'] {
  if (sent === '') return null;
  try {
    return (JSON.parse(sent) as Readonly<Record<string, unknown>> | null) ?? Buffer.from(sent);
  } catch {
    return Buffer.from(sent);
  }
}

/** A job whose target has nothing odd about it until it is told. */
export interface OddRun extends EngineTest {
  /** The job, which reaches the target by the odd one. */
  readonly job: Partial<OpenJobParams>;
  readonly cycle: (changes?: Omit<SyncChanges, 'job'>) => ReturnType<EngineTest['sync']>;
  /** Changes what is odd about the target from now on. */
  readonly be: (oddity: Oddity) => void;
  /** The id of the account with this user name (before the `@`). */
  readonly idOf: (name: string) => string;
}

/** Starts one. @param cycled whether everybody has an account already, which they have accepted. */
export async function startOddRun(test: TestContext, options: EngineTestOptions, cycled = true): Promise<OddRun> {
  const run = await startEngineTest(test, options);
  let oddity: Oddity = {};
  const job = await startOddTarget(test, run, {
    instead: (request) => oddity.instead?.(request) ?? null,
    bend: (response, request) => oddity.bend?.(response, request) ?? response,
  });
  const cycle: OddRun['cycle'] = (changes = {}) => run.sync({ ...changes, job });
  if (cycled) {
    await cycle();
    await run.acceptInvitations();
  }
  const idOf = (name: string): string => run.targetUser(name)?.id ?? '';
  return { ...run, job, cycle, idOf, be: (next) => (oddity = next) };
}
