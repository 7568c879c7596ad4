import { inEnglish } from '../../protocol/localize.ts';
import type { JobSchedule, JobStatus } from '../../protocol/jobStatus.ts';
import { runSentence } from '../../protocol/runWords.ts';
import type { Invocation } from '../command.ts';
import { waitingText } from '../deliveries.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { cycleText, quarantineText, retriesText, stagedText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { serviceText } from '../serviceText.ts';
import { withJob } from '../withJob.ts';
import { english } from '../../protocol/text.ts';

/** `status`: the job's state as the last cycle left it, without a request, or as Entra's service says that it is. */
export async function runStatus(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const status = await withJob(invocation, 'following', (session) =>
    session.follow({ signal: interruption.signal, onEvent: () => undefined }),
  );
  terminal.emit(status);
  for (const line of statusText(status, Date.now())) terminal.say(line);
  return status.quarantine === null ? exitCode.ok : exitCode.quarantine;
}

const states: Readonly<Record<JobStatus['code'], string>> = {
  NotRun: 'not run yet',
  Active: 'active',
  Paused: 'paused',
  Quarantine: 'in quarantine',
};

/** So many of the staged deletes are listed; `deletes` and `--json` have all. */
const mostListed = 20;

function statusText(status: JobStatus, now: number): readonly string[] {
  const { displayName, jobId, code, lastCycle, linked, staged, running, schedule } = status;
  return [
    `${printable(displayName)} (${jobId}): ${states[code]}`,
    ...(running === null ? [] : [printable(runSentence(running, { now, own: false }, inEnglish))]),
    ...(lastCycle === null ? [] : [`${lastCycle.finishedAt}  ${cycleText(lastCycle, 'cycle')}`]),
    ...serviceText(status),
    ...scheduleText(schedule, now),
    ...quarantineText(status),
    ...staged.slice(0, mostListed).map(stagedText),
    ...(staged.length > mostListed
      ? [`  … and ${staged.length - mostListed} more; the command deletes lists all.`]
      : []),
    `${linked.User} users and ${linked.Group} groups linked, ${retriesText(status)}, ${remaining(status)}`,
    ...waitingText(status),
  ];
}

/** How many objects are left to decide about, which nobody knows before the first read. */
function remaining({ sourceReadAt, pending }: JobStatus): string {
  return sourceReadAt === null
    ? 'the directory not read yet: preview or sync reads it.'
    : `${pending} not decided yet.`;
}

/** When the next cycle is due, and why the last one stopped as a whole, if it did. */
function scheduleText({ nextCycle, lastAttempt }: JobSchedule, now: number): readonly string[] {
  const failure = lastAttempt?.failure ?? null;
  return [
    ...(lastAttempt === null || failure === null
      ? []
      : [`The cycle of ${lastAttempt.startedAt} failed: ${printable(english(failure.message))}`]),
    ...(nextCycle === null ? [] : [`Next cycle: ${Date.parse(nextCycle) <= now ? 'due now' : nextCycle}.`]),
  ];
}
