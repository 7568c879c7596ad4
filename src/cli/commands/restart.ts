import { inEnglish } from '../../protocol/localize.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import {
  contradictionIn,
  oneByOne,
  ordinaryRestart,
  restartCriteria,
  type RestartCriterion,
  wholeEffectOf,
} from '../../protocol/restartCriteria.ts';
import { withGuess } from '../../job/similarName.ts';
import type { JobSession } from '../../engine/session.ts';
import { effectInService } from '../../protocol/serviceRestart.ts';
import type { Invocation } from '../command.ts';
import { tellService } from '../serviceText.ts';
import type { ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { withJob } from '../withJob.ts';
import { syncOnce } from './sync.ts';
import { english } from '../../protocol/text.ts';

/** `restart`: resets what is chosen, which it tells first, and runs a cycle. */
export async function runRestart(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal } = invocation;
  const reset = readCriteria(given.text('reset'));
  const contradiction = contradictionIn(reset, inEnglish);
  if (contradiction !== null) throw new UsageError(contradiction);
  return withJob(invocation, 'writing', async (session) => {
    if (session.cannot('steer') === null) return restartInService(invocation, session, reset);
    for (const line of effects(reset, session.status())) terminal.note(line);
    return syncOnce(invocation, session, { reset });
  });
}

/** Entra's service begins anew by itself. */
async function restartInService(
  { terminal, interruption: { signal } }: Invocation,
  session: JobSession,
  reset: readonly RestartCriterion[],
): Promise<ExitCode> {
  const status = await session.follow({ signal, onEvent: () => undefined });
  for (const criterion of reset) terminal.note(`${criterion}: ${effectInService(criterion, status, inEnglish)}`);
  return tellService(await session.restart(reset, signal), terminal);
}

function effects(reset: readonly RestartCriterion[], status: JobStatus): readonly string[] {
  return oneByOne(reset).map((criterion) => `${criterion}: ${wholeEffectOf(criterion, status, inEnglish)}`);
}

/** @throws UsageError when one of them isn't a criterion. */
function readCriteria(text: string | null): readonly RestartCriterion[] {
  if (text === null) return ordinaryRestart;
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const criterion = restartCriteria.find((each) => each.toLowerCase() === name.toLowerCase());
    if (criterion !== undefined) return criterion;
    throw new UsageError(
      english(
        withGuess(
          `--reset cannot be ${JSON.stringify(name)}: write one or more of ${restartCriteria.join(', ')}, with commas between.`,
          name,
          restartCriteria,
        ),
      ),
    );
  });
}
