import type { JobSession } from '../../engine/session.ts';
import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import { inEnglish } from '../../protocol/localize.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import type { Arguments, Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { stagedLine } from '../jsonLines.ts';
import { stagedText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';

/**
 * `deletes`: lists what is held back, or releases or rejects some or all of it. A request is sent only where Entra's service
 * holds it back.
 */
export async function runDeletes(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const choice = readChoice(given);
  const actions = await withJob(invocation, 'following', (session) => perform(session, choice, interruption.signal));
  for (const action of actions.toSorted(byName)) {
    terminal.emit(stagedLine(action));
    terminal.detail(stagedText(action));
  }
  terminal.say(closing(actions, choice));
  return exitCode.ok;
}

interface Choice {
  readonly verdict: HoldDecision['verdict'];
  /** Null for all that nobody has decided about. */
  readonly names: readonly string[] | null;
}

/** @throws UsageError where it isn't clear what is to be done about what. */
function readChoice(given: Arguments): Choice | null {
  const [, ...names] = given.positionals;
  const all = given.isSet('all');
  const verdicts = [given.isSet('release') ? 'released' : null, given.isSet('reject') ? 'rejected' : null] as const;
  const [verdict, other] = verdicts.filter((each) => each !== null);
  if (other !== undefined) throw new UsageError('--release and --reject exclude each other.');
  if (verdict === undefined) {
    if (!all && names.length === 0) return null;
    throw new UsageError('Say what is to be done about them: add --release or --reject.');
  }
  if (all === names.length > 0)
    throw new UsageError(
      all ? '--all and NAME exclude each other.' : 'Say which ones: give NAME, as deletes JOB lists it, or --all.',
    );
  return { verdict, names: all ? null : names };
}

async function perform(
  session: JobSession,
  choice: Choice | null,
  signal: AbortSignal,
): Promise<readonly StagedAction[]> {
  const { staged } = await session.follow({ signal, onEvent: () => undefined });
  if (choice === null) return staged;
  if (session.cannot('decideHolds') !== null && choice.names === null && choice.verdict === 'released') {
    await session.restart(['ForceDeletes'], signal);
    return staged;
  }
  return session.decideHolds(choice.names, choice.verdict, () => undefined);
}

function closing(actions: readonly StagedAction[], choice: Choice | null): string {
  const count = actions.length;
  if (count === 0) return 'No staged deletes are waiting for a decision.';
  if (choice === null) {
    const of = (verdict: HoldDecision['verdict']): number =>
      actions.filter(({ decision }) => decision?.verdict === verdict).length;
    const would = printable(stagedCounts(actions, inEnglish));
    return `${count} held back, ${of('released')} of them released and ${of('rejected')} rejected. Released, that is ${would}.`;
  }
  return choice.verdict === 'released'
    ? `Released ${count}. The next sync carries ${count === 1 ? 'it' : 'them'} out: ${printable(stagedCounts(actions, inEnglish))}.`
    : `Rejected ${count}. ${count === 1 ? 'It stays' : 'They stay'} held back until the cause changes.`;
}

function byName({ source: left }: StagedAction, { source: right }: StagedAction): number {
  return left.displayName.localeCompare(right.displayName, 'en', { numeric: true });
}
