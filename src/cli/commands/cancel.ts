import { inEnglish } from '../../protocol/localize.ts';
import { cancelledSentence } from '../../protocol/runWords.ts';
import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { withJob } from '../withJob.ts';

/** `cancel`: ends whatever runs on the job, in whatever window or process; sends no request. */
export async function runCancel(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const cancelled = await withJob(invocation, 'state', (session) => session.cancelRun(interruption.signal));
  terminal.emit({ cancelled });
  terminal.say(
    cancelled === null
      ? 'Nothing is running on this job.'
      : cancelledSentence(cancelled, { now: Date.now(), own: false }, inEnglish),
  );
  return exitCode.ok;
}
