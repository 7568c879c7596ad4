import { resolve } from 'node:path';
import { removeSmallFile, writeSmallFile } from '../../engine/lease/smallFile.ts';
import { jsonLine } from '../../protocol/safeText.ts';
import { Scheduler } from '../../schedule/scheduler.ts';
import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { isSystemError, UsageError } from '../failures.ts';
import { readJobFile } from '../jobFile.ts';
import { printable } from '../printable.ts';
import { version } from '../version.ts';
import { WatchedJob } from '../watch/watchedJob.ts';
import { prepareJob, requireCycles } from '../withJob.ts';

/** `watch`: runs the cycles of one or more jobs when they are due, until it's stopped; with `--once` those due now. */
export async function runWatch(invocation: Invocation): Promise<ExitCode> {
  const jobs = await openJobs(invocation);
  const healthFile = invocation.arguments.text('health-file');
  const tellHealth = healthTeller(jobs, healthFile === null ? null : resolve(healthFile), invocation);
  tellHealth();
  try {
    return await (invocation.arguments.isSet('once') ? runOnce : runUntilStopped)(jobs, invocation, tellHealth);
  } finally {
    if (healthFile !== null && !invocation.arguments.isSet('once')) removeSmallFile(resolve(healthFile));
  }
}

/** A job that can't run at all is told when somebody is there to hear it, before any other has run. */
async function openJobs(invocation: Invocation): Promise<readonly WatchedJob[]> {
  const files = new Map<string, string>();
  const jobs: WatchedJob[] = [];
  for (const file of invocation.arguments.positionals) {
    const { job } = await readJobFile(file, invocation.terminal);
    const other = files.get(job.id);
    if (other !== undefined)
      throw new UsageError(`${file} and ${other} are both the job ${job.id}: give each job an id of its own.`);
    files.set(job.id, file);
    requireCycles(job, file);
    if (job.provisioning.status === 'on')
      await prepareJob({ ...invocation, terminal: { ...invocation.terminal, note: () => undefined } }, file, 'writing');
    jobs.push(new WatchedJob(file, job, invocation));
  }
  return jobs;
}

async function runOnce(
  jobs: readonly WatchedJob[],
  { terminal, interruption }: Invocation,
  tellHealth: () => void,
): Promise<ExitCode> {
  let worst: ExitCode = exitCode.ok;
  for (const job of jobs) {
    if (interruption.signal.aborted) break;
    await job.run();
    tellHealth();
    if (job.exitCode > worst) worst = job.exitCode;
    const { nextCycle, displayName } = job.health;
    if (nextCycle !== null) terminal.note(`${printable(displayName)}: The next cycle is due ${nextCycle}.`);
  }
  return interruption.exitCode() ?? worst;
}

async function runUntilStopped(
  jobs: readonly WatchedJob[],
  { terminal, interruption: { signal, exitCode: codeOfInterruption } }: Invocation,
  tellHealth: () => void,
): Promise<ExitCode> {
  const scheduler = new Scheduler({
    now: Date.now,
    setTimer(milliseconds, act) {
      const timer = setTimeout(act, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
    onLook: tellHealth,
  });
  const stopped = new Promise<void>((resolveStopped) => {
    if (signal.aborted) resolveStopped();
    signal.addEventListener('abort', () => {
      resolveStopped();
    });
  });
  const names = jobs.map(({ health }) => printable(health.displayName)).join(', ');
  terminal.note(`Watching ${names}. Stop with Ctrl+C or SIGTERM.`);
  scheduler.set(jobs);
  await stopped;
  await scheduler.stop();
  return codeOfInterruption() ?? exitCode.ok;
}

/**
 * Writes how the jobs are, as one line of JSON, where `--health-file` says. A check looks at its age as well: it's written at
 * each look at the clock.
 */
function healthTeller(jobs: readonly WatchedJob[], path: string | null, { terminal }: Invocation): () => void {
  if (path === null) return () => undefined;
  let failed = false;
  const write = (): void => {
    const line = { time: new Date().toISOString(), pid: process.pid, version, jobs: jobs.map(({ health }) => health) };
    writeSmallFile(path, `${jsonLine(line)}\n`);
    failed = false;
  };
  // Where it can't be written from the start, that is for the person who has started it.
  write();
  return () => {
    try {
      write();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (!failed) terminal.note(`The health file cannot be written: ${error.message}`);
      failed = true;
    }
  };
}
