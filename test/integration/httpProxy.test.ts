import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { EnvHttpProxyAgent, request } from 'undici';
import { connectionStepLog, logReached } from '../../src/directories/connectionSteps.ts';
import { noProxyEntryFor } from '../../src/directories/http/noProxy.ts';
import { proxyFor } from '../../src/directories/http/proxy.ts';
import { english } from '../../src/protocol/text.ts';

/** What an origin comes under, of what `NO_PROXY` says; null where the proxy is used. */
const cases: readonly (readonly [noProxy: string, origin: string, entry: string | null])[] = [
  ['', 'http://api.contoso.com', null],
  ['*', 'http://api.contoso.com', '*'],
  ['other.example, *', 'http://api.contoso.com', '*'],
  ['*:8080', 'http://api.contoso.com', null],
  ['*:8080', 'http://api.contoso.com:8080', '*:8080'],
  ['contoso.com', 'http://contoso.com', 'contoso.com'],
  ['contoso.com', 'http://api.contoso.com', 'contoso.com'],
  ['contoso.com', 'http://notcontoso.com', null],
  ['.contoso.com', 'http://contoso.com', '.contoso.com'],
  ['.contoso.com', 'http://api.contoso.com', '.contoso.com'],
  ['*.contoso.com', 'http://contoso.com', null],
  ['*.contoso.com', 'http://api.contoso.com', '*.contoso.com'],
  ['*contoso.com', 'http://contoso.com', null],
  ['Contoso.COM.', 'http://api.contoso.com', 'Contoso.COM.'],
  ['contoso.com', 'http://contoso.com.', 'contoso.com'],
  ['contoso.com:80', 'http://contoso.com', 'contoso.com:80'],
  ['contoso.com:443', 'http://contoso.com', null],
  ['contoso.com:0', 'http://contoso.com:81', 'contoso.com:0'],
  ['a.example b.example\tcontoso.com', 'http://contoso.com', 'contoso.com'],
  ['192.0.2.1', 'http://192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', 'http://[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]', 'http://[2001:db8::1]:8080', '[2001:db8::1]'],
  ['[2001:db8::1]:80', 'http://[2001:db8::1]:8080', null],
  ['[2001:db8::1]:80', 'http://[2001:db8::1]', '[2001:db8::1]:80'],
];

describe('NO_PROXY', () => {
  let reached = 0;
  const proxy = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  before(async () => {
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    proxy.close();
  });

  /** Whether undici itself sends a request for the origin to the proxy. */
  async function isProxied(noProxy: string, origin: string): Promise<boolean> {
    const { port } = proxy.address() as AddressInfo;
    const agent = new EnvHttpProxyAgent({
      httpProxy: `http://127.0.0.1:${port}`,
      noProxy,
      connect: (_options, connected) => {
        connected(new Error('straight to the origin'), null);
      },
    });
    reached = 0;
    await assert.rejects(request(origin, { dispatcher: agent }));
    await agent.destroy();
    return reached > 0;
  }

  for (const [noProxy, origin, entry] of cases)
    it(`${JSON.stringify(noProxy)} ${entry === null ? 'doesn’t exempt' : 'exempts'} ${origin}, as undici has it`, async () => {
      assert.equal(noProxyEntryFor(origin, noProxy), entry);
      assert.equal(await isProxied(noProxy, origin), entry === null);
    });
});

describe('the proxy step of Test Connection', () => {
  /** What it says of an origin under an environment. */
  function told(environment: Readonly<Record<string, string>>, origin: string): string {
    const names = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];
    const former = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    try {
      const log = connectionStepLog('target');
      logReached(log, origin);
      const detail = english(log.finish().find(({ id }) => id === 'proxy')?.detail ?? '');
      assert.equal(proxyFor(origin) === null, detail.startsWith('None'));
      return detail;
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
      for (const [name, value] of former) if (value !== undefined) process.env[name] = value;
    }
  }

  it('names the proxy without its credentials', () => {
    const environment = { HTTPS_PROXY: 'http://me:secret@proxy.contoso.com:3128' };
    assert.equal(told(environment, 'https://www.dropbox.com'), 'Through http://proxy.contoso.com:3128.');
  });

  it('says that NO_PROXY leaves the server out, and by which entry', () => {
    const environment = { HTTPS_PROXY: 'http://proxy.contoso.com:3128', NO_PROXY: 'localhost,.contoso.com' };
    assert.equal(told(environment, 'https://scim.contoso.com'), 'None, because NO_PROXY lists ".contoso.com".');
    assert.equal(told(environment, 'https://www.dropbox.com'), 'Through http://proxy.contoso.com:3128.');
  });

  it('follows the variable that undici follows where both are set', () => {
    const environment = { HTTPS_PROXY: 'http://large.contoso.com', https_proxy: 'http://small.contoso.com' };
    assert.equal(told(environment, 'https://www.dropbox.com'), 'Through http://small.contoso.com.');
  });
});
