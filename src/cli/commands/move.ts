import { setTimeout as sleep } from 'node:timers/promises';
import { type Advance, MoveStopped } from '../../moving/advance.ts';
import { moveNotes } from '../../moving/moveNotes.ts';
import { hasMoved, type MovePlan, type MoveStep, planMove } from '../../moving/movePlan.ts';
import { runMove } from '../../moving/runMove.ts';
import { takeStep } from '../../moving/takeStep.ts';
import type { Executor } from '../../protocol/executors.ts';
import { inEnglish } from '../../protocol/localize.ts';
import { english } from '../../protocol/text.ts';
import type { Arguments, Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { createMoveActs } from '../move/moveActs.ts';
import { openMove } from '../move/openMove.ts';
import { refuseLosses } from '../move/refuseLosses.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';

/** `move`: shows the check list of a move, and with `--yes` goes through it. */
export async function runMoveCommand(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const to = destination(given);
  const open = await openMove(invocation, to);
  const choices = { keepSchema: given.isSet('keep-schema') };
  const facts = await open.facts(interruption.signal);
  const plan = planMove(facts, to, inEnglish, choices);
  if (plan.obstacle !== null) throw new UsageError(`The job can’t move: ${english(plan.obstacle)}`);
  if (!hasMoved(plan)) for (const note of moveNotes(facts.job, to, inEnglish)) terminal.note(printable(note));
  tellPlan(plan, terminal);
  if (!given.isSet('yes')) {
    terminal.note(hasMoved(plan) ? 'The job has moved.' : 'Nothing was changed; --yes goes through the steps.');
    return exitCode.ok;
  }
  if (!hasMoved(plan)) await refuseLosses(invocation, open, facts, plan);
  const { acts, found } = createMoveActs(invocation, open);
  const ports = {
    facts: open.facts,
    take: takeStep(acts),
    sleep: (milliseconds: number, signal: AbortSignal) => sleep(milliseconds, undefined, { signal }),
    t: inEnglish,
  };
  try {
    const end = await runMove(
      ports,
      to,
      choices,
      ({ step }) => {
        tellTaken(step, terminal);
      },
      interruption.signal,
    );
    return tellEnd(end, found.differences, terminal);
  } catch (error) {
    if (!(error instanceof MoveStopped)) throw error;
    terminal.emit({ stopped: error.step.name, left: error.left });
    terminal.note(printable(`Stopped at: ${error.step.title}. ${error.left}`));
    throw error.cause;
  }
}

function destination(given: Arguments): Executor {
  const to = given.text('to');
  if (to === 'entra' || to === 'local') return to;
  throw new UsageError('--to is missing: write --to entra or --to local.');
}

function tellPlan({ steps }: MovePlan, terminal: Terminal): void {
  for (const step of steps) {
    terminal.emit(step);
    terminal.say(stepText(step));
  }
}

const marks: Readonly<Record<MoveStep['state'], string>> = { done: 'x', open: ' ', waiting: '…' };

function stepText({ state, title, detail }: MoveStep): string {
  return [`[${marks[state]}] ${title}`, ...detail.map((line) => `      ${printable(line)}`)].join('\n');
}

function tellTaken(step: MoveStep | null, terminal: Terminal): void {
  if (step === null) return;
  terminal.emit({ taken: step.name });
  terminal.note(`Done: ${step.title}`);
}

function tellEnd({ ended, step, plan }: Advance, differences: number, terminal: Terminal): ExitCode {
  terminal.emit({ ended, next: step?.name ?? null, moved: hasMoved(plan), differences });
  if (ended === 'waiting' && step !== null) terminal.say(stepText(step));
  if (ended === 'declined' && step !== null) {
    terminal.note(
      printable(`Stopped before: ${step.title}. Look at the differences, then run the same command again to go on.`),
    );
  }
  if (hasMoved(plan)) terminal.say('The job has moved.');
  if (differences > 0) return exitCode.someObjectsFailed;
  return hasMoved(plan) ? exitCode.ok : exitCode.busy;
}
