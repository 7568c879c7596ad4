import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  CancellationToken,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type RequestType,
} from 'vscode-jsonrpc/node';
import { createJobText } from '../../src/job/defaultJob.ts';
import { engineExecArgv } from '../../src/protocol/engineProcessOptions.ts';
import * as protocol from '../../src/protocol/engineProtocol.ts';
import type { EngineErrorData } from '../../src/protocol/engineError.ts';
import type { ConsequenceResult } from '../../src/protocol/engineParams.ts';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import type { BareLoopTask } from './bareLoop.ts';
import type { BenchAddresses, BenchOrder, TargetCounts } from './engineServers.ts';

/** By which of its services a team is written to. */
export type Wire = 'scim' | 'dropboxBusiness';

/** The servers of one tenant. */
export interface BenchServers {
  readonly addresses: BenchAddresses;
  /** Has the servers do something. @returns when it is confirmed. */
  order(order: BenchOrder): Promise<void>;
  counts(over: Wire): Promise<TargetCounts>;
  stop(): void;
}

/** @param groupSize of every group; varied sizes when left out. */
export async function startServers(users: number, groupSize?: number): Promise<BenchServers> {
  const sizes = groupSize === undefined ? [users] : [users, groupSize];
  const child = fork(new URL('engineServers.ts', import.meta.url), sizes.map(String));
  const [addresses] = (await once(child, 'message')) as [BenchAddresses];
  return {
    addresses,
    async order(order) {
      child.send(order);
      await once(child, 'message');
    },
    async counts(over) {
      child.send({ kind: 'counts', over } satisfies BenchOrder);
      const [counts] = (await once(child, 'message')) as [TargetCounts];
      return counts;
    },
    stop: () => {
      child.kill();
    },
  };
}

/** One cycle of the engine, as its process saw it. */
export interface EngineRun {
  readonly summary: CycleSummary;
  /** From reading the source to the last result, as the engine itself tells it. */
  readonly seconds: number;
  /** What the request took besides: the start of the process, reading the job file, opening and closing its state. */
  readonly secondsBesides: number;
  /** CPU seconds of the engine's process, all of that included; null where the system does not tell (not Linux). */
  readonly cpuSeconds: number | null;
  /** Most memory that the process has held until then, in MB; null where the system does not tell. */
  readonly peakMegabytes: number | null;
}

/** The packed engine in a process of its own, on one state. */
export interface BenchEngine {
  sync(): Promise<EngineRun>;
  /** Sends a request of the mapping editor for the job. */
  ask<Params extends { readonly job: OpenJobParams }, Result>(
    type: RequestType<Params, Result, EngineErrorData>,
    params: Omit<Params, 'job'>,
    cancellation?: CancellationToken,
  ): Promise<Result>;
  /** Compares the job's text with a changed one, as the mapping editor does. */
  consequence(change: (text: string) => string, cancellation?: CancellationToken): Promise<ConsequenceResult>;
  /** CPU seconds of the engine's process so far; null where the system does not tell (not Linux). */
  cpuSeconds(): number | null;
  /** Ends the process at once, as `kill -9` does; the state stays as it is. */
  kill(): Promise<void>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Starts the packed engine's process as the extension starts it. */
export function startEngine(
  addresses: BenchAddresses,
  stateDirectory: string,
  execArgv = engineExecArgv,
  over: Wire = 'scim',
  engine = new URL('../../dist/processes/engine.mjs', import.meta.url).pathname,
): BenchEngine {
  const child = fork(engine, [], { execArgv: [...execArgv] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.onNotification(protocol.provisioned, () => undefined);
  connection.onNotification(protocol.progressed, () => undefined);
  connection.listen();
  const job = jobParams(addresses, stateDirectory, over);
  const end = async (how: () => void): Promise<void> => {
    connection.dispose();
    const exited = once(child, 'exit');
    how();
    await exited;
  };
  return {
    async sync() {
      const [startedAt, cpuBefore] = [performance.now(), cpuSecondsOf(child)];
      const params = { job, token: 'bench', allowDeletes: false, restart: false, adopt: false };
      const summary = await connection.sendRequest(protocol.sync, params);
      const cpuAfter = cpuSecondsOf(child);
      const seconds = summary.durationMs / 1000;
      return {
        summary,
        seconds,
        secondsBesides: (performance.now() - startedAt) / 1000 - seconds,
        cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
        peakMegabytes: peakMegabytesOf(child),
      };
    },
    ask: (type, params, cancellation = CancellationToken.None) =>
      connection.sendRequest(type.method, { ...params, job }, cancellation),
    consequence(change, cancellation = CancellationToken.None) {
      const params = { job: { ...job, text: change(job.text) }, former: job.text, token: 'bench' };
      return connection.sendRequest(protocol.consequence, params, cancellation);
    },
    cpuSeconds: () => cpuSecondsOf(child),
    kill: () => end(() => child.kill('SIGKILL')),
    stop: () =>
      end(() => {
        child.disconnect();
      }),
  };
}

/** Runs cycles one after the other on a state of their own, which is removed at the end. */
export async function runEngine(
  addresses: BenchAddresses,
  cycles: number,
  over: Wire = 'scim',
): Promise<readonly EngineRun[]> {
  return withState(async (stateDirectory) => {
    const engine = startEngine(addresses, stateDirectory, engineExecArgv, over);
    const runs: EngineRun[] = [];
    try {
      for (let cycle = 0; cycle < cycles; cycle++) runs.push(await engine.sync());
    } finally {
      await engine.stop();
    }
    return runs;
  });
}

/** Makes a directory for a job's state, and removes it at the end. */
export async function withState<T>(use: (stateDirectory: string) => Promise<T>): Promise<T> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'engine-bench-'));
  try {
    return await use(stateDirectory);
  } finally {
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}

function jobParams(addresses: BenchAddresses, stateDirectory: string, over: Wire): OpenJobParams {
  const { source, target, business, token } = addresses;
  return {
    text: jobText(addresses, over),
    path: join(stateDirectory, 'bench.provisioning.json'),
    stateDirectory,
    sandbox: null,
    sourceCredential: { token, origin: new URL(source).origin },
    targetCredential: { token, origin: new URL(over === 'scim' ? target : business).origin },
  };
}

function jobText(addresses: BenchAddresses, over: Wire = 'scim'): string {
  const { source, target, business, tenantId, servicePrincipalId } = addresses;
  return createJobText({
    id: 'bench',
    displayName: 'Bench',
    source: { kind: 'entra', tenantId, servicePrincipalId, baseAddress: source },
    target: over === 'scim' ? { kind: 'scim', baseAddress: target } : { kind: 'dropboxBusiness', apiAddress: business },
  });
}

/** Tells how much memory the process held at most, in kilobytes, when it ends. */
const tellMemory = 'data:text/javascript,process.on("exit", () => process.send(process.resourceUsage().maxRSS))';

/** Runs an initial cycle with the packed command line. @returns the most memory that its process has held, in MB. */
export async function runCommandLine(addresses: BenchAddresses): Promise<number> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'cli-bench-'));
  const path = join(stateDirectory, 'bench.provisioning.json');
  writeFileSync(path, jobText(addresses));
  const cli = new URL('../../dist/processes/cli.mjs', import.meta.url).pathname;
  const child = fork(cli, ['sync', path, '--state', stateDirectory, '--json'], {
    execArgv: ['--import', tellMemory],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DROPBOX_PROVISIONING_SOURCE_TOKEN: addresses.token,
      DROPBOX_PROVISIONING_TARGET_TOKEN: addresses.token,
    },
  });
  const [kilobytes] = (await once(child, 'message')) as [number];
  rmSync(stateDirectory, { recursive: true, force: true });
  return Math.round(kilobytes / 1024);
}

/**
 * Runs the bare loop of bareLoop.ts in a process of its own, as cold as the engine's.
 *
 * @param creates how many of the requests create a user; the others read.
 * @returns seconds.
 */
export async function runBareLoop(addresses: BenchAddresses, creates: number, requests: number): Promise<number> {
  const child = fork(new URL('bareLoop.ts', import.meta.url));
  child.send({ addresses, creates, requests } satisfies BareLoopTask);
  const [seconds] = (await once(child, 'message')) as [number];
  child.disconnect();
  return seconds;
}

/** Linux counts a process's time in hundredths of a second (proc(5), `stat`, fields 14 and 15). */
function cpuSecondsOf({ pid = 0 }: ChildProcess): number | null {
  const fields = readProcess(pid, 'stat')?.split(') ')[1]?.split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakMegabytesOf({ pid = 0 }: ChildProcess): number | null {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readProcess(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

function readProcess(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null; // Only Linux has it; the bench then says that it does not know.
  }
}
