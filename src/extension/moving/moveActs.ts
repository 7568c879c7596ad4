import * as vscode from 'vscode';
import { compareCycle, type CycleDifference } from '../../moving/compareCycle.ts';
import type { MoveActs } from '../../moving/takeStep.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../protocol/provisioning.ts';
import { visible } from '../../protocol/safeText.ts';
import { inBackground } from '../commands/inBackground.ts';
import { render } from '../../protocol/text.ts';
import { withProgress } from '../commands/progress.ts';
import { agree } from '../support/agree.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import { editJobFile } from '../jobs/editJobFile.ts';
import { pushSettingsOf, showSchemas, writeSchema } from '../service/exchangeSchema.ts';
import { changeLines, conflictLines } from '../service/changeLines.ts';
import { showComparison } from '../service/compareExecutors.ts';
import { PermanentQuestion } from '../sync/confirmPermanent.ts';
import type { MoveParts } from './moveJob.ts';
import type { OpenMove } from './openMove.ts';

/** The steps of a move as a window does them: whatever is written is shown before, and agreed to from a list. */
export function createMoveActs(parts: MoveParts, move: OpenMove): MoveActs {
  const { engine } = parts;
  return {
    edit: async (changes) => editJobFile((await move.valid()).uri, changes),
    async createJob() {
      const params = await move.params('entra');
      await withProgress(vscode.l10n.t('Creating the job in Microsoft Entra'), ({ signal }) =>
        engine.createInService(params, { signal }),
      );
    },
    async pause() {
      const params = await move.params('entra');
      await withProgress(vscode.l10n.t('Pausing provisioning in Microsoft Entra'), ({ signal }) =>
        engine.pause(params, { signal }),
      );
    },
    async start() {
      const params = await move.params('entra');
      const status = await withProgress(vscode.l10n.t('Starting provisioning in Microsoft Entra'), ({ signal }) =>
        engine.start(params, false, { signal }),
      );
      parts.monitor.report(status);
      return true;
    },
    pushSchema: (_, signal) => pushSchema(parts, move, signal),
    pullSchema: (_, signal) => pullSchema(parts, move, signal),
    async pushSettings() {
      await pushSettingsOf(parts, await move.opened('entra'));
      return true;
    },
    async compare() {
      await showComparison(parts, await move.opened('entra'));
    },
    firstCycle: () => firstCycle(parts, move),
    async startLocal(edit) {
      await edit();
      return true;
    },
  };
}

async function pushSchema(parts: MoveParts, move: OpenMove, signal: AbortSignal): Promise<boolean> {
  const opened = await move.opened('entra');
  const plan = await parts.engine.planPush(opened.params, { signal });
  const title = vscode.l10n.t('Push Schema');
  await showSchemas(parts, opened, plan.currentText, plan.text, title);
  const push = plan.conflicts.length === 0 ? vscode.l10n.t('Push') : vscode.l10n.t('Push and Keep Entra’s');
  const lines = [
    ...changeLines(plan.theirs, vscode.l10n.t).map((line) => vscode.l10n.t('In Entra since the last pull: {0}', line)),
    ...conflictLines(plan.conflicts, vscode.l10n.t),
    ...changeLines(plan.changes, vscode.l10n.t),
    ...plan.notes.map((note) => render(note, vscode.l10n.t)),
  ];
  if (!(await agree(title, push, lines))) return false;
  const pushed = await parts.engine.pushSchema(opened.params, { version: plan.version, text: plan.text }, { signal });
  await writeSchema(opened.uri, pushed.text);
  return true;
}

async function pullSchema(parts: MoveParts, move: OpenMove, signal: AbortSignal): Promise<boolean> {
  const opened = await move.opened('entra');
  const pulled = await parts.engine.pullSchema(opened.params, { signal });
  const title = vscode.l10n.t('Pull Schema');
  await showSchemas(parts, opened, JSON.stringify(opened.job.schema, null, 2), pulled.text, title);
  const lines = changeLines(pulled.changes, vscode.l10n.t);
  if (!(await agree(title, vscode.l10n.t('Write into Job File'), lines))) return false;
  await writeSchema(opened.uri, pulled.text);
  return true;
}

/** A preview, then the cycle; what the two tell differently goes to the log and into a failure. */
async function firstCycle(parts: MoveParts, move: OpenMove): Promise<boolean> {
  const { engine, log, assignments } = parts;
  const params = await move.params('local');
  const { uri, job } = await move.valid();
  const { displayName } = job;
  const decisions: DecisionSummary[] = [];
  const preview = await withProgress(vscode.l10n.t('Previewing {0}: nothing is written', displayName), ({ signal }) =>
    engine.preview(params, { signal, onDecision: (decision) => void decisions.push(decision) }),
  );
  const { create, update, disable, delete: remove, skip, failure } = preview.counts;
  const counts = vscode.l10n.t(
    '{0} to create, {1} to update, {2} to disable, {3} to delete, {4} skipped, {5} failing',
    ...[create, update, disable, remove, skip, failure],
  );
  const isAgreed = await agree(vscode.l10n.t('First Cycle of Our Engine'), vscode.l10n.t('Run the Cycle'), [
    counts,
    ...(preview.staged === 0 ? [] : [vscode.l10n.t('{0} held back', preview.staged)]),
  ]);
  if (!isAgreed) return false;
  const events: ProvisioningEvent[] = [];
  const question = new PermanentQuestion(vscode.l10n.t('Sync {0}?', displayName), uri);
  log.cycleStarted(displayName, vscode.l10n.t('sync started'));
  const summary = await withProgress(vscode.l10n.t('Syncing {0}', displayName), ({ signal }) =>
    engine.sync(
      params,
      { allowDeletes: false, restart: false },
      {
        signal,
        confirmPermanent: question.ask,
        onEvent: (event) => {
          events.push(event);
          log.event(event);
          assignments.apply(event);
        },
      },
    ),
  );
  log.cycleEnded(summary);
  assignments.reload(job.id);
  await question.followUp();
  const differences = compareCycle(decisions, events);
  for (const difference of differences) log.channel.warn(visible(differenceLine(difference)));
  if (differences.length > 0) inBackground(tellDifferences(differences.length));
  return true;
}

async function tellDifferences(count: number): Promise<void> {
  const open = actionTitle('openProvisioningLog');
  const message = vscode.l10n.t(
    'The cycle did something else than its preview told with {0} users and groups. Look at them in the log before the move goes on.',
    count,
  );
  if ((await vscode.window.showWarningMessage(message, open)) === open) await runAction('openProvisioningLog');
}

function differenceLine({ source, previewed, done }: CycleDifference): string {
  const nothing = vscode.l10n.t('nothing');
  return vscode.l10n.t('{0}: previewed {1}, done {2}', source.displayName, previewed ?? nothing, done ?? nothing);
}
