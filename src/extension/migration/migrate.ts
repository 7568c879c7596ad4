import * as vscode from 'vscode';
import type { GraphAccess } from '../../protocol/graphProtocol.ts';
import { keysToEnter, type Migration, type MigrationStep, type OldJob } from '../../protocol/migration/migration.ts';
import { nothingFound, switchText } from '../../protocol/migration/overview.ts';
import { stateWord, stepCheck, stepProblem, stepTitle } from '../../protocol/migration/stepWords.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { withProgress } from '../commands/progress.ts';
import { type GraphAccessParts, graphAccessOf } from '../directory/graphAccess.ts';
import { documentAddress, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import { enterCredentials } from '../service/enterCredentials.ts';
import { whileMasked } from '../service/whileMasked.ts';
import { agree } from '../support/agree.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { migrationDocument } from './migrationDocument.ts';

export interface MigrateParts extends GraphAccessParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
}

interface Place {
  readonly access: GraphAccess;
  readonly servicePrincipalId: string;
  readonly old: OldJob;
}

/**
 * *Migrate from the Old Integration*: finds the old job, shows it beside the new one, and does step by step what the person chooses.
 * Everything is read anew before each question, so it can be closed at any step and goes on from what is then.
 */
export async function migrate(parts: MigrateParts): Promise<void> {
  const { opener, engine } = parts;
  const opened = await opener.open();
  const graph = await graphAccessOf(parts, opened.job, opened.uri, ['steer', 'assign']);
  const place = { ...graph, old: await chooseOld(parts, graph) };
  const address = documentAddress('migration', `/${vscode.l10n.t('Migration')}.md`, opened.job);
  const read = (): Promise<Migration> =>
    withProgress(vscode.l10n.t('Reading the old and the new job'), ({ signal }) =>
      engine.inDirectory(({ readMigration }) => readMigration, place, signal),
    );
  for (let isShown = false; ; isShown = true) {
    const migration = await read();
    await parts.documents.write(address, migrationDocument(migration, vscode.l10n.t));
    if (!isShown) await showMarkdown(address);
    const step = await askStep(migration);
    if (step === null) await showMarkdown(address);
    else await doStep(parts, place, step, opened);
  }
}

/** The old job, which is asked about when it isn't clear which one is meant. */
async function chooseOld(
  { engine }: MigrateParts,
  { access, servicePrincipalId }: Omit<Place, 'old'>,
): Promise<OldJob> {
  const found = await withProgress(vscode.l10n.t('Looking for the old Dropbox integration'), ({ signal }) =>
    engine.inDirectory(({ findOldJobs }) => findOldJobs, { access, others: [servicePrincipalId] }, signal),
  );
  const { jobs } = found;
  const [first] = jobs;
  if (first === undefined) {
    const { why, next } = nothingFound(found, vscode.l10n.t);
    throw new ActionableFailure(why, next, []);
  }
  if (jobs.length === 1 && first.foundBy === 'template') return first;
  const items = jobs.map((old) => ({
    iconPath: new vscode.ThemeIcon(old.on ? 'play-circle' : 'circle-slash'),
    label: plainLabel(old.application),
    description: old.on ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    detail: plainLabel(vscode.l10n.t('Template {0}, job {1}', old.templateId, old.jobId)),
    old,
  }));
  const placeHolder = vscode.l10n.t('Which job is that of the old integration?');
  const chosen = await vscode.window.showQuickPick(items, { title: title(), placeHolder, ignoreFocusOut: true });
  if (chosen === undefined) throw new Cancelled();
  return chosen.old;
}

function title(): string {
  return vscode.l10n.t('Migrate from the Old Integration');
}

const icons = {
  done: 'check',
  ready: 'arrow-right',
  waiting: 'ellipsis',
  yours: 'person',
  decide: 'question',
  left: 'circle-outline',
} as const;

/** The step to do next; null to look at the document. The first that can be done comes first; without one, the document. */
async function askStep(migration: Migration): Promise<MigrationStep | null> {
  const steps = migration.steps.map((step) => {
    const problem = step.state === 'done' ? null : stepProblem(step, vscode.l10n.t);
    return {
      iconPath: new vscode.ThemeIcon(icons[step.state]),
      label: stepTitle(step.id, vscode.l10n.t),
      description: stateWord(step.state, vscode.l10n.t),
      detail: plainLabel(problem === null ? stepCheck(step.id, vscode.l10n.t) : `${problem.why} ${problem.next}`),
      step,
    };
  });
  const show = {
    iconPath: new vscode.ThemeIcon('split-horizontal'),
    label: vscode.l10n.t('Show Old Beside New'),
    step: null,
  };
  const next = steps.find(({ step }) => step.state === 'ready');
  const items = next === undefined ? [show, ...steps] : [next, ...steps.filter((item) => item !== next), show];
  const chosen = await vscode.window.showQuickPick(items, {
    title: title(),
    placeHolder: switchText(migration, vscode.l10n.t),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.step;
}

/** Says what to check, does the step when the person agrees, and lets the engine say why it can't be done now. */
async function doStep({ engine }: MigrateParts, place: Place, step: MigrationStep, { job }: OpenedJob): Promise<void> {
  const { id, state } = step;
  const name = stepTitle(id, vscode.l10n.t);
  const problem = state === 'done' ? null : stepProblem(step, vscode.l10n.t);
  const lines = [...(problem === null ? [] : [problem.why, problem.next]), stepCheck(id, vscode.l10n.t)];
  const isForPerson = state === 'done' || state === 'waiting' || state === 'yours';
  const keys = keysToEnter(step);
  if (isForPerson && keys.length === 0) {
    await vscode.window.showInformationMessage(name, { modal: true, detail: lines.join('\n\n') });
    return;
  }
  const heading = vscode.l10n.t('{0} for {1}', name, plainLabel(job.displayName));
  const act = keys.length > 0 ? vscode.l10n.t('Enter {0}', plainLabel(keys.join(', '))) : vscode.l10n.t('Do This Step');
  if (!(await agree(heading, act, lines))) return;
  const isDone = await whileMasked(
    keys,
    (asked) => enterCredentials(name, asked),
    (secrets) =>
      withProgress(name, ({ signal }) =>
        engine.inDirectory((protocol) => protocol.doMigrationStep, { ...place, step: id, secrets }, signal),
      ),
  );
  if (!isDone) return;
  vscode.window.setStatusBarMessage(`$(check) ${name}`, 10_000);
}
