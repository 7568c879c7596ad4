import * as vscode from 'vscode';
import { clouds } from '../../../job/clouds.ts';
import type { Cloud, ProvisioningJob } from '../../../job/job.ts';
import type { FoundApplication, GraphAccess, Tenant } from '../../../protocol/graphProtocol.ts';
import { plainLabel } from '../../../protocol/safeText.ts';
import { withProgress } from '../../commands/progress.ts';
import { credentialNeeds } from '../../credentials/credentialNeeds.ts';
import { enterApp, signInToGraph } from '../../credentials/graphCredential.ts';
import { type GraphAccessParts, graphAccessOf } from '../../directory/graphAccess.ts';
import type { Engine } from '../../engine/engine.ts';
import { checkGuid, checkTenant, type JobAnswers } from './answers.ts';
import { askChoice, askText, type Choice, type Step } from './steps.ts';

export interface TenantParts extends GraphAccessParts {
  readonly engine: Engine;
}

type Ask = Step<JobAnswers>['ask'];

/** The questions about the tenant, and the Dropbox application in it. */
export function tenantSteps(parts: TenantParts): {
  readonly askCloud: Ask;
  readonly askWay: Ask;
  readonly askTenant: Ask;
  readonly askApplication: Ask;
} {
  return {
    askCloud,
    askWay,
    askTenant: (answers, place) => askTenant(parts, answers, place),
    askApplication: (answers, place) => askApplication(parts, answers, place),
  };
}

const askCloud: Ask = async (answers, place) => {
  const names: Readonly<Record<Cloud, string>> = {
    global: vscode.l10n.t('Global'),
    usGovernment: vscode.l10n.t('US Government L4 (GCC High)'),
    usGovernmentDoD: vscode.l10n.t('US Government L5 (DoD)'),
    china: vscode.l10n.t('China (21Vianet)'),
  };
  const choices = (Object.keys(names) as Cloud[]).map((cloud) => ({
    iconPath: new vscode.ThemeIcon('cloud'),
    label: names[cloud],
    description: clouds[cloud].loginAuthority,
    value: cloud,
  }));
  return {
    ...answers,
    cloud: await askChoice(place, vscode.l10n.t('Which cloud is the tenant in?'), choices, answers.cloud),
  };
};

const askWay: Ask = async (answers, place) => {
  const choices: readonly Choice<JobAnswers['way']>[] = [
    {
      iconPath: new vscode.ThemeIcon('account'),
      label: vscode.l10n.t('Sign in with a Microsoft account'),
      detail: vscode.l10n.t('In the browser, with your own app registration; tokens are renewed automatically'),
      value: 'signIn',
    },
    {
      iconPath: new vscode.ThemeIcon('server-process'),
      label: vscode.l10n.t('Use an app registration without signing in'),
      detail: vscode.l10n.t('With a client secret or certificate, for tenants that block the sign-in'),
      value: 'application',
    },
    {
      iconPath: new vscode.ThemeIcon('edit'),
      label: vscode.l10n.t('Enter IDs instead'),
      detail: vscode.l10n.t('Paste the IDs of tenant and application, and sign in later'),
      value: 'ids',
    },
  ];
  return {
    ...answers,
    way: await askChoice(place, vscode.l10n.t('Select how to access the tenant'), choices, answers.way),
  };
};

async function askTenant(parts: TenantParts, answers: JobAnswers, place: Parameters<Ask>[1]): Promise<JobAnswers> {
  const { way } = answers;
  const tenantId = await askText(
    place,
    way === 'signIn'
      ? vscode.l10n.t('Tenant ID or domain; empty for the tenant of the account that you sign in with')
      : vscode.l10n.t('Tenant ID (Entra admin center: Overview)'),
    answers.tenantId,
    (text) => (way === 'signIn' ? checkTenant : checkGuid)(text, vscode.l10n.t),
  );
  if (way === 'ids') return { ...answers, tenantId, tenantName: '' };
  const entered = { ...answers, tenantId: tenantId === '' ? 'organizations' : tenantId };
  await signIn(parts, entered, place.title);
  const tenant = await withProgress(vscode.l10n.t('Reading the tenant'), async ({ signal }): Promise<Tenant> =>
    parts.engine.inDirectory(({ readTenant }) => readTenant, { access: await accessFor(parts, entered) }, signal),
  );
  return { ...answers, tenantId: tenant.id, tenantName: tenant.displayName };
}

/** The job as far as it's known, to reach its tenant with. */
function jobSoFar({
  id,
  displayName,
  cloud,
  tenantId,
  servicePrincipalId,
}: JobAnswers): Pick<ProvisioningJob, 'id' | 'displayName' | 'source'> {
  return { id, displayName, source: { kind: 'entra', tenantId, servicePrincipalId, cloud } };
}

async function signIn(parts: TenantParts, answers: JobAnswers, title: string): Promise<void> {
  const { credentials } = parts;
  const { source } = jobSoFar(answers);
  const [need] = credentialNeeds({ source, target: { kind: 'sandbox' } });
  if (need === undefined) return;
  if (answers.way === 'signIn') await signInToGraph(credentials, answers.id, need, title);
  else if ((await credentials.read(answers.id, need)) === null) await enterApp(parts, answers.id, need, title);
}

async function accessFor(parts: TenantParts, answers: JobAnswers): Promise<GraphAccess> {
  return (await graphAccessOf(parts, jobSoFar(answers), null, ['provision'])).access;
}

/** Which of the tenant's applications is the one, or a new one from the gallery. */
async function askApplication(parts: TenantParts, answers: JobAnswers, place: Parameters<Ask>[1]): Promise<JobAnswers> {
  const { engine } = parts;
  const found = await withProgress(vscode.l10n.t('Looking for the Dropbox application'), async ({ signal }) =>
    engine.inDirectory(({ findApplications }) => findApplications, { access: await accessFor(parts, answers) }, signal),
  );
  const add: Choice<FoundApplication | null> = {
    iconPath: new vscode.ThemeIcon('add'),
    label: vscode.l10n.t('Add Dropbox from the gallery'),
    detail: vscode.l10n.t('A new enterprise application; needs Application.ReadWrite.All'),
    value: null,
  };
  const current = found.find(({ id }) => id === answers.servicePrincipalId) ?? found[0] ?? null;
  const chosen = await askChoice(
    place,
    found.length === 0
      ? vscode.l10n.t('{0} has no Dropbox application yet', answers.tenantName)
      : vscode.l10n.t('Which application of {0} is it?', answers.tenantName),
    [...found.map(applicationChoice), add],
    current,
  );
  const application = chosen ?? (await addApplication(parts, answers));
  return { ...answers, servicePrincipalId: application.id };
}

function applicationChoice(application: FoundApplication): Choice<FoundApplication | null> {
  const why = {
    template: vscode.l10n.t('Dropbox from the gallery'),
    gallery: vscode.l10n.t('From the gallery; matches by name'),
    name: vscode.l10n.t('Matches by name; not from the gallery'),
  }[application.foundBy];
  const roles = application.roles.map(({ displayName }) => displayName).join(', ');
  return {
    iconPath: new vscode.ThemeIcon('package'),
    label: plainLabel(application.displayName),
    description: why,
    detail: plainLabel(vscode.l10n.t('Object ID {0}; roles: {1}', application.id, roles)),
    value: application,
  };
}

async function addApplication(parts: TenantParts, answers: JobAnswers): Promise<FoundApplication> {
  const { access } = await graphAccessOf(parts, jobSoFar(answers), null, ['provision', 'addApplication']);
  return withProgress(vscode.l10n.t('Adding Dropbox and waiting for it to appear in the tenant'), ({ signal }) =>
    parts.engine.inDirectory(({ addApplication: add }) => add, { access, displayName: 'Dropbox' }, signal),
  );
}
