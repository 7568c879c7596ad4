import * as vscode from 'vscode';
import type { ProvisioningJob } from '../../job/job.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import {
  contradictionIn,
  ordinaryRestart,
  restartCriteria,
  type RestartCriterion,
} from '../../protocol/restartCriteria.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { effectInService } from '../../protocol/serviceRestart.ts';
import { withProgress } from '../commands/progress.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailureKind } from '../engine/engineFailure.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import type { FollowerParts } from './serviceFollower.ts';
import { stagedNames } from '../staged/stagedPresentation.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';

/** What steering Entra's service needs. */
export interface SteerParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
}

/** *Start Provisioning* of a job that Entra's service runs. A job that isn't there is created, when the person agrees. */
export async function startService(parts: SteerParts, preview: () => Promise<void>): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  const name = plainLabel(opened.job.displayName);
  const [start, look] = [vscode.l10n.t('Start Provisioning'), vscode.l10n.t('Preview Sync')];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Start provisioning {0} in Microsoft Entra?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Microsoft Entra’s service begins a cycle now, and another one about every 40 minutes, whether or not VS Code runs. Preview Sync shows what the first one would do.',
      ),
    },
    start,
    look,
  );
  if (chosen === look) return preview();
  if (chosen !== start) throw new Cancelled();
  const title = vscode.l10n.t('Starting {0} in Microsoft Entra', name);
  try {
    await steer(parts, opened.job, title, (signal) => parts.engine.start(opened.params, false, { signal }));
  } catch (failure) {
    if (engineFailureKind(failure) !== 'notFound') throw failure;
    await confirmCreation(opened);
    await steer(parts, opened.job, title, (signal) => parts.engine.start(opened.params, true, { signal }));
  }
  said(vscode.l10n.t('Microsoft Entra provisions {0} now.', name));
}

async function confirmCreation({ job }: OpenedJob): Promise<void> {
  const create = vscode.l10n.t('Create and Start');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The application of {0} has no provisioning job in Microsoft Entra yet.',
      plainLabel(job.displayName),
    ),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It is created from Dropbox’s template, with the schema of the job file. Authorize Dropbox in the Microsoft Entra admin center before: without that the job is created and not started.',
      ),
    },
    create,
  );
  if (chosen !== create) throw new Cancelled();
}

/** *Stop Provisioning*: Entra begins no further cycle. */
export async function pauseService(parts: SteerParts): Promise<void> {
  const { params, job } = await parts.opener.openToRun({ saved: false });
  const name = plainLabel(job.displayName);
  await steer(parts, job, vscode.l10n.t('Pausing {0} in Microsoft Entra', name), (signal) =>
    parts.engine.pause(params, { signal }),
  );
  said(vscode.l10n.t('Microsoft Entra begins no further cycle of {0}. One that runs comes to its end.', name));
}

interface CriterionItem extends vscode.QuickPickItem {
  readonly criterion: RestartCriterion;
}

/** *Restart Provisioning*: each criterion says first what Entra would do. */
export async function restartService(
  parts: SteerParts & Pick<FollowerParts, 'log' | 'assignments'>,
  titleOf: (criterion: RestartCriterion) => string,
): Promise<void> {
  const { params, job } = await parts.opener.openToRun({ saved: true });
  const name = plainLabel(job.displayName);
  const status = await parts.engine.follow(params, {
    onEvent: (event) => {
      parts.log.event(event);
      parts.assignments.apply(event);
    },
  });
  const items = restartCriteria.map((criterion): CriterionItem => ({
    criterion,
    label: titleOf(criterion),
    description: criterion,
    detail: plainLabel(effectInService(criterion, status, vscode.l10n.t)),
    picked: ordinaryRestart.includes(criterion),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: vscode.l10n.t('Restart Provisioning of {0} in Microsoft Entra', name),
    placeHolder: vscode.l10n.t('Choose what Entra resets. It begins a cycle afterwards.'),
    matchOnDetail: true,
  });
  const criteria = chosen?.map(({ criterion }) => criterion) ?? [];
  if (criteria.length === 0) throw new Cancelled();
  const contradiction = contradictionIn(criteria, vscode.l10n.t);
  if (contradiction !== null) throw new ActionableFailure(contradiction, null, ['restartProvisioning']);
  if (criteria.some((criterion) => !ordinaryRestart.includes(criterion))) await confirmRestart(name, criteria, status);
  await steer(parts, job, vscode.l10n.t('Restarting {0} in Microsoft Entra', name), (signal) =>
    parts.engine.restart(params, criteria, { signal }),
  );
  said(vscode.l10n.t('Microsoft Entra restarts {0}.', name));
}

async function confirmRestart(name: string, criteria: readonly RestartCriterion[], status: JobStatus): Promise<void> {
  const restart = vscode.l10n.t('Restart');
  const lines = criteria.map((criterion) => `${criterion}: ${effectInService(criterion, status, vscode.l10n.t)}`);
  if (criteria.includes('ForceDeletes') && status.staged.length > 0)
    lines.push(stagedNames(status.staged, vscode.l10n.t));
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Restart provisioning of {0}?', name),
    { modal: true, detail: lines.join('\n\n') },
    restart,
  );
  if (chosen !== restart) throw new Cancelled();
}

/** Has Entra carry out all staged deletes; whoever calls has named them. */
export async function allowDeletesInService(parts: SteerParts, { params, job }: OpenedJob): Promise<void> {
  const name = plainLabel(job.displayName);
  await steer(parts, job, vscode.l10n.t('Allowing deletes of {0} in Microsoft Entra', name), (signal) =>
    parts.engine.restart(params, ['ForceDeletes'], { signal }),
  );
  said(vscode.l10n.t('Microsoft Entra carries out the staged deletes of {0} with its next cycle.', name));
}

async function steer(
  { monitor }: SteerParts,
  job: Pick<ProvisioningJob, 'id'>,
  title: string,
  act: (signal: AbortSignal) => Promise<JobStatus>,
): Promise<void> {
  monitor.report(await monitor.run(job, title, () => withProgress(title, ({ signal }) => act(signal))));
}

function said(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${message}`, 10_000);
}
