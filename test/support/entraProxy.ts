import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { clouds } from '../../src/job/clouds.ts';
import { selfSignedCertificate } from './certificate.ts';
import { temporaryDirectory } from './ownedProcess.ts';
import type { SandboxProcess } from './sandbox.ts';

/** A company's proxy, behind which Microsoft Graph and the login authority are a sandbox's. */
export interface EntraProxy {
  /** What a process is started with to go through it, and to trust its certificate. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on, requests to Microsoft go to this sandbox. */
  leadTo(sandbox: Pick<SandboxProcess, 'source'>): void;
  close(): Promise<void>;
}

const { graphOrigin, loginAuthority } = clouds.global;
const hosts = [graphOrigin, loginAuthority].map((origin) => new URL(origin).host);
/** Headers that belong to one connection, or that follow from the body. */
const ownHeaders = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'date']);

/**
 * Starts one on loopback. Product and VS Code speak to Microsoft's own addresses and take the way that a company's settings say
 * (`HTTPS_PROXY`, `NODE_EXTRA_CA_CERTS`); other hosts are refused.
 */
export async function startEntraProxy(): Promise<EntraProxy> {
  const { key, cert } = selfSignedCertificate(hosts);
  const authority = join(temporaryDirectory('authority'), 'company.pem');
  await writeFile(authority, cert);
  let sandboxOrigin = '';
  const microsoft = createTlsServer({ key, cert }, (request, response) => {
    pass(request, response, sandboxOrigin).catch(() => response.destroy());
  });
  await listening(microsoft);
  const proxy = createServer((_, response) => response.writeHead(502).end());
  proxy.on('connect', ({ url = '' }: IncomingMessage, client: Socket) => {
    const isMicrosoft = hosts.some((host) => url === `${host}:443`);
    if (isMicrosoft) tunnel(client, portOf(microsoft));
    else client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await listening(proxy);
  const address = `http://127.0.0.1:${portOf(proxy)}`;
  return {
    environment: {
      ...{ HTTPS_PROXY: address, https_proxy: address },
      ...{ NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' },
      NODE_EXTRA_CA_CERTS: authority,
    },
    leadTo({ source }) {
      sandboxOrigin = new URL(source.baseAddress).origin;
    },
    async close() {
      for (const server of [proxy, microsoft]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function tunnel(client: Socket, port: number): void {
  const server = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    server.pipe(client);
    client.pipe(server);
  });
  const end = (): void => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on('error', end).on('close', end);
}

/** Sends a request on to the sandbox; addresses in the response become Microsoft's. */
async function pass(request: IncomingMessage, response: ServerResponse, sandboxOrigin: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).filter(([name]) => !ownHeaders.has(name));
  const there = await fetch(sandboxOrigin + (request.url ?? '/'), {
    method: request.method ?? 'GET',
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  const text = (await there.text()).replaceAll(sandboxOrigin, `https://${request.headers.host ?? ''}`);
  const back = [...there.headers].filter(([name]) => !ownHeaders.has(name) && name !== 'content-encoding');
  response.writeHead(there.status, Object.fromEntries(back)).end(there.status === 204 ? undefined : text);
}
