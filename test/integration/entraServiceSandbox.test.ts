import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { openJobSession } from '../../src/engine/jobSession.ts';
import type { JobSession } from '../../src/engine/session.ts';
import { createJobText } from '../../src/job/defaultJob.ts';
import type { ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { startGraphTenant } from '../support/graph/graphTenant.ts';
import { english } from '../../src/protocol/text.ts';

const { signal } = new AbortController();
const quiet = (): void => undefined;
const permissions = [
  'User.Read.All',
  'GroupMember.Read.All',
  'Application.Read.All',
  'Synchronization.ReadWrite.All',
  'ProvisioningLog.Read.All',
];

it('a job is created, started, followed and compared on the sandbox’s own provisioning service', async (test) => {
  const tenant = await startGraphTenant(test, { withService: true });
  const stateDirectory = mkdtempSync(join(tmpdir(), 'entra-service-'));
  test.after(() => {
    rmSync(stateDirectory, { recursive: true, force: true });
  });
  const { accessToken } = (await tenant.control('POST', '/tokens', { permissions })) as {
    readonly accessToken: string;
  };
  const text = createJobText({
    id: 'entra-service',
    displayName: 'Dropbox',
    executor: 'entra',
    source: {
      kind: 'entra',
      tenantId: contoso.tenantId,
      servicePrincipalId: dropboxServicePrincipalId,
      baseAddress: `${tenant.origin}/v1.0`,
    },
    target: { kind: 'scim', baseAddress: tenant.team.practice.baseAddress },
  });
  const { origin } = new URL(tenant.team.practice.baseAddress);
  const params = {
    text,
    path: join(stateDirectory, 'test.provisioning.json'),
    stateDirectory,
    sandbox: null,
    sourceCredential: { token: accessToken, origin: tenant.origin },
    targetCredential: { token: tenant.team.practice.token, origin },
  };
  const withSession = async <T>(use: (session: JobSession) => Promise<T>): Promise<T> => {
    const session = await openJobSession(params, () => tenant.directory.now().getTime());
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  };

  // Without credentials the job is created, and not started.
  await assert.rejects(
    withSession((session) => session.start({ signal, create: true })),
    /admin center|get into the target/,
  );
  const { baseAddress: BaseAddress, token: SecretToken } = tenant.team.practice;
  await withSession((session) => session.pushSettings({ BaseAddress, SecretToken }, signal));
  const preview = await withSession((session) => session.preview({ signal, onDecision: quiet, onProgress: quiet }));
  await withSession((session) => session.start({ signal, create: false }));
  await tenant.control('POST', '/jobs/settled');

  const events: ProvisioningEvent[] = [];
  const status = await withSession((session) => session.follow({ signal, onEvent: (event) => events.push(event) }));
  assert.equal(status.code, 'Active');
  const created = events.filter(({ action, status: ended }) => action === 'create' && ended === 'success').length;
  assert.equal(created, preview.counts.create);
  const told = events.length;
  await withSession((session) => session.follow({ signal, onEvent: (event) => events.push(event) }));
  assert.equal(events.length, told);
  const differences: string[] = [];
  const { compared } = await withSession((session) =>
    session.compare({
      signal,
      onProgress: quiet,
      onDifference: ({ source, ours, theirs, cause }) =>
        differences.push(`${source.displayName}: ${ours.action} / ${theirs?.action ?? 'nothing'}: ${english(cause)}`),
    }),
  );
  assert.ok(compared > 80);
  assert.deepEqual(differences, []);

  const plan = await withSession((session) => session.planPush(signal));
  assert.deepEqual(plan.changes, []);
  const report = await withSession((session) => session.testConnection(signal));
  assert.equal(report.succeeded, true, JSON.stringify(report.steps.filter((step) => step.status !== 'passed')));
  const event = await withSession((session) => session.provisionOnDemand('adele.vance@contoso.com', signal));
  assert.equal(event.source.displayName, 'Adele Vance');
  assert.equal((await withSession((session) => session.pause(signal))).code, 'Paused');

  const asked = async (background: boolean): Promise<ReadonlySet<boolean | undefined>> => {
    const seen = new Set<boolean | undefined>();
    await withSession((session) =>
      session.refreshSource(signal, () => seen.add(session.status().running?.background), background),
    );
    return seen;
  };
  assert.ok((await asked(true)).has(true), 'a read that nobody has asked for gives way');
  assert.ok(!(await asked(false)).has(true));
});
