import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { plainLabel } from '../../../protocol/safeText.ts';
import { inBackground } from '../../commands/inBackground.ts';
import { actionTitle, runAction } from '../../commands/registerCommand.ts';
import { Cancelled } from '../../support/actionableFailure.ts';
import type { CurrentJob } from '../currentJob.ts';
import {
  checkGuid,
  checkName,
  dropboxScimAddress,
  type JobAnswers,
  jobFileName,
  newJob,
  noAnswers,
} from './answers.ts';
import { askChoice, askInSteps, askText, type Step } from './steps.ts';

/** *Create Job*: asks for name, source, target and scope, then where to save; writes the file, opens it and makes it the current job. */
export async function createJob(currentJob: CurrentJob): Promise<void> {
  const answers = await askInSteps(vscode.l10n.t('Create Job'), steps(), noAnswers);
  const uri = await askWhereToSave(jobFileName(answers.displayName));
  const { createJobText } = await import('../../../job/defaultJob.ts');
  const text = createJobText(newJob(answers, randomUUID()));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await currentJob.select(uri);
  await vscode.window.showTextDocument(uri);
  if (answers.target === 'dropboxBusiness') inBackground(offerAuthorization(answers.displayName));
}

/** The next step for a job that a team admin can authorize; the tokens are for the job, so that it has to be there first. */
async function offerAuthorization(displayName: string): Promise<void> {
  const authorize = actionTitle('authorizeDropbox');
  const message = vscode.l10n.t('{0} is created. Next, have a team admin authorize Dropbox.', plainLabel(displayName));
  if ((await vscode.window.showInformationMessage(message, authorize)) === authorize)
    await runAction('authorizeDropbox');
}

function steps(): readonly Step<JobAnswers>[] {
  const always = (): boolean => true;
  return [
    { applies: always, ask: askName },
    { applies: always, ask: askSource },
    { applies: ({ source }) => source === 'entra', ask: askTenant },
    { applies: ({ source }) => source === 'entra', ask: askServicePrincipal },
    { applies: always, ask: askTarget },
    { applies: ({ target }) => target === 'scim', ask: askAddress },
    { applies: always, ask: askScope },
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

const askTenant: Step<JobAnswers>['ask'] = async (answers, place) => ({
  ...answers,
  tenantId: await askText(place, vscode.l10n.t('Tenant ID (Entra admin center: Overview)'), answers.tenantId, (text) =>
    checkGuid(text, vscode.l10n.t),
  ),
});

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
      return checkServerAddress(text)?.message ?? null;
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
