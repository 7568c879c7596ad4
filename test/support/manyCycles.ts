import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';

/** What an engine's process holds after a cycle. */
export interface Held {
  /** Bytes of the heap that are in use after everything that can be collected was. */
  readonly heap: number;
  /** Open file descriptors; null where the system doesn't tell (not Linux). */
  readonly descriptors: number | null;
  /** Timers, sockets and what else keeps a process going. */
  readonly resources: number;
}

/** One cycle to run in a process of its own. */
export interface CycleOrder {
  readonly params: OpenJobParams;
  /** How much later than now it is, in milliseconds. */
  readonly later: number;
}

/** How a cycle ended, and what the process holds then. */
export interface CycleReport {
  readonly summary: CycleSummary;
  readonly held: Held;
}

/** A process that runs one cycle after the other, as the engine's own does. */
export interface CycleRunner {
  /** @throws when the cycle failed as a whole. */
  run(order: CycleOrder): Promise<CycleReport>;
  stop(): Promise<void>;
}

export function startCycleRunner(): CycleRunner {
  const child: ChildProcess = fork(new URL('manyCyclesProcess.ts', import.meta.url), [], { execArgv: ['--expose-gc'] });
  return {
    async run(order) {
      child.send(order);
      const [report] = (await once(child, 'message')) as [CycleReport | { readonly failure: string }];
      if ('failure' in report) throw new Error(report.failure);
      return report;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
