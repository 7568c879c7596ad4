import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { openEntraDirectory } from '../../src/directories/entra/entraDirectory.ts';
import { openHttpClient } from '../../src/directories/http/httpClient.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { credentialDisguises, credentialForms } from '../support/credentialForms.ts';
import { startUnrulyServer, type EchoPlace, type UnrulyServer } from '../support/unrulyServer.ts';
import { runCli } from './cliProcess.ts';
import { editJob, startSandboxJob } from './cliSandboxJob.ts';

const places: readonly EchoPlace[] = [
  'error',
  'page',
  'value',
  'id',
  'link',
  'location',
  'header',
  'headerName',
  'contentType',
];

/** Everything in which a token must not be, as one text; what is in files is read byte for byte. */
function assertClean(text: string, token: string, what: string): void {
  for (const [form, write] of Object.entries(credentialForms))
    assert.equal(text.toLowerCase().includes(write(token).toLowerCase()), false, `${what}: the token ${form}`);
}

describe('nothing that leaves the HTTP client holds the token,', () => {
  const token = 'sl.u.AbCdEf/+gh~12-Kd_0PQrZ9tW3';
  for (const place of places)
    it(`where a server repeats it in ${place}`, async (test) => {
      const server = await startUnrulyServer(test, null, {
        instead: () => ({ body: '{"value":[{"id":"1","displayName":"Ada"}]}' }),
      });
      const client = openHttpClient({
        baseAddress: server.origin,
        token,
        contentType: 'application/json',
        concurrency: 1,
      });
      test.after(() => client.close());
      for (const [form, write] of Object.entries(credentialForms)) {
        server.switches.echo = { write, place };
        const request = { method: 'GET', path: `/?back=${encodeURIComponent(token)}`, repeatable: true } as const;
        const answer = await client.send(request, new AbortController().signal);
        const { status, headers, text } = answer;
        assertClean(JSON.stringify({ status, headers, exchange: answer.exchange() }) + text, token, `${form} ${place}`);
      }
    });

  it('where it is cut by the borders of the pieces that a body comes in', async (test) => {
    const server = await startUnrulyServer(test, null, {
      echo: { write: (text) => text, place: 'error' },
      drip: { bytes: 7, everyMs: 1 },
    });
    const client = openHttpClient({
      baseAddress: server.origin,
      token,
      contentType: 'application/json',
      concurrency: 1,
      secrets: ['a-client-secret'],
    });
    test.after(() => client.close());
    const request = { method: 'POST', path: '/', body: '{"client":"a-client-secret"}', repeatable: true } as const;
    const answer = await client.send(request, new AbortController().signal);
    assert.match(answer.text, /No: \(redacted\)/);
    assertClean(JSON.stringify(answer.exchange()), token, 'the exchange');
    assertClean(JSON.stringify(answer.exchange()), 'a-client-secret', 'the exchange');
  });
});

describe('the error about a link that is not followed holds no token', () => {
  const token = 'sl.u.AbCdEf-gh12-Kd0PQrZ9tW3';
  const percent = (text: string): string => text.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  const hosts: Readonly<Record<string, (text: string) => string>> = {
    'as it is': String,
    'in upper case': (text) => text.toUpperCase(),
    'percent-encoded': percent,
    ...credentialDisguises,
    'with spaces without width, percent-encoded': (text) => encodeURIComponent(Array.from(text).join('\u200b')),
    'in full-width letters, percent-encoded': (text) =>
      encodeURIComponent(credentialDisguises['in full-width letters']?.(text) ?? ''),
  };
  for (const [form, write] of Object.entries(hosts))
    for (const where of ['host', 'path'] as const)
      it(`with it in the ${where}, ${form}`, async (test) => {
        const server = await startUnrulyServer(test, null, {
          instead: () => {
            const link = where === 'host' ? `http://${write(token)}.example/x` : `${server.origin}/${write(token)}`;
            return { body: JSON.stringify({ value: [], '@odata.nextLink': link }) };
          },
        });
        const directory = openEntraDirectory({ baseAddress: server.origin, token, servicePrincipalId: 'app' });
        test.after(() => directory.close());
        const error: unknown = await directory.readAssignments(new AbortController().signal).then(
          () => null,
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof ProvisioningFailure, String(error));
        assert.match(error.message, /which is not followed/);
        assertClean(inspect(error, { depth: 9 }), token, form);
        assert.equal(server.requests(), 2, 'the roles, and the page that gave the link');
      });
});

describe('nothing that is printed or kept holds the token', () => {
  const forms = [
    'with some JSON escapes',
    'in base64',
    'percent-encoded in full',
    'in upper case',
    'in the base64 of Basic',
  ];
  for (const side of ['source', 'target'] as const)
    it(`that the ${side} repeats`, async (test) => {
      const job = await startSandboxJob(test, { users: 3 });
      const address = job.sandbox[side].baseAddress;
      const server: UnrulyServer = await startUnrulyServer(test, new URL(address).origin);
      editJob(job.job, address, address.replace(new URL(address).origin, server.origin));
      const token = job.sandbox[side].token;
      const environment = {
        DROPBOX_PROVISIONING_SOURCE_TOKEN: job.sandbox.source.token,
        DROPBOX_PROVISIONING_TARGET_TOKEN: job.sandbox.target.token,
      };
      const run = async (...argv: readonly string[]): Promise<void> => {
        const [command = '', ...rest] = argv;
        const { code, stdout, stderr } = await runCli([command, job.job, ...rest, '--state', job.state], {
          environment,
        });
        assertClean(stdout + stderr, token, argv.join(' '));
        assert.notEqual(code, 70, stderr);
      };
      for (const [index, place] of (['error', 'value', 'link', 'header'] as const).entries()) {
        const write = credentialForms[forms[index % forms.length] ?? ''] ?? String;
        server.switches.echo = { write, place };
        await run('sync', '--json');
        if (place === 'error') await run('test-connection');
      }
      server.switches.echo = null;
      await run('logs', '--json');
      for (const file of readdirSync(job.state, { recursive: true, withFileTypes: true })) {
        if (file.isFile()) assertClean(readFileSync(join(file.parentPath, file.name), 'latin1'), token, file.name);
      }
    });
});
