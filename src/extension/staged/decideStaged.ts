import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import type { OpenedJob } from '../jobs/openJob.ts';
import type { SyncParts } from '../sync/syncNow.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { showStagedDeletes, type StagedDocumentParts } from './showStaged.ts';
import { actText, byName, isUndecided, nameOfStaged, stagedNames } from './stagedPresentation.ts';
import { render } from '../../protocol/text.ts';

/** What deciding about staged deletes needs. */
export type DecideParts = SyncParts & StagedDocumentParts;

type Verdict = HoldDecision['verdict'];

/**
 * *Release* and *Reject*: for what was selected in the view, or picked from a list. A release is confirmed in a dialog whose
 * default button shows the list; a rejection takes nothing away and isn't asked about.
 *
 * @param chosen what menus and trees pass: the action, and everything that is selected.
 */
export async function decideStaged(parts: DecideParts, verdict: Verdict, chosen: readonly unknown[]): Promise<void> {
  const opened = await parts.opener.open();
  const { staged } = await parts.engine.status(opened.params);
  const keys = keysOf(chosen);
  const actions = keys === null ? await pick(staged, verdict) : staged.filter(({ key }) => keys.has(key));
  await decide(parts, opened, verdict, actions);
}

/** *Release All* and *Reject All*: for everything that nobody has decided about. */
export async function decideAllStaged(parts: DecideParts, verdict: Verdict): Promise<void> {
  const opened = await parts.opener.open();
  const { staged } = await parts.engine.status(opened.params);
  await decide(parts, opened, verdict, staged.filter(isUndecided));
}

async function decide(
  parts: DecideParts,
  opened: OpenedJob,
  verdict: Verdict,
  actions: readonly StagedAction[],
): Promise<void> {
  const { engine, log, assignments, monitor } = parts;
  if (actions.length === 0) {
    const message = vscode.l10n.t('No staged deletes are waiting for a decision.');
    throw new ActionableFailure(message, null, ['showStagedDeletes']);
  }
  if (verdict === 'released' && !(await isConfirmed(parts, opened, actions))) return;
  const keys = actions.map(({ key }) => key);
  const decided = await engine.decideHolds(opened.params, keys, verdict);
  for (const event of decided.events) {
    log.event(event);
    assignments.apply(event);
  }
  await monitor.refresh(parts.opener);
  inBackground(tell(verdict, decided.actions, opened.uri));
}

/** @returns false when the person looks at the list instead. */
async function isConfirmed(parts: DecideParts, { job }: OpenedJob, actions: readonly StagedAction[]): Promise<boolean> {
  const show = vscode.l10n.t('Show Staged Deletes');
  const release =
    actions.length === 1 ? vscode.l10n.t('Release') : vscode.l10n.t('Release {0} Deletes', actions.length);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Release what is held back for {0}? The next sync carries it out: {1}.',
      plainLabel(job.displayName),
      plainLabel(stagedCounts(actions, vscode.l10n.t)),
    ),
    { modal: true, detail: stagedNames(actions, vscode.l10n.t) },
    show,
    release,
  );
  if (chosen === undefined) throw new Cancelled();
  if (chosen === show) await showStagedDeletes(parts);
  return chosen === release;
}

async function tell(verdict: Verdict, { length }: readonly StagedAction[], jobFile: vscode.Uri): Promise<void> {
  if (verdict === 'rejected') {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(shield) Rejected {0}: nothing is taken away', length), 10_000);
    return;
  }
  const syncNow = actionTitle('syncNow');
  const message = vscode.l10n.t('Released {0}. The next sync carries that out.', length);
  if ((await vscode.window.showInformationMessage(message, syncNow)) === syncNow) await runAction('syncNow', jobFile);
}

/** Null when nothing was passed, as from the command palette. */
function keysOf([action, selected]: readonly unknown[]): ReadonlySet<string> | null {
  const passed = (Array.isArray(selected) ? (selected as readonly unknown[]) : [action]).filter(isStagedAction);
  return passed.length === 0 ? null : new Set(passed.map(({ key }) => key));
}

/** Whether a command was passed a staged delete. */
export function isStagedAction(argument: unknown): argument is StagedAction {
  return typeof argument === 'object' && argument !== null && 'key' in argument && typeof argument.key === 'string';
}

async function pick(staged: readonly StagedAction[], verdict: Verdict): Promise<readonly StagedAction[]> {
  const items = staged
    .filter(({ decision }) => decision?.verdict !== verdict)
    .toSorted(byName)
    .map((action) => ({
      label: plainLabel(nameOfStaged(action)),
      description: actText(action, vscode.l10n.t),
      detail: plainLabel(render(action.reason.message, vscode.l10n.t)),
      action,
    }));
  if (items.length === 0) return [];
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDetail: true,
    title: verdict === 'released' ? vscode.l10n.t('Release Staged Deletes') : vscode.l10n.t('Reject Staged Deletes'),
    placeHolder: vscode.l10n.t('Choose what to decide about'),
  });
  if (picked === undefined || picked.length === 0) throw new Cancelled();
  return picked.map(({ action }) => action);
}
