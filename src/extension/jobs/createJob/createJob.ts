import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { inBackground } from '../../commands/inBackground.ts';
import { Cancelled } from '../../support/actionableFailure.ts';
import type { CurrentJob } from '../currentJob.ts';
import {
  checkEmail,
  checkGuid,
  checkName,
  dropboxScimAddress,
  type JobAnswers,
  jobFileName,
  newJob,
  noAnswers,
  readAnswers,
} from './answers.ts';
import { offerNextSteps } from './nextSteps.ts';
import { tenantSteps, type TenantParts } from './tenantSteps.ts';
import { askChoice, askInSteps, askText, type Step } from './steps.ts';
import { render } from '../../../protocol/text.ts';

export interface CreateJobParts extends TenantParts {
  readonly currentJob: CurrentJob;
  readonly memento: vscode.Memento;
}

/** Where answers are kept when the questions are closed; they hold no secret. */
const keptKey = 'createJob';

interface Kept {
  readonly answers: unknown;
  readonly next: number;
}

/**
 * *Create Job*: walks through what the tutorial does in the portal (sign-in, tenant, application, executor, target, scope and
 * notification), asks where to save, writes the file, opens it, makes it the current job, and offers what comes next.
 */
export async function createJob(parts: CreateJobParts): Promise<void> {
  const { currentJob, memento } = parts;
  const { initial, first } = await whereToBegin(memento);
  const keep = (answers: JobAnswers, next: number): void => {
    inBackground(Promise.resolve(memento.update(keptKey, { answers, next } satisfies Kept)));
  };
  const answers = await askInSteps(vscode.l10n.t('Create Job'), steps(parts), initial, keep, first);
  const uri = await askWhereToSave(jobFileName(answers.displayName));
  const { createJobText } = await import('../../../job/defaultJob.ts');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(createJobText(newJob(answers))));
  await memento.update(keptKey, undefined);
  await currentJob.select(uri);
  await vscode.window.showTextDocument(uri);
  inBackground(offerNextSteps(answers, uri));
}

/** Offers to resume where the person closed the questions. */
async function whereToBegin(
  memento: vscode.Memento,
): Promise<{ readonly initial: JobAnswers; readonly first: number }> {
  const anew = { initial: { ...noAnswers, id: randomUUID() }, first: 0 };
  const kept = memento.get<Kept>(keptKey);
  const answers = readAnswers(kept?.answers);
  if (kept === undefined || answers === null) return anew;
  const goOn = {
    iconPath: new vscode.ThemeIcon('debug-continue'),
    label: vscode.l10n.t('Continue with {0}', answers.displayName),
    detail: vscode.l10n.t('Resume where you stopped; Back shows your earlier choices'),
    begin: { initial: answers, first: kept.next },
  };
  const startAnew = {
    iconPath: new vscode.ThemeIcon('add'),
    label: vscode.l10n.t('Start anew'),
    detail: vscode.l10n.t('Discard your earlier choices'),
    begin: anew,
  };
  const title = vscode.l10n.t('Create Job');
  const chosen = await vscode.window.showQuickPick([goOn, startAnew], { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new Cancelled();
  return chosen.begin;
}

function steps(parts: TenantParts): readonly Step<JobAnswers>[] {
  const always = (): boolean => true;
  const fromTenant = ({ source }: JobAnswers): boolean => source === 'entra';
  const tenant = tenantSteps(parts);
  return [
    { applies: always, ask: askName },
    { applies: always, ask: askSource },
    { applies: fromTenant, ask: tenant.askCloud },
    { applies: fromTenant, ask: tenant.askWay },
    { applies: fromTenant, ask: tenant.askTenant },
    { applies: (answers) => fromTenant(answers) && answers.way !== 'ids', ask: tenant.askApplication },
    { applies: (answers) => fromTenant(answers) && answers.way === 'ids', ask: askServicePrincipal },
    { applies: fromTenant, ask: askExecutor },
    { applies: always, ask: askTarget },
    { applies: ({ target }) => target === 'scim', ask: askAddress },
    { applies: always, ask: askScope },
    { applies: always, ask: askEmail },
  ];
}

const askName: Step<JobAnswers>['ask'] = async (answers, place) => ({
  ...answers,
  displayName: await askText(
    place,
    vscode.l10n.t('What do you call this job?'),
    answers.displayName || 'Dropbox',
    (text) => checkName(text, vscode.l10n.t),
  ),
});

const askSource: Step<JobAnswers>['ask'] = async (answers, place) => {
  const choices = [
    {
      iconPath: new vscode.ThemeIcon('organization'),
      label: vscode.l10n.t('Microsoft Entra tenant'),
      detail: vscode.l10n.t('The users and groups that are assigned to the Dropbox application of your tenant'),
      value: 'entra' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('beaker'),
      label: vscode.l10n.t('Sandbox'),
      detail: vscode.l10n.t('A sample tenant on this machine'),
      value: 'sandbox' as const,
    },
  ];
  return {
    ...answers,
    source: await askChoice(place, vscode.l10n.t('Where are users and groups read?'), choices, answers.source),
  };
};

const askServicePrincipal: Step<JobAnswers>['ask'] = async (answers, place) => ({
  ...answers,
  servicePrincipalId: await askText(
    place,
    vscode.l10n.t(
      'Object ID of the Dropbox application (Entra admin center: Enterprise applications, Dropbox, Properties)',
    ),
    answers.servicePrincipalId,
    (text) => checkGuid(text, vscode.l10n.t),
  ),
});

const askExecutor: Step<JobAnswers>['ask'] = async (answers, place) => {
  const choices = [
    {
      iconPath: new vscode.ThemeIcon('vm'),
      label: vscode.l10n.t('This extension and the command line'),
      detail: vscode.l10n.t('On your own machine or server, with a preview of each sync'),
      value: 'local' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('cloud'),
      label: vscode.l10n.t('Microsoft Entra’s provisioning service'),
      detail: vscode.l10n.t('In the cloud, about every 40 minutes; steered and followed from here'),
      value: 'entra' as const,
    },
  ];
  return {
    ...answers,
    executor: await askChoice(place, vscode.l10n.t('Who runs the cycles?'), choices, answers.executor),
  };
};

const askTarget: Step<JobAnswers>['ask'] = async (answers, place) => {
  const choices = [
    {
      iconPath: new vscode.ThemeIcon('package'),
      label: vscode.l10n.t('Dropbox'),
      detail: dropboxScimAddress,
      value: 'dropbox' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('organization'),
      label: vscode.l10n.t('Business API of Dropbox'),
      detail: vscode.l10n.t('Documented by Dropbox, authorized with your own app; adds up to 20 members at once'),
      value: 'dropboxBusiness' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('globe'),
      label: vscode.l10n.t('Another SCIM 2.0 server'),
      detail: vscode.l10n.t('Any base address, for example of a test server'),
      value: 'scim' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('beaker'),
      label: vscode.l10n.t('Sandbox'),
      detail: vscode.l10n.t('A sample Dropbox team on this machine'),
      value: 'sandbox' as const,
    },
  ];
  return {
    ...answers,
    target: await askChoice(place, vscode.l10n.t('Where should they be provisioned?'), choices, answers.target),
  };
};

const askAddress: Step<JobAnswers>['ask'] = async (answers, place) => ({
  ...answers,
  baseAddress: await askText(
    place,
    vscode.l10n.t('Base address of the SCIM 2.0 server'),
    answers.baseAddress,
    async (text) => {
      const { checkServerAddress } = await import('../../../job/serverAddress.ts');
      const problem = checkServerAddress(text);
      return problem && render(problem.message, vscode.l10n.t);
    },
  ),
});

const askScope: Step<JobAnswers>['ask'] = async (answers, place) => {
  const choices = [
    {
      label: vscode.l10n.t('Only assigned users and groups'),
      detail: vscode.l10n.t('Those that are assigned to the application in Microsoft Entra; recommended'),
      value: 'assigned' as const,
    },
    {
      label: vscode.l10n.t('All users and groups'),
      detail: vscode.l10n.t('Everyone in the directory whom the scoping filters let through'),
      value: 'all' as const,
    },
  ];
  return { ...answers, scope: await askChoice(place, vscode.l10n.t('Who is provisioned?'), choices, answers.scope) };
};

const askEmail: Step<JobAnswers>['ask'] = async (answers, place) => ({
  ...answers,
  email: await askText(
    place,
    vscode.l10n.t('Email address to notify when provisioning fails; leave it empty for none'),
    answers.email,
    (text) => checkEmail(text, vscode.l10n.t),
  ),
});

async function askWhereToSave(name: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const options: vscode.SaveDialogOptions = {
    title: vscode.l10n.t('Save the Job'),
    saveLabel: vscode.l10n.t('Save Job'),
    filters: { [vscode.l10n.t('Provisioning jobs')]: ['json'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  };
  const chosen = await vscode.window.showSaveDialog(options);
  if (chosen === undefined) throw new Cancelled();
  if (chosen.path.endsWith('.provisioning.json')) return chosen;
  return chosen.with({ path: `${chosen.path.replace(/(\.provisioning)?(\.json)?$/, '')}.provisioning.json` });
}
