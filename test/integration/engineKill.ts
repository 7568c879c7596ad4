import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import * as protocol from '../../src/protocol/engineProtocol.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import type { EngineTest } from './engineSetup.ts';

/**
 * Syncs in the engine's own process and kills it (`kill -9`) as soon as the target has taken so many writes.
 *
 * @returns whether it was killed before its end.
 */
export async function syncAndKill(house: EngineTest, moment: number): Promise<boolean> {
  const child = fork(new URL('../../src/engine/process.ts', import.meta.url), [], { execArgv: [] });
  const exited = once(child, 'exit');
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const stopCounting = atWrite(house, moment, () => child.kill('SIGKILL'));
  const request: Promise<CycleSummary | null> = connection
    .sendRequest(protocol.sync, { job: house.params, token: 'sync', allowDeletes: false, restart: false, adopt: false })
    .catch(() => null);
  const summary = await Promise.race([request, exited.then(() => null)]);
  stopCounting();
  child.kill('SIGKILL');
  await exited;
  connection.dispose();
  return summary === null;
}

/** Calls back once the target's store has changed so many times from now on. */
export function atWrite(house: EngineTest, moment: number, act: () => void): () => void {
  let writes = 0;
  return house.targetStore.onChange(() => {
    if (++writes === moment) act();
  });
}
