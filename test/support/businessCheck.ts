import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { shapeChecker } from './dropboxShapes.ts';

/** What a client of the Business API has sent. */
export interface SentCall {
  /** `team/members/add_v2` */
  readonly route: string;
  readonly argument: unknown;
  /** Null where the connection was cut. */
  readonly status: number | null;
}

/** A server in front of the Business API that holds every argument against the types of Dropbox's SDK. */
export interface BusinessCheck {
  readonly address: string;
  readonly calls: SentCall[];
  /** What was wrong with what was sent; empty when nothing was. */
  readonly complaints: string[];
  /** Told of each call; it is passed on after that. */
  onCall: ((call: Pick<SentCall, 'route' | 'argument'>) => void | Promise<void>) | null;
}

/** Starts one that ends with the test, and fails it when an argument wasn't what the SDK would send. */
export async function startBusinessCheck(test: TestContext, apiAddress: string): Promise<BusinessCheck> {
  const calls: SentCall[] = [];
  const complaints: string[] = [];
  const server = createServer((request, response) => {
    void passOn(check, apiAddress, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const check: BusinessCheck = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    complaints,
    onCall: null,
  };
  test.after(() => {
    server.closeAllConnections();
    server.close();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  return check;
}

async function passOn(
  check: BusinessCheck,
  apiAddress: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = (request.url ?? '').replace(/^\/2\//, '');
  const text = await textOf(request);
  const argument: unknown = text === '' ? null : JSON.parse(text);
  const complaint = shapeChecker().complaint(route, 'argument', argument);
  if (complaint !== null) check.complaints.push(complaint);
  await check.onCall?.({ route, argument });
  try {
    const { authorization = '', 'content-type': contentType = '' } = request.headers;
    const answer = await fetch(apiAddress + (request.url ?? ''), {
      method: request.method ?? 'POST',
      headers: { authorization, 'content-type': contentType },
      ...(text === '' ? {} : { body: text }),
    });
    const body = await answer.text();
    check.calls.push({ route, argument, status: answer.status });
    const kept = [...answer.headers].filter(
      ([name]) => !/^(connection|transfer-encoding|content-length|keep-alive|date)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(kept)).end(body);
  } catch {
    check.calls.push({ route, argument, status: null });
    response.destroy();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
