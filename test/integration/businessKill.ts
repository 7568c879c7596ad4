import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import * as protocol from '../../src/protocol/engineProtocol.ts';
import type { BusinessTest } from './businessTargetSetup.ts';

/** Syncs in a process of its own that ends, as by `kill -9`, when a call has taken effect and before its response comes. */
export async function killAt(house: BusinessTest, route: string, moment: number): Promise<void> {
  const child = fork(new URL('../../src/engine/process.ts', import.meta.url), [], { execArgv: [] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  let calls = 0;
  house.check.onCall = (call) => {
    if (call.route === route && ++calls === moment) child.kill('SIGKILL');
  };
  const exit = once(child, 'exit');
  const params = { job: house.params, token: 'test', allowDeletes: false, restart: false, adopt: false };
  void connection.sendRequest(protocol.sync.method, params).catch(() => undefined);
  await exit;
  house.check.onCall = null;
  connection.dispose();
  assert.ok(calls >= moment);
}
