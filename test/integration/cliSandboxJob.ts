import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type CliResult, type RunningCli, runCli, startCli, temporaryDirectory } from './cliProcess.ts';

/** A sandbox in this process, and the command line at work on its job in processes of its own. */
export interface SandboxJob {
  readonly sandbox: Sandbox;
  /** Path of the job file. */
  readonly job: string;
  /** Directory for `--state`. */
  readonly state: string;
  /** Runs a command on the job: `run('sync', '--json')`, `run('explain', ['Adele Vance'])`. */
  readonly run: (command: string, ...rest: readonly string[]) => Promise<CliResult>;
  readonly start: (command: string, ...rest: readonly string[]) => RunningCli;
  /** Ends the sandbox before the test ends. */
  readonly stop: () => Promise<void>;
  /** Everything that ran so far printed, for a search. */
  readonly printed: () => string;
}

/** Starts a sandbox that ends with the test. Its tokens are not in the environment: the command line finds them itself. */
export async function startSandboxJob(
  context: TestContext,
  options: { readonly users?: number; readonly seatLimit?: number } = {},
): Promise<SandboxJob> {
  const directory = temporaryDirectory(context);
  const state = join(directory, 'state');
  const sandbox = await startSandbox({ stateDirectory: join(directory, 'sandbox'), ...options });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= sandbox.stop());
  context.after(stop);
  let printed = '';
  const keep = async (ended: Promise<CliResult>): Promise<CliResult> => {
    const result = await ended;
    printed += result.stdout + result.stderr;
    return result;
  };
  const argvOf = (command: string, rest: readonly string[]): readonly string[] => [
    command,
    sandbox.jobFile,
    ...rest,
    '--state',
    state,
  ];
  return {
    sandbox,
    job: sandbox.jobFile,
    state,
    run: (command, ...rest) => keep(runCli(argvOf(command, rest))),
    start(command, ...rest) {
      const running = startCli(argvOf(command, rest));
      return { ...running, ended: keep(running.ended) };
    },
    stop,
    printed: () => printed,
  };
}

/** Replaces a text in a job file, which must be there. */
export function editJob(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'utf8');
  if (typeof from === 'string' ? !text.includes(from) : !from.test(text))
    throw new Error(`${path} does not contain ${String(from)}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

/** How many objects of a type the sandbox's target holds. */
export function countInTarget({ sandbox }: SandboxJob, type: 'User' | 'Group'): number {
  return sandbox.targetStore.all(type).length;
}
