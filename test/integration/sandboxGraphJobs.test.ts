import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  SynchronizationJob,
  SynchronizationSchema,
  SynchronizationSecretKeyStringValuePair,
  SynchronizationTemplate,
} from '@microsoft/microsoft-graph-types';
import { createDropboxJob, putSecrets, synchronization } from '../support/graph/dropboxJob.ts';
import { refused, startGraphTenant } from '../support/graph/graphTenant.ts';

describe('a synchronization job of the sandbox', () => {
  it('is made from the Dropbox template, listed and deleted', async (test) => {
    const tenant = await startGraphTenant(test);
    const { client } = tenant;
    const { value: templates } = (await client.api(`${synchronization}/templates`).get()) as {
      value: SynchronizationTemplate[];
    };
    assert.deepEqual(
      templates.map(({ id }) => id),
      ['DropboxSCIMOutDelta'],
    );
    const job = await createDropboxJob(tenant);
    assert.match(job.id, /^DropboxSCIMOutDelta\.[0-9a-f]{32}\.[0-9a-f-]{36}$/);
    const { schedule, status } = await job.get();
    assert.deepEqual([schedule?.state, status?.code, status?.quarantine], ['Disabled', 'NotConfigured', null]);
    await putSecrets(tenant);
    assert.equal((await job.get()).status?.code, 'Paused');
    const listed = (await client.api(`${synchronization}/jobs`).get()) as { value: SynchronizationJob[] };
    assert.deepEqual(
      listed.value.map(({ id }) => id),
      [job.id],
    );
    await client.api(job.path).delete();
    assert.equal((await refused(job.get())).status, 404);
    const unknown = await refused(client.api(`${synchronization}/jobs`).post({ templateId: 'Salesforce' }));
    assert.equal(unknown.status, 400);
  });

  it('is started and paused, and shows when it isn’t everywhere yet', async (test) => {
    const tenant = await startGraphTenant(test);
    await tenant.control('PUT', '/lag', { requests: 2, statuses: [403, 409] });
    const job = await createDropboxJob(tenant);
    const statuses = [(await refused(job.get())).status, (await refused(job.post('start'))).status];
    assert.deepEqual(statuses, [403, 409]);
    await job.post('start');
    assert.deepEqual([(await job.get()).schedule?.state, (await job.get()).schedule?.interval], ['Active', 'PT40M']);
    await job.post('pause');
    assert.equal((await job.get()).schedule?.state, 'Paused');
  });

  for (const [what, permissions, mayWrite] of [
    ['reads with Synchronization.Read.All', ['Synchronization.Read.All'], false],
    ['writes with Synchronization.ReadWrite.All', ['Synchronization.ReadWrite.All'], true],
  ] as const) {
    it(what, async (test) => {
      const tenant = await startGraphTenant(test);
      const job = await createDropboxJob(tenant);
      const client = await tenant.signedIn(permissions);
      await client.api(job.path).get();
      const outcome = client.api(`${job.path}/pause`).post(undefined);
      if (mayWrite) await outcome;
      else assert.equal((await refused(outcome)).code, 'Authorization_RequestDenied');
    });
  }

  it('is put in quarantine by request, and leaves it when it’s started', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    await tenant.control('PUT', `/jobs/${job.id}/quarantine`, { reason: 'TooManyDeletes', message: 'Seven of five.' });
    const { status } = await job.get();
    assert.deepEqual(
      [status?.code, status?.quarantine?.reason, status?.quarantine?.error?.message],
      ['Quarantine', 'TooManyDeletes', 'Seven of five.'],
    );
    await job.post('start');
    assert.equal((await job.get()).status?.quarantine, null);
  });

  it('refuses criteria that Graph doesn’t know', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    await job.post('restart', { criteria: { resetScope: 'Watermark, Escrows,QuarantineState' } });
    const { status, message } = await refused(job.post('restart', { criteria: { resetScope: 'Everything' } }));
    assert.deepEqual([status, message.includes("'Everything'")], [400, true]);
  });
});

describe('the secrets of the sandbox’s application', () => {
  const path = `${synchronization}/secrets`;

  it('are never read back, and replaced as a whole', async (test) => {
    const tenant = await startGraphTenant(test);
    const { client } = tenant;
    await putSecrets(tenant, { SyncAll: 'false', SkipOutOfScopeDeletions: 'True' });
    const read = async (): Promise<Record<string, string>> => {
      const { value } = (await client.api(path).get()) as { value: SynchronizationSecretKeyStringValuePair[] };
      return Object.fromEntries(value.map(({ key, value: shown }) => [key ?? '', shown ?? '']));
    };
    assert.deepEqual(await read(), {
      BaseAddress: tenant.team.practice.baseAddress,
      SecretToken: '*',
      SyncAll: 'false',
      SkipOutOfScopeDeletions: 'True',
    });
    await client.api(path).put({ value: [{ key: 'SyncAll', value: 'true' }] });
    assert.deepEqual(await read(), { SyncAll: 'true' });
    const { status } = await refused(client.api(path).put({ value: [{ key: 'Colour', value: 'blue' }] }));
    assert.equal(status, 400);
  });

  it('are wrong when a mask is written back', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    await putSecrets(tenant);
    await job.post('validateCredentials', { useSavedCredentials: true });
    const { value } = (await tenant.client.api(path).get()) as { value: object[] };
    await tenant.client.api(path).put({ value });
    const { status, code } = await refused(job.post('validateCredentials', { useSavedCredentials: true }));
    assert.deepEqual([status, code], [400, 'SystemForCrossDomainIdentityManagementInvalidCredentials']);
  });

  it('are tried before they’re saved', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    const { baseAddress, token } = tenant.team.practice;
    const validate = (address: string, secret: string): Promise<unknown> =>
      job.post('validateCredentials', {
        useSavedCredentials: false,
        credentials: [
          { key: 'BaseAddress', value: address },
          { key: 'SecretToken', value: secret },
        ],
      });
    await validate(baseAddress, token);
    for (const [address, secret, code] of [
      [baseAddress, 'wrong', 'SystemForCrossDomainIdentityManagementInvalidCredentials'],
      [`${baseAddress}/nowhere`, token, 'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable'],
      [
        'https://www.dropbox.com/scim/v2',
        token,
        'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable',
      ],
    ] as const) {
      assert.equal((await refused(validate(address, secret))).code, code);
    }
  });

  it('come with the administrator’s click on Authorize', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    const application = synchronization.split('/')[2] ?? '';
    await tenant.control('POST', `/servicePrincipals/${application}/authorize`);
    await job.post('validateCredentials', { useSavedCredentials: true });
  });
});

describe('the schema of a job of the sandbox', () => {
  it('is replaced as a whole, with whatever is in it, and gets another version', async (test) => {
    const tenant = await startGraphTenant(test);
    const { client } = tenant;
    const job = await createDropboxJob(tenant);
    const path = `${job.path}/schema`;
    const read = async (): Promise<Record<string, unknown>> =>
      (await client.api(path).get()) as Record<string, unknown>;
    const before = await read();
    const [rule] = (before as SynchronizationSchema).synchronizationRules ?? [];
    assert.equal(rule?.name, 'USERGROUP_OUTBOUND_USERGROUP');
    tenant.advance(1000);
    const marked = [{ ...rule, metadata: [{ key: 'mine', value: '"\\"Normal\\""' }] }];
    await client.api(path).put({ ...before, synchronizationRules: marked });
    const after = await read();
    assert.deepEqual(after['synchronizationRules'], marked);
    assert.deepEqual([after['id'], after['directories']], [before['id'], before['directories']]);
    assert.notEqual(after['version'], before['version']);
    assert.match(String(after['version']), /^Date:2026-01-05T08:00:01\.\d+Z, ActivityId:/);
    await client.api(path).delete();
    assert.deepEqual((await read())['synchronizationRules'], before['synchronizationRules']);
  });

  it('is refused when it could not be run', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    const path = `${job.path}/schema`;
    const schema = (await tenant.client.api(path).get()) as SynchronizationSchema;
    const [rule] = schema.synchronizationRules ?? [];
    const broken = (rule?.objectMappings ?? []).map((mapping) => ({
      ...mapping,
      attributeMappings: [{ targetAttributeName: 'shoeSize', source: null, matchingPriority: 1 }],
    }));
    for (const body of [{}, { ...schema, synchronizationRules: [{ ...rule, objectMappings: broken }] }]) {
      assert.equal((await refused(tenant.client.api(path).put(body))).status, 400);
    }
  });

  it('discovers a directory', async (test) => {
    const tenant = await startGraphTenant(test);
    const job = await createDropboxJob(tenant);
    const { directories = [] } = (await tenant.client.api(`${job.path}/schema`).get()) as SynchronizationSchema;
    const target = directories?.find(({ name }) => name === 'Dropbox');
    const discovered = (await job.post(`schema/directories/${target?.id ?? ''}/discover`)) as typeof target;
    assert.deepEqual([discovered?.name, discovered?.discoveryDateTime], ['Dropbox', '2026-01-05T08:00:00.000Z']);
  });
});
