import type { TestContext } from 'node:test';
import { migrationTasks } from '../../src/engine/migrationTasks.ts';
import type { GraphAccess } from '../../src/protocol/graphProtocol.ts';
import { type Migration, type MigrationStepId, migrationSteps } from '../../src/protocol/migration/migration.ts';
import { oldDropboxTemplateId } from '../../src/sandbox/directory/gallery.ts';
import { oldSchema, oldTemplate } from '../../src/sandbox/directory/synchronization/oldIntegration.ts';
import { dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { type GraphTenant, startGraphTenant } from '../support/graph/graphTenant.ts';
import { startWatchedGraph, type WatchedGraph } from '../support/graph/watchedGraph.ts';

const { signal } = new AbortController();
const permissions = [
  'User.Read.All',
  'GroupMember.Read.All',
  'Application.Read.All',
  'AppRoleAssignment.ReadWrite.All',
  'Synchronization.ReadWrite.All',
];

/** A tenant with the old integration running in an application of its own, and the SCIM one's application beside it. */
export interface MigrationTest {
  readonly tenant: GraphTenant;
  readonly graph: WatchedGraph;
  readonly access: GraphAccess;
  readonly token: string;
  /** Object id of the old application. */
  readonly oldApplication: string;
  readonly oldJob: string;
  find(): Promise<Awaited<ReturnType<ReturnType<typeof migrationTasks>['findOldJobs']>>>;
  read(): Promise<Migration>;
  step(id: MigrationStepId): Promise<Migration>;
  /** What *Authorize* does in the portal, for the new application. */
  authorize(): Promise<void>;
  /** Waits until cycles that run have ended. */
  settle(): Promise<void>;
}

/** The state of each step, in the order of the plan. */
export function statesOf({ steps }: Migration): readonly string[] {
  return steps.map(({ id, state }) => `${id} ${state}`);
}

export async function startMigrationTest(test: TestContext): Promise<MigrationTest> {
  const tenant = await startGraphTenant(test, { withService: true });
  const graph = await startWatchedGraph(test, tenant);
  const { accessToken: token } = (await tenant.control('POST', '/tokens', { permissions })) as {
    readonly accessToken: string;
  };
  const credential = { token, origin: new URL(graph.baseAddress).origin };
  const access: GraphAccess = { baseAddress: graph.baseAddress, credential, login: null };
  const { oldApplication, oldJob } = await addOldIntegration(tenant);
  let time = Date.parse('2026-01-05T08:00:00Z');
  const clock = {
    now: () => time,
    sleep: (milliseconds: number) => {
      time += milliseconds;
      return Promise.resolve();
    },
  };
  const tasks = migrationTasks({ now: clock.now }, clock);
  const place = {
    access,
    servicePrincipalId: dropboxServicePrincipalId,
    old: { servicePrincipalId: oldApplication, jobId: oldJob },
  };
  return {
    ...{ tenant, graph, access, token, oldApplication, oldJob },
    find: () => tasks.findOldJobs({ access, others: [] }, signal),
    read: () => tasks.readMigration(place, signal),
    step: (step) => tasks.doMigrationStep({ ...place, step, secrets: {} }, signal),
    async authorize() {
      await tenant.control('POST', `/servicePrincipals/${dropboxServicePrincipalId}/authorize`);
    },
    async settle() {
      await tenant.control('POST', '/jobs/settled');
    },
  };
}

/** All steps that can be done, in their order; *Authorize* is done in between. */
export async function migrateAll(test: Pick<MigrationTest, 'step' | 'authorize'>): Promise<void> {
  for (const id of migrationSteps.slice(0, -1)) {
    if (id === 'credentials') await test.authorize();
    await test.step(id);
  }
}

const customized = [
  ['member_given_name', 'ToUpper([givenName],)'],
  ['member_external_id', 'Frobnicate([objectId])'],
  ['send_welcome_email', '"True"'],
] as const;

/** The old integration as it's found: with mappings of its own, a filter, settings and people assigned; it's on. */
async function addOldIntegration({
  client,
  directory,
}: GraphTenant): Promise<{ readonly oldApplication: string; readonly oldJob: string }> {
  const { servicePrincipal } = (await client
    .api(`/applicationTemplates/${oldDropboxTemplateId}/instantiate`)
    .post({ displayName: 'Dropbox for Business' })) as {
    readonly servicePrincipal: { readonly id: string; readonly appRoles: readonly { readonly id: string }[] };
  };
  const { id: oldApplication, appRoles } = servicePrincipal;
  const base = `/servicePrincipals/${oldApplication}/synchronization`;
  const { id: oldJob } = (await client.api(`${base}/jobs`).post({ templateId: oldTemplate })) as { id: string };
  const schema = oldSchema();
  const text = JSON.stringify(schema, (name, value: unknown) => {
    if (name !== 'attributeMappings') return value;
    const mappings = value as { readonly targetAttributeName: string }[];
    const changed = customized.map(([targetAttributeName, expression]) => ({
      targetAttributeName,
      source: { expression },
    }));
    return [...mappings.filter((each) => !customized.some(([name]) => name === each.targetAttributeName)), ...changed];
  }).replace('"scope":null', `"scope":${JSON.stringify(filter)}`);
  // As it was left by whoever set it, functions and all.
  const stored = directory.records.get('synchronizationJob', oldJob);
  if (stored !== undefined)
    directory.records.set('synchronizationJob', oldJob, { ...stored, schema: JSON.parse(text) as object as never });
  await client.api(`${base}/secrets`).put({
    value: [
      { key: 'SyncNotificationSettings', value: JSON.stringify(notification) },
      { key: 'Oauth2AccessToken', value: 'of the old integration' },
    ],
  });
  const role = appRoles[0]?.id ?? '';
  const users = (await client.api('/users?$select=id&$top=3').get()) as { readonly value: readonly { id: string }[] };
  for (const { id: principalId } of users.value)
    await client
      .api(`/servicePrincipals/${oldApplication}/appRoleAssignedTo`)
      .post({ principalId, resourceId: oldApplication, appRoleId: role });
  await client.api(`${base}/jobs/${oldJob}/start`).post(undefined);
  return { oldApplication, oldJob };
}

const filter = {
  groups: [
    {
      name: 'Sales only',
      clauses: [{ operatorName: 'EQUALS', sourceOperandName: 'department', targetOperand: { values: ['Sales'] } }],
    },
  ],
};

const notification = {
  Enabled: true,
  Recipients: 'it@contoso.com',
  DeleteThresholdEnabled: true,
  DeleteThresholdValue: 17,
};
