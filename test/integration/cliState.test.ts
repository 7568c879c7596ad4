import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { countingServer } from './cliCountingServer.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';

const id = 'counting';

const environment = { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'a', DROPBOX_PROVISIONING_TARGET_TOKEN: 'b' };

test('a state directory that cannot be is a wrong call, and nothing is sent', async (context) => {
  const { job, requests } = await countingServer(context);
  const file = join(temporaryDirectory(context), 'file');
  writeFileSync(file, '');
  for (const command of ['sync', 'preview', 'status']) {
    for (const state of [file, join(file, 'below')]) {
      const { code, stderr } = await runCli([command, job, '--state', state], { environment });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^error: The state cannot be kept in .*: a part of the path is a file\. .*--state DIR/);
    }
  }
  assert.equal((await runCli(['sandbox', '--state', file])).code, 2);
  assert.equal(requests(), 0);
});

test(
  'a place where nobody may make a directory is refused rather than tried for ever',
  { skip: process.platform !== 'linux' },
  async (context) => {
    const { job } = await countingServer(context);
    const { code, stderr } = await runCli(['status', job, '--state', '/proc/nowhere/below']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /The state cannot be kept in /);
  },
);

test('a state that is no database is named, with what to do about it', async (context) => {
  const { job, requests } = await countingServer(context);
  const state = temporaryDirectory(context);
  mkdirSync(join(state, id));
  writeFileSync(join(state, id, 'state.sqlite'), 'not a database '.repeat(100));
  const { code, stderr } = await runCli(['sync', job, '--state', state], { environment });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /state\.sqlite in it is something else; restore it, or move it away/);
  assert.equal(requests(), 0);
});

test('a sandbox whose files are something else is named, and left as it is', async (context) => {
  for (const name of ['directory.sqlite', 'target.sqlite']) {
    const state = temporaryDirectory(context);
    writeFileSync(join(state, name), 'not a database '.repeat(100));
    const { code, stderr } = await runCli(['sandbox', '--state', state]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^error: The sandbox cannot be kept in .*: .*not a database.*--state DIR/);
  }
});

test('a row of a state that is JSON of another shape is damage, and no fault of the program', async (context) => {
  const { job } = await countingServer(context);
  const state = temporaryDirectory(context);
  assert.equal((await runCli(['status', job, '--state', state])).code, 0);
  const rows = new DatabaseSync(join(state, id, 'state.sqlite'));
  context.after(() => {
    rows.close();
  });
  for (const value of ['[]', '5', '"x"', 'null', '{"counts":{}}']) {
    rows.prepare("INSERT OR REPLACE INTO meta VALUES ('lastCycle', ?)").run(value);
    rows.prepare("INSERT OR REPLACE INTO event VALUES (1, 'c', 1, 'User', 'u', 'create', 'success', ?)").run(value);
    for (const command of ['status', 'logs']) {
      const { code, stderr } = await runCli([command, job, '--state', state]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /damaged: the table \w+ has a row that cannot be read; restore it, or move it away/);
    }
  }
});

test('a state that something has emptied is no new one', async (context) => {
  const { job, requests } = await countingServer(context);
  const state = temporaryDirectory(context);
  mkdirSync(join(state, id));
  writeFileSync(join(state, id, 'state.sqlite'), '');
  for (const command of ['sync', 'preview', 'status', 'logs']) {
    const { code, stderr } = await runCli([command, job, '--state', state], { environment });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /state\.sqlite in it is empty; restore it, or move it away/);
  }
  assert.equal(requests(), 0);
});

test('directories are made as needed, and only their owner may look into them', async (context) => {
  const { job } = await countingServer(context);
  const state = join(temporaryDirectory(context), 'a', 'b');
  const { code, stdout } = await runCli(['status', job, '--state', state]);
  assert.equal(code, 0);
  assert.match(stdout, /^counting \(counting\): not run yet$/m);
  if (process.platform !== 'win32') assert.equal(statSync(join(state, id)).mode & 0o777, 0o700);
});

test('a server that never answers is given up after --timeout', async (context) => {
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  context.after(() => {
    hanging.closeAllConnections();
    hanging.close();
  });
  const { port } = hanging.address() as AddressInfo;
  const job = join(temporaryDirectory(context), 'hanging.provisioning.json');
  const snapshot = { kind: 'snapshot', path: './directory.json' };
  writeFileSync(join(job, '..', 'directory.json'), '{"users": [], "groups": []}');
  writeFileSync(
    job,
    JSON.stringify({ id, source: snapshot, target: { kind: 'scim', baseAddress: `http://127.0.0.1:${port}` } }),
  );
  const argv = ['test-connection', job, '--timeout', '1', '--state', temporaryDirectory(context)];
  const { code, stdout } = await runCli(argv, { environment });
  assert.equal(code, 4, stdout);
  assert.match(stdout, /^failed +target: Address: .* did not respond within 1 seconds/m);
});
