import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import type { EngineTest } from './engineSetup.ts';

/**
 * Starts a server in front of the sandbox's target that cannot PATCH, whether it says so or not.
 *
 * @returns what makes the test's job one that provisions to that server.
 */
export async function startPatchless(
  test: TestContext,
  house: EngineTest,
  says: boolean,
): Promise<Pick<OpenJobParams, 'text' | 'targetCredential'>> {
  const { token, origin: realOrigin } = house.params.targetCredential ?? { token: '', origin: '' };
  const server = createServer((request, response) => {
    const isConfig = request.url?.endsWith('/ServiceProviderConfig') === true;
    if (isConfig) response.writeHead(200).end(JSON.stringify({ patch: { supported: !says } }));
    else if (request.method === 'PATCH') response.writeHead(501).end();
    else void forward(request, response);
  });
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { authorization = '', 'if-match': ifMatch } = request.headers;
    const answer = await fetch(realOrigin + (request.url ?? ''), {
      method: request.method ?? 'GET',
      headers: {
        authorization,
        'content-type': 'application/scim+json',
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === '' ? {} : { body }),
    });
    response.writeHead(answer.status, { etag: answer.headers.get('etag') ?? '' }).end(await answer.text());
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { text: house.jobText.replace(realOrigin, origin), targetCredential: { token, origin } };
}
