import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopbackHost } from '../job/loopback.ts';
import { inEnglish, type Localize } from '../protocol/localize.ts';
import type { AuthorizationServer } from './authorizationServer.ts';

/**
 * The ports of the redirect addresses that are registered for an app (docs/dropbox-app.md). Dropbox compares them exactly, with
 * the port, unlike RFC 8252 section 7.3; the second one is for when another program uses the first.
 */
export const registeredPorts: readonly number[] = [28641, 28642];

const path = '/dropbox';
/** Milliseconds. */
const graceForPage = 2000;
const inPlainEnglish: PageLanguage = { language: 'en', t: inEnglish };

/** A redirect address as it is registered: Dropbox takes plain http for `localhost` only. */
export function redirectAddress(port: number): string {
  return `http://localhost:${port}${path}`;
}

/** Where to listen for a server's way back: the sandbox takes any port of this machine. */
export function redirectPorts({ kind }: AuthorizationServer): readonly number[] {
  return kind === 'sandbox' ? [0] : registeredPorts;
}

/** Whether a server takes an address for the way back: Dropbox one that is registered, the sandbox any of this machine. */
export function isRedirectTo({ kind }: AuthorizationServer, address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' || url.pathname !== path) return false;
  return kind === 'sandbox' ? isLoopbackHost(url.hostname) : registeredPorts.map(redirectAddress).includes(address);
}

/** Listens for the browser that comes back. */
export interface RedirectListener {
  /** `http://localhost:28641/dropbox` */
  readonly address: string;
  /**
   * What the browser brings back for this state. A request with another state is told so and waited past: any page in the
   * browser could send one.
   */
  readonly response: (state: string) => Promise<URLSearchParams>;
  readonly close: () => void;
}

/** In which language the browser's page speaks. */
export interface PageLanguage {
  /** As BCP 47 has it: `en`. */
  readonly language: string;
  readonly t: Localize;
}

/**
 * Listens on the first of the ports that is free; null when none is. Only this machine is listened to.
 *
 * @param page English when it's left out.
 */
export async function listenForRedirect(
  ports: readonly number[],
  page: PageLanguage = inPlainEnglish,
): Promise<RedirectListener | null> {
  const { t } = page;
  const show = (response: ServerResponse, status: number, words: string): void => {
    showPage(response, status, words, page.language);
  };
  let expected: string | null = null;
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '', 'http://localhost');
    if (request.method !== 'GET' || url?.pathname !== path) show(response, 404, t('Not found'));
    else if (expected === null || url.searchParams.get('state') !== expected)
      show(response, 400, t('This isn’t the response that was waited for. Go back and authorize Dropbox again.'));
    else {
      const denied = url.searchParams.has('error');
      show(
        response,
        200,
        denied
          ? t('Access was not allowed. You can close this page.')
          : t('Dropbox has responded. You can close this page and go back.'),
      );
      resolve(url.searchParams);
    }
  });
  const port = await listenOnFirst(server, ports);
  if (port === null) return null;
  return {
    address: redirectAddress(port),
    response(state) {
      expected = state;
      return promise;
    },
    close() {
      server.close();
      server.closeIdleConnections();
      // The page that says so may still be on its way.
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, graceForPage).unref();
      server.once('close', () => {
        clearTimeout(timer);
      });
    },
  };
}

async function listenOnFirst(server: Server, ports: readonly number[]): Promise<number | null> {
  for (const port of ports) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))))
        throw error;
    }
  }
  return null;
}

function showPage(response: ServerResponse, status: number, words: string, language: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><title>Dropbox Provisioning</title>
<style>body{font:16px system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style></head>
<body><main><h1>Dropbox Provisioning</h1><p>${words}</p></main></body></html>`);
}
