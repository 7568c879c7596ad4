/**
 * Milliseconds from a keystroke to its diagnostics, in a schema of 5,000 lines with 300 mappings; the goal is below 100
 * (issue 3, "The language server"). The server runs in its own process, as the extension starts it.
 * Run: node test/bench/languageServer.bench.ts
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

const mappings = 300;
const lines = 5000;
const keystrokes = 200;
const uri = 'file:///bench.provisioning.json';

const attribute = (name: string): object => ({ name, type: 'String', required: false, multivalued: false });
const mapping = (number: number): object => ({
  targetAttributeName: `target${number}`,
  matchingPriority: number === 0 ? 1 : 0,
  source: {
    expression:
      number === 0
        ? '[mail]'
        : `Join(" ", ToLower([source${number}]), Replace([mail], "@", , , "_", , ), Coalesce([source${number}], "none"))`,
  },
});

/** A job with that many mappings, filled up with attribute definitions until it has that many lines. */
function jobText(): string {
  const numbers = Array.from({ length: mappings }, (_, number) => number);
  const make = (extra: number): string => {
    const extras = Array.from({ length: extra }, (_, number) => attribute(`extra${number}`));
    const job = {
      ...{ id: 'bench', displayName: 'Bench', source: { kind: 'sandbox' }, target: { kind: 'sandbox' } },
      schema: {
        synchronizationRules: [
          {
            ...{ name: 'Users', sourceDirectoryName: 'Entra', targetDirectoryName: 'Dropbox' },
            objectMappings: [
              {
                ...{ name: 'Users', enabled: true, flowTypes: 'Add, Update, Delete' },
                ...{ sourceObjectName: 'User', targetObjectName: 'User', attributeMappings: numbers.map(mapping) },
              },
            ],
          },
        ],
        directories: [
          {
            name: 'Entra',
            objects: [
              {
                name: 'User',
                attributes: [attribute('mail'), ...numbers.map((number) => attribute(`source${number}`)), ...extras],
              },
            ],
          },
          { name: 'Dropbox', objects: [{ name: 'User', attributes: numbers.map((n) => attribute(`target${n}`)) }] },
        ],
      },
    };
    return JSON.stringify(job, null, 2);
  };
  const missing = lines - make(0).split('\n').length;
  return make(Math.max(0, Math.ceil(missing / 6)));
}

const server = fork('dist/processes/languageServer.mjs', ['--node-ipc'], { execArgv: [] });
const client = createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
let published: ((version: number, found: number) => void) | null = null;
client.onNotification('textDocument/publishDiagnostics', (params: { version: number; diagnostics: unknown[] }) => {
  published?.(params.version, params.diagnostics.length);
});
client.listen();
await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
await client.sendNotification('initialized', {});

/** Sends a change and waits for the diagnostics of that version; how many there are. */
function diagnosed(version: number, method: string, params: object): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  published = (of, found) => {
    if (of === version) resolve(found);
  };
  void client.sendNotification(method, params);
  return promise;
}

const text = jobText();
const opened = await diagnosed(1, 'textDocument/didOpen', {
  textDocument: { uri, languageId: 'jsonc', version: 1, text },
});
assert.equal(opened, 0, 'the schema is sound');

const before = text.slice(0, text.indexOf('ToLower([source150])')).split('\n');
const place = { line: before.length - 1, character: (before.at(-1)?.length ?? 0) + 2 };
const times: number[] = [];
for (let version = 2; version < keystrokes + 2; version += 1) {
  const isTyping = version % 2 === 0;
  const end = { line: place.line, character: place.character + (isTyping ? 0 : 1) };
  const began = performance.now();
  const found = await diagnosed(version, 'textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: place, end }, text: isTyping ? 'x' : '' }],
  });
  times.push(performance.now() - began);
  assert.equal(found, isTyping ? 1 : 0);
}
client.dispose();
server.kill();

times.sort((one, other) => one - other);
const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1));
console.log(
  JSON.stringify({
    ...{ lines: text.split('\n').length, mappings, keystrokes },
    ...{ medianMs: at(0.5), p95Ms: at(0.95), slowestMs: Number((times.at(-1) ?? 0).toFixed(1)) },
  }),
);
