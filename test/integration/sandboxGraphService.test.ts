import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PageIterator } from '@microsoft/microsoft-graph-client';
import type { PageCollection } from '@microsoft/microsoft-graph-client';
import type { ProvisioningObjectSummary, SynchronizationSchema } from '@microsoft/microsoft-graph-types';
import { createDropboxJob, putSecrets } from '../support/graph/dropboxJob.ts';
import type { DropboxJob } from '../support/graph/dropboxJob.ts';
import type { GraphTenant } from '../support/graph/graphTenant.ts';
import { refused, startGraphTenant } from '../support/graph/graphTenant.ts';

async function startedJob(tenant: GraphTenant, secrets: Record<string, string> = {}): Promise<DropboxJob> {
  const job = await createDropboxJob(tenant);
  await putSecrets(tenant, secrets);
  await job.start();
  return job;
}

function namesIn({ team }: GraphTenant): readonly string[] {
  return team.store
    .all('User')
    .map(({ attributes }) => String(attributes['userName']))
    .toSorted();
}

async function logOf(
  { client }: GraphTenant,
  query: { filter?: string; top?: number; order?: string } = {},
): Promise<readonly ProvisioningObjectSummary[]> {
  let request = client.api('/auditLogs/provisioning');
  if (query.filter !== undefined) request = request.filter(query.filter);
  if (query.top !== undefined) request = request.top(query.top);
  if (query.order !== undefined) request = request.orderby(query.order);
  const found: ProvisioningObjectSummary[] = [];
  const page = (await request.get()) as PageCollection;
  await new PageIterator(client, page, (summary: ProvisioningObjectSummary) => {
    found.push(summary);
    return true;
  }).iterate();
  return found;
}

function userNamed({ directory }: GraphTenant, name: string): string {
  const [id = ''] = directory.users.lookUp('userPrincipalName', `${name}@contoso.com`) ?? [];
  return id;
}

describe('the provisioning service of the sandbox', () => {
  it('provisions who is assigned, and tells counts and progress', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await startedJob(tenant);
    assert.ok(namesIn(tenant).includes('adele.vance@contoso.com'));
    const { status } = await job.get();
    const { lastExecution, synchronizedEntryCountByType: counts } = status ?? {};
    assert.equal(status?.code, 'Active');
    const { store } = tenant.team;
    assert.equal(lastExecution?.state, 'Succeeded');
    assert.ok((lastExecution.countExported ?? 0) >= store.all('User').length);
    assert.deepEqual(
      counts?.map(({ value }) => value),
      [store.all('User').length, store.all('Group').length],
    );
    assert.deepEqual(status.progress, []);
    await job.run();
    assert.equal((await job.get()).status?.lastExecution?.countExported, 0);
  });

  it('tells its progress while it runs, and ends with the sandbox', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await createDropboxJob(tenant);
    await putSecrets(tenant);
    tenant.team.server.faults.set({ kind: 'hang' });
    await job.post('start');
    const { progress = [], lastExecution } = (await job.get()).status ?? {};
    assert.deepEqual([progress?.map(({ units }) => units), lastExecution], [['pages'], null]);
    await tenant.server.close();
    assert.deepEqual(tenant.directory.records.get('synchronizationJob', job.id)?.history.quarantine, null);
  });

  it('writes in Entra’s own dialect', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await startedJob(tenant);
    const adele = tenant.directory.users.get(userNamed(tenant, 'adele.vance'));
    assert.ok(adele !== undefined);
    // What only RFC 7644 is taken from refuses Entra's own forms.
    const { baseAddress, token } = tenant.team.practice;
    const { ok } = await fetch(new URL('/_sandbox/profile', baseAddress), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: '{"name": "rfc7644"}',
    });
    assert.ok(ok);
    tenant.directory.updateObject(adele, { surname: 'Vance-Lee' });
    await job.run();
    const [failed] = await logOf(tenant, { filter: "provisioningStatusInfo/status eq 'failure'" });
    assert.equal(failed?.sourceIdentity?.displayName, 'Adele Vance');
  });

  it('keeps a log that is filtered, sorted and paged', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await startedJob(tenant);
    const all = await logOf(tenant, { top: 7 });
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    const created = await logOf(tenant, { filter: `jobId eq '${job.id}' and provisioningAction eq 'create'` });
    assert.deepEqual(
      created.map(({ id }) => id),
      all.filter((each) => each.provisioningAction === 'create').map(({ id }) => id),
    );
    assert.equal(created.length, tenant.team.store.all('User').length + tenant.team.store.all('Group').length);
    const adele = userNamed(tenant, 'adele.vance');
    const [ofAdele] = await logOf(tenant, { filter: `sourceIdentity/id eq '${adele}'` });
    assert.deepEqual(
      [ofAdele?.provisioningAction, ofAdele?.provisioningStatusInfo?.status, ofAdele?.targetIdentity?.id?.slice(0, 6)],
      ['create', 'success', 'dbmid:'],
    );
    assert.deepEqual(await logOf(tenant, { filter: `jobId eq '${job.id.toUpperCase()}'` }), []);
    const oldestFirst = await logOf(tenant, { order: 'activityDateTime asc', top: 9 });
    assert.deepEqual(
      oldestFirst.map(({ id }) => id).toReversed(),
      all.map(({ id }) => id),
    );
    assert.deepEqual(await logOf(tenant, { filter: 'activityDateTime gt 2027-01-01T00:00:00Z' }), []);
    const { status } = await refused(tenant.client.api('/auditLogs/provisioning').filter("changeId ne 'x'").get());
    assert.equal(status, 400);
  });

  it('keeps the log for thirty days, and for who may read it', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    await startedJob(tenant);
    const reader = await tenant.signedIn(['ProvisioningLog.Read.All'], ['Reports Reader']);
    await reader.api('/auditLogs/provisioning').get();
    const path = '/auditLogs/provisioning';
    const lacks = await refused((await tenant.signedIn(['User.Read.All'])).api(path).get());
    assert.deepEqual(
      [lacks.code, lacks.message.includes('ProvisioningLog.Read.All')],
      ['Authentication_MSGraphPermissionMissing', true],
    );
    const nobody = await refused((await tenant.signedIn(['AuditLog.Read.All'], [])).api(path).get());
    assert.equal(nobody.code, 'Authentication_RequestFromUnsupportedUserRole');
    await tenant.control('PUT', '/tenant', { premium: false });
    assert.equal(
      (await refused(tenant.client.api(path).get())).code,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    );
    await tenant.control('PUT', '/tenant', { premium: true });
    tenant.advance(31 * 24 * 60 * 60 * 1000);
    assert.deepEqual(await logOf(tenant), []);
  });

  it('takes as many requests for its log as Graph says, when asked to', async (test) => {
    const tenant = await startGraphTenant(test);
    await tenant.control('PUT', '/limits', { documented: true });
    const read = (): Promise<unknown> => tenant.client.api('/auditLogs/provisioning').get() as Promise<unknown>;
    for (let index = 0; index < 5; index += 1) await read();
    tenant.advance(4000);
    const { status, code, headers } = await refused(read());
    assert.deepEqual([status, code, headers.get('Retry-After')], [429, 'TooManyRequests', '6']);
    tenant.advance(6000);
    await read();
  });

  it('provisions one user on demand, with its steps', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await createDropboxJob(tenant);
    await putSecrets(tenant);
    const { synchronizationRules = [] } = (await tenant.client
      .api(`${job.path}/schema`)
      .get()) as SynchronizationSchema;
    const onDemand = async (objectId: string): Promise<{ key: { result: string }; value: Record<string, unknown> }> => {
      const subjects = [{ objectId, objectTypeName: 'User' }];
      const parameters = [{ ruleId: synchronizationRules?.[0]?.id, subjects }];
      const { key, value } = (await job.post('provisionOnDemand', { parameters })) as { key: string; value: string };
      return { key: JSON.parse(key) as { result: string }, value: JSON.parse(value) as Record<string, unknown> };
    };
    const adele = userNamed(tenant, 'adele.vance');
    const first = await onDemand(adele);
    assert.deepEqual([first.key.result, first.value['action']], ['Success', 'Create']);
    const types = (first.value['provisioningSteps'] as { type: string }[]).map(({ type }) => type);
    assert.deepEqual(
      ['Import', 'Scoping', 'Matching', 'Export'].filter((type) => !types.includes(type)),
      [],
    );
    assert.deepEqual(namesIn(tenant), ['adele.vance@contoso.com']);
    assert.equal((await onDemand(adele)).key.result, 'Skipped');
    assert.equal((await logOf(tenant)).length, 2);
    assert.equal((await refused(onDemand(job.id))).status, 400);
  });

  it('is in quarantine at once with a wrong token, and leaves it with a right one', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await startedJob(tenant, { SecretToken: 'wrong' });
    const { status } = await job.get();
    assert.deepEqual(
      [status?.code, status?.quarantine?.reason, status?.quarantine?.error?.code],
      ['Quarantine', 'EncounteredQuarantineException', 'SystemForCrossDomainIdentityManagementInvalidCredentials'],
    );
    assert.equal(status?.lastExecution?.state, 'Failed');
    await putSecrets(tenant);
    await job.post('restart', {});
    await tenant.control('POST', '/jobs/settled');
    assert.equal((await job.get()).status?.code, 'Active');
    assert.ok(namesIn(tenant).length > 0);
  });

  it('holds back more deletes than the threshold, and lets them go when they’re forced', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const settings = JSON.stringify({ Enabled: false, DeleteThresholdEnabled: true, DeleteThresholdValue: 2 });
    const job = await startedJob(tenant, { SyncNotificationSettings: settings });
    const before = namesIn(tenant);
    for (const assignment of [...tenant.directory.assignments.values()].slice(0, 8)) {
      tenant.directory.removeAssignment(assignment.id);
    }
    await job.run();
    assert.deepEqual([(await job.get()).status?.quarantine?.reason, namesIn(tenant)], ['TooManyDeletes', before]);
    assert.notDeepEqual(await logOf(tenant, { filter: "provisioningAction eq 'stagedDelete'" }), []);
    await job.post('restart', { criteria: { resetScope: 'ForceDeletes' } });
    await tenant.control('POST', '/jobs/settled');
    assert.equal((await job.get()).status?.code, 'Active');
    assert.ok(namesIn(tenant).length < before.length);
  });

  it('begins anew with another schema', async (test) => {
    const tenant = await startGraphTenant(test, { withService: true });
    const job = await startedJob(tenant);
    const schema = (await tenant.client.api(`${job.path}/schema`).get()) as SynchronizationSchema;
    const constant = { type: 'Constant', name: 'Person', expression: '"Person"', parameters: [] };
    const [rule] = schema.synchronizationRules ?? [];
    const objectMappings = (rule?.objectMappings ?? []).map((mapping) =>
      mapping.sourceObjectName === 'User'
        ? {
            ...mapping,
            attributeMappings: [
              ...(mapping.attributeMappings ?? []),
              { targetAttributeName: 'title', source: constant },
            ],
          }
        : mapping,
    );
    await tenant.client
      .api(`${job.path}/schema`)
      .put({ ...schema, synchronizationRules: [{ ...rule, objectMappings }] });
    await job.run();
    const titles = tenant.team.store.all('User').map(({ attributes }) => attributes['title']);
    assert.deepEqual([...new Set(titles)], ['Person']);
  });

  it('says so where none runs', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await startedJob(tenant);
    assert.equal((await job.get()).status?.code, 'NotRun');
    const parameters = [
      {
        ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
        subjects: [{ objectId: userNamed(tenant, 'adele.vance'), objectTypeName: 'User' }],
      },
    ];
    assert.equal((await refused(job.post('provisionOnDemand', { parameters }))).status, 501);
  });
});
