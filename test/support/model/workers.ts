import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailedStory } from './tellStories.ts';

export interface StoriesPlan {
  readonly stories: number;
  /** Of the first story; the others have the numbers after it. */
  readonly seed: number;
  /** Goes straight to a smaller story of the first seed. */
  readonly path?: string;
  /** How long a failed story is made smaller; only the first of each kind is, and no more than `smaller` of them. */
  readonly shrinkMs: number;
  readonly smaller: number;
  /** No further story is begun after this many have failed. */
  readonly stopAfter: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly told: number;
  readonly failures: readonly FailedStory[];
}

/** What a worker is asked. */
export interface Task {
  readonly seed: number;
  readonly path?: string;
  readonly shrinkMs: number;
}

/** What a worker answers. */
export interface TaskResult {
  readonly seed: number;
  readonly failed: FailedStory | null;
}

/** Stories that a process tells at once: some of their time is spent waiting. */
const atOnce = 3;

/**
 * Tells stories in as many processes as the machine has processors.
 *
 * @returns how many were told, and those in which the engine failed.
 */
export async function tellStories(plan: StoriesPlan): Promise<Progress> {
  // In memory, where the machine has a folder for that: thousands of small databases are made and removed.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'model-run-'));
  const workers = Array.from({ length: Math.min(availableParallelism(), Math.ceil(plan.stories / atOnce)) }, () =>
    startWorker(folder),
  );
  const failures: FailedStory[] = [];
  const shrunk = new Set<string>();
  let [begun, told] = [0, 0];

  const next = (): Task | null => {
    if (begun >= plan.stories || failures.length >= plan.stopAfter) return null;
    const path = begun === 0 && plan.path !== undefined ? { path: plan.path } : {};
    return { seed: plan.seed + begun++, shrinkMs: 0, ...path };
  };
  const lane = async (worker: Worker): Promise<void> => {
    for (let task = next(); task !== null; task = next()) {
      let failed = await worker.ask(task);
      if (failed !== null && plan.shrinkMs > 0 && task.path === undefined) {
        if (!shrunk.has(failed.kind) && shrunk.size < plan.smaller) {
          shrunk.add(failed.kind);
          failed = (await worker.ask({ seed: task.seed, shrinkMs: plan.shrinkMs })) ?? failed;
        }
      }
      if (failed !== null) failures.push(failed);
      told += 1;
      plan.onProgress?.({ told, failures });
    }
  };
  try {
    await Promise.all(workers.flatMap((worker) => Array.from({ length: atOnce }, () => lane(worker))));
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
    rmSync(folder, { recursive: true, force: true });
  }
  return { told, failures };
}

interface Worker {
  ask(task: Task): Promise<FailedStory | null>;
  end(): Promise<void>;
}

function startWorker(folder: string): Worker {
  const child: ChildProcess = fork(new URL('worker.ts', import.meta.url), [], {
    execArgv: [],
    env: { ...process.env, TMPDIR: folder },
  });
  const exited = once(child, 'exit').then(([code, signal]: unknown[]) => {
    throw new Error(`A process that tells stories ended with ${String(signal ?? code)}.`);
  });
  exited.catch(() => undefined);
  return {
    ask(task) {
      const answered = new Promise<FailedStory | null>((resolve) => {
        const listen = (message: unknown): void => {
          const { seed, failed } = message as TaskResult;
          if (seed !== task.seed) return;
          child.off('message', listen);
          resolve(failed);
        };
        child.on('message', listen);
      });
      child.send(task);
      return Promise.race([answered, exited]);
    },
    async end() {
      child.disconnect();
      await exited.catch(() => undefined);
    },
  };
}
