import * as vscode from 'vscode';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvisioningJob } from '../../job/job.ts';
import { advance, type MovePorts, MoveStopped } from '../../moving/advance.ts';
import { moveNotes } from '../../moving/moveNotes.ts';
import { hasMoved, type MoveChoices, type MovePlan, type MoveStep, nextStep, planMove } from '../../moving/movePlan.ts';
import { takeStep } from '../../moving/takeStep.ts';
import type { Executor } from '../../protocol/executors.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { withProgress } from '../commands/progress.ts';
import type { VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import { type JobOpener, requireTrust, saveFirst } from '../jobs/openJob.ts';
import type { JobChoice } from '../jobs/validJob.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { ActionableFailure, Cancelled, failureText } from '../support/actionableFailure.ts';
import { createMoveActs } from './moveActs.ts';
import { type MoveItem, moveItems } from './moveItems.ts';
import { OpenMove } from './openMove.ts';

export interface MoveParts {
  /** The job that moves, whatever is selected meanwhile. */
  readonly choice: JobChoice;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly documents: VirtualDocuments;
  readonly assignments: AssignmentsView;
  readonly log: ProvisioningLog;
}

/**
 * *Move Job*: goes through the check list of a move, a step for each Enter. Escape stops it, and the command resumes where it
 * was stopped, for it begins with how everything is.
 *
 * @param argument `entra` or `local`, for a key binding; the person is asked otherwise.
 */
export async function moveJob(parts: MoveParts, argument: unknown): Promise<void> {
  requireTrust();
  const { uri, job } = await parts.choice.require();
  await saveFirst(uri);
  const to = argument === 'entra' || argument === 'local' ? argument : await chooseDestination(job.executor);
  const move = new OpenMove(parts, to);
  let choices: MoveChoices = { keepSchema: false };
  let plan = await look(parts, move, to, choices, job);
  if (plan.obstacle !== null)
    throw new ActionableFailure(vscode.l10n.t('The job can’t move: {0}', render(plan.obstacle, vscode.l10n.t)), null, [
      'openJobFile',
    ]);
  // What changes is told before anything is done.
  if (!hasMoved(plan)) await showNotes(job, to);
  for (let next = nextStep(plan); next !== null; next = nextStep(plan)) {
    const act = await choose(plan, to, job.displayName);
    // Whoever doesn't wait for Entra's first cycle has moved the job all the same.
    if (act === null && hasMoved(plan)) break;
    if (act === null) throw new Cancelled();
    if (act === 'none') continue;
    if (act === 'notes') {
      await showNotes(job, to);
      continue;
    }
    if (act === 'keepSchema') choices = { keepSchema: true };
    plan = await (act === 'take' ? take(parts, move, to, choices, next) : look(parts, move, to, choices, job));
    if (act === 'take' && next.name === 'compare' && next.state === 'open') break;
  }
  if (!hasMoved(plan)) return;
  vscode.window.setStatusBarMessage(
    to === 'entra'
      ? vscode.l10n.t('$(check) Microsoft Entra provisions {0} now.', job.displayName)
      : vscode.l10n.t('$(check) Our engine provisions {0} now.', job.displayName),
    10_000,
  );
}

async function chooseDestination(executor: Executor): Promise<Executor> {
  const items = [
    { to: 'entra', label: vscode.l10n.t('To Microsoft Entra’s provisioning service') },
    { to: 'local', label: vscode.l10n.t('To our engine, on this machine') },
  ] as const;
  const chosen = await vscode.window.showQuickPick(executor === 'local' ? items : items.toReversed(), {
    title: vscode.l10n.t('Move Job'),
    placeHolder: vscode.l10n.t('Choose who runs the job. A move that was stopped goes on from where it is.'),
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.to;
}

function look(
  { monitor }: MoveParts,
  move: OpenMove,
  to: Executor,
  choices: MoveChoices,
  job: ProvisioningJob,
): Promise<MovePlan> {
  return monitor.run(job, vscode.l10n.t('moving'), () =>
    withProgress(vscode.l10n.t('Looking at {0}, here and in Microsoft Entra', job.displayName), async ({ signal }) =>
      planMove(await move.facts(signal), to, vscode.l10n.t, choices),
    ),
  );
}

/** @returns null when the person leaves the list. */
async function choose(plan: MovePlan, to: Executor, name: string): Promise<MoveItem['act'] | null> {
  const chosen = await vscode.window.showQuickPick([...moveItems(plan, vscode.l10n.t)], {
    title:
      to === 'entra'
        ? vscode.l10n.t('Move {0} to Microsoft Entra', plainLabel(name))
        : vscode.l10n.t('Move {0} to Our Engine', plainLabel(name)),
    placeHolder: vscode.l10n.t('Press Enter for the next step, or Escape to stop here. Move Job goes on later.'),
    ignoreFocusOut: true,
  });
  return chosen?.act ?? null;
}

/** Enter leads to the check list, Escape ends the command. */
async function showNotes(job: ProvisioningJob, to: Executor): Promise<void> {
  const notes = moveNotes(job, to, vscode.l10n.t).map((note) => ({ label: plainLabel(note) }));
  const chosen = await vscode.window.showQuickPick(
    [{ label: `$(arrow-right) ${vscode.l10n.t('Show the Check List')}` }, ...notes],
    {
      title: vscode.l10n.t('What Changes with This Move'),
      placeHolder: vscode.l10n.t('Nothing is done yet. Press Enter for the check list, or Escape to leave it.'),
      ignoreFocusOut: true,
    },
  );
  if (chosen === undefined) throw new Cancelled();
}

/** Takes the next step. When it fails, what runs then is said. */
async function take(
  parts: MoveParts,
  move: OpenMove,
  to: Executor,
  choices: MoveChoices,
  step: MoveStep,
): Promise<MovePlan> {
  const ports: MovePorts = {
    facts: (signal) => move.facts(signal),
    take: takeStep(createMoveActs(parts, move)),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
    t: vscode.l10n.t,
  };
  try {
    const signal = new AbortController().signal;
    const taken = await advance(ports, to, choices, step.name, signal);
    if (taken.ended === 'taken') parts.log.channel.info(visible(vscode.l10n.t('Moving: {0}: done.', step.title)));
    return taken.plan;
  } catch (error) {
    if (!(error instanceof MoveStopped)) throw error;
    if (error.cause instanceof Cancelled) {
      parts.log.channel.warn(visible(error.left));
      throw error.cause;
    }
    throw new ActionableFailure(
      vscode.l10n.t('The move stopped at “{0}”: {1}', step.title, failureText(error.cause)),
      error.left,
      error.cause instanceof ActionableFailure
        ? ['moveJob', ...error.cause.actions]
        : ['moveJob', 'openProvisioningLog'],
      error.cause,
    );
  }
}
