import type { JobStatus } from '../../protocol/provisioning.ts';
import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { cycleText, quarantineText, stagedText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';

/** `status`: the job's state as the last cycle left it; sends no request. */
export async function runStatus(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const status = await withJob(invocation, 'state', (session) => Promise.resolve(session.status()));
  terminal.emit(status);
  for (const line of statusText(status)) terminal.say(line);
  return status.quarantine === null ? exitCode.ok : exitCode.quarantine;
}

const states: Readonly<Record<JobStatus['code'], string>> = {
  NotRun: 'not run yet',
  Active: 'active',
  Paused: 'paused',
  Quarantine: 'in quarantine',
};

/** So many of the staged deletes are listed; `--json` has all. */
const mostListed = 20;

function statusText(status: JobStatus): readonly string[] {
  const { displayName, jobId, code, lastCycle, linked, escrowed, pending, staged } = status;
  return [
    `${printable(displayName)} (${jobId}): ${states[code]}`,
    ...(lastCycle === null ? [] : [`${lastCycle.finishedAt}  ${cycleText(lastCycle, 'cycle')}`]),
    ...quarantineText(status),
    ...staged.slice(0, mostListed).map(stagedText),
    ...(staged.length > mostListed ? [`  … and ${staged.length - mostListed} more; --json lists all.`] : []),
    `${linked.User} users and ${linked.Group} groups linked, ${escrowed} to be tried again, ${pending} left to decide.`,
  ];
}
