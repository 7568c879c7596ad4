import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, type RequestType } from 'vscode-jsonrpc/node';
import * as protocol from '../../src/protocol/engineProtocol.ts';
import type { EngineErrorData } from '../../src/protocol/engineError.ts';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import type { RunHolder } from '../../src/protocol/jobStatus.ts';

/** The engine in a process of its own, as a window has it. */
export interface EngineProcess {
  readonly pid: number | undefined;
  readonly sync: (job: OpenJobParams) => Promise<CycleSummary>;
  readonly syncWhenDue: (job: OpenJobParams) => Promise<CycleSummary | null>;
  readonly preview: (job: OpenJobParams, options: { readonly background: boolean }) => Promise<CycleSummary>;
  readonly cancelRun: (job: OpenJobParams) => Promise<RunHolder | null>;
  /** As `kill -9` does; resolves when the process is no more, and so has given back its locks. */
  readonly kill: () => Promise<void>;
}

/** Starts one that ends with the test at the latest. */
export function startEngineProcess(test: TestContext): EngineProcess {
  const child = fork(new URL('../../src/engine/process.ts', import.meta.url), [], { execArgv: [] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    // Its channel closes before its other files do.
    await ended;
    connection.dispose();
  };
  test.after(kill);
  const ask = <Params, Result>(type: RequestType<Params, Result, EngineErrorData>, params: Params): Promise<Result> =>
    connection.sendRequest(type.method, params);
  const token = 'test';
  return {
    pid: child.pid,
    sync: (job) => ask(protocol.sync, { job, token, allowDeletes: false, restart: false, adopt: false }),
    syncWhenDue: (job) => ask(protocol.syncWhenDue, { job, token }),
    preview: (job, { background }) => ask(protocol.preview, { job, token, adopt: false, background }),
    cancelRun: (job) => ask(protocol.cancelRun, { job, token }),
    kill,
  };
}
