import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { type GraphTenant, startGraphTenant } from '../support/graph/graphTenant.ts';
import { type CallResult, callCli } from './cliInProcess.ts';

const permissions = [
  'User.Read.All',
  'GroupMember.Read.All',
  'Application.Read.All',
  'Synchronization.ReadWrite.All',
  'ProvisioningLog.Read.All',
];

interface MovingJob {
  readonly tenant: GraphTenant;
  readonly file: string;
  run(command: string, ...rest: readonly string[]): Promise<CallResult>;
  text(): string;
  /** Whether both were on at the end of any step, or at any other line of output. */
  readonly seen: { readonly both: boolean };
  /** The state of the schedule of the job in Entra; null without one. */
  inEntra(): Promise<{ readonly id: string; readonly state: string } | null>;
  /** Lets days pass in the tenant, with a token that lives then. */
  later(days: number): Promise<void>;
}

/** A job of our engine, on, beside the sandbox's Graph, which knows the credentials of the team. */
async function startMovingJob(context: TestContext): Promise<MovingJob> {
  const tenant = await startGraphTenant(context, { withService: true });
  const directory = mkdtempSync(join(tmpdir(), 'cli-move-'));
  context.after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const tokenOf = async (): Promise<string> =>
    ((await tenant.control('POST', '/tokens', { permissions })) as { readonly accessToken: string }).accessToken;
  const file = join(directory, 'dropbox.provisioning.json');
  const text = createJobText({
    id: 'moving',
    displayName: 'Moving',
    source: {
      kind: 'entra',
      tenantId: contoso.tenantId,
      servicePrincipalId: dropboxServicePrincipalId,
      baseAddress: `${tenant.origin}/v1.0`,
    },
    target: { kind: 'scim', baseAddress: tenant.team.practice.baseAddress },
  });
  writeFileSync(file, `// Kept.\n${text.replace('"status": "off"', '"status": "on"')}`);
  const { baseAddress: BaseAddress, token: SecretToken } = tenant.team.practice;
  const environment = {
    DROPBOX_PROVISIONING_SOURCE_TOKEN: await tokenOf(),
    DROPBOX_PROVISIONING_TARGET_TOKEN: SecretToken,
    DROPBOX_PROVISIONING_ENTRA_SECRETS: JSON.stringify({ BaseAddress, SecretToken }),
  };
  const seen = { both: false };
  const jobs = `/servicePrincipals/${dropboxServicePrincipalId}/synchronization/jobs`;
  const inEntra: MovingJob['inEntra'] = async () => {
    const { value } = (await tenant.client.api(jobs).get()) as {
      readonly value: readonly { readonly id: string; readonly schedule: { readonly state: string } }[];
    };
    return value[0] === undefined ? null : { id: value[0].id, state: value[0].schedule.state };
  };
  return {
    tenant,
    file,
    run: (command, ...rest) =>
      callCli([command, file, ...rest, '--state', join(directory, 'state')], environment, () => {
        const text = readFileSync(file, 'utf8');
        const isOnHere = text.includes('"executor": "local"') && text.includes('"status": "on"');
        const isOnThere = tenant.directory.records.list('synchronizationJob').some(({ state }) => state === 'Active');
        seen.both ||= isOnHere && isOnThere;
      }),
    seen,
    async later(days) {
      tenant.advance(days * 86_400_000);
      environment.DROPBOX_PROVISIONING_SOURCE_TOKEN = await tokenOf();
    },
    text: () => readFileSync(file, 'utf8'),
    inEntra,
  };
}

/** Which steps were taken, by what was printed as JSON. */
const taken = ({ lines }: CallResult): readonly unknown[] =>
  lines.flatMap((line) => ('taken' in line ? [line['taken']] : []));

/** The last line but for a failure's. */
const said = ({ lines }: CallResult, member: string): unknown => lines.findLast((line) => member in line)?.[member];

test('a job moves to Entra and back by a check list, and at no time both are on', async (context) => {
  const job = await startMovingJob(context);
  assert.equal((await job.run('sync')).code, 0);

  const shown = await job.run('move', '--to', 'entra');
  assert.equal(shown.code, 0, shown.text);
  assert.match(shown.text, /\[ \] Set Provisioning Status to off .*\n\[ \] Create the job in Microsoft Entra/);
  assert.match(shown.text, /staged deletes all at once[\s\S]*Nothing was changed/);
  assert.match(job.text(), /"status": "on"/);
  assert.equal(await job.inEntra(), null);

  const moved = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(said(moved, 'moved'), true, moved.text);
  assert.equal(moved.code, 0, moved.text);
  assert.deepEqual(taken(moved).slice(0, 2), ['stopLocal', 'createJob']);
  assert.deepEqual(
    taken(moved)
      .filter((step) => step !== 'compare')
      .slice(-2),
    ['executor', 'startEntra'],
  );
  assert.match(job.text(), /^\/\/ Kept\.\n/);
  assert.match(job.text(), /"executor": "entra"[\s\S]*"status": "off"/);
  assert.equal((await job.inEntra())?.state, 'Active');
  const refused = await job.run('sync');
  assert.equal(refused.code, 2);

  await job.tenant.control('POST', '/jobs/settled');
  const id = (await job.inEntra())?.id ?? '';
  // The tenant's clock stands still; Entra's next cycle is after ours.
  await job.later(400);
  await job.tenant.control('POST', `/jobs/${id}/run`);
  const compared = await job.run('move', '--to', 'entra', '--yes');
  assert.deepEqual(taken(compared), ['compare'], compared.text);
  assert.ok(Number(said(compared, 'compared')) > 80, compared.text);
  assert.equal(job.seen.both, false);
});

test('the way back stops Entra first, and starts our engine after a cycle that did what its preview told', async (context) => {
  const job = await startMovingJob(context);
  assert.equal((await job.run('move', '--to', 'entra', '--yes')).code, 0);
  await job.tenant.control('POST', '/jobs/settled');
  const back = await job.run('move', '--to', 'local', '--yes');
  assert.equal(back.code, 0, back.text);
  assert.deepEqual(taken(back), ['stopEntra', 'executor', 'firstCycle', 'startLocal']);
  assert.equal((await job.inEntra())?.state, 'Paused');
  assert.match(job.text(), /"executor": "local"[\s\S]*"status": "on"/);
  assert.equal(job.seen.both, false);
  assert.match(back.text, /The cycle did what its preview told\./);
  const again = await job.run('move', '--to', 'local', '--yes');
  assert.deepEqual([again.code, taken(again), said(again, 'moved')], [0, [], true], again.text);
});

test('a failure in the middle leaves both off and says so, and the next run goes on from there', async (context) => {
  const job = await startMovingJob(context);
  await job.tenant.control('PUT', '/faults', [{ kind: 'forbidden', method: 'POST', path: '/start$' }]);
  const stopped = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(stopped.code, 4, stopped.text);
  assert.match(stopped.text, /Stopped at: Start provisioning in Microsoft Entra\. Both are off/);
  assert.match(stopped.text, /error: .*request-id/);
  assert.notEqual((await job.inEntra())?.state, 'Active');
  assert.match(job.text(), /"status": "off"/);
  await job.tenant.control('PUT', '/faults', []);
  const resumed = await job.run('move', '--to', 'entra', '--yes');
  assert.deepEqual(
    taken(resumed).filter((step) => step !== 'compare'),
    ['startEntra'],
    resumed.text,
  );
  assert.equal((await job.inEntra())?.state, 'Active');
});

test('a job that Entra runs already is paused first, and what somebody changed there is told as a conflict', async (context) => {
  const job = await startMovingJob(context);
  assert.equal((await job.run('move', '--to', 'entra', '--yes')).code, 0);
  await job.tenant.control('POST', '/jobs/settled');
  // Somebody writes our engine into the file while Entra runs the job, and edits the schema in both places.
  const pushed = job.text();
  writeFileSync(
    job.file,
    pushed
      .replace('"executor": "entra"', '"executor": "local"')
      .replace('"status": "off"', '"status": "on"')
      .replaceAll('"Add,Update,Delete"', '"Add,Update"'),
  );
  const id = (await job.inEntra())?.id ?? '';
  const schema = `/servicePrincipals/${dropboxServicePrincipalId}/synchronization/jobs/${id}/schema`;
  const theirs = JSON.stringify(await job.tenant.client.api(schema).get()).replaceAll('"Add,Update,Delete"', '"Add"');
  await job.tenant.client.api(schema).put(JSON.parse(theirs));
  await job.tenant.control('POST', '/jobs/settled');

  const conflicting = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(conflicting.code, 2, conflicting.text);
  assert.deepEqual(taken(conflicting), ['stopLocal', 'stopEntra']);
  assert.match(conflicting.text, /Conflict at .*flowTypes/);
  assert.match(conflicting.text, /Both are off/);
  assert.equal((await job.inEntra())?.state, 'Paused');

  const kept = await job.run('move', '--to', 'entra', '--yes', '--keep-theirs');
  assert.equal(said(kept, 'moved'), true, kept.text);
  assert.match(job.text(), /"flowTypes": "Add"/);
});

/** Deletes a user, whose account is still an invitation, in the directory. */
async function leave({ tenant: { client } }: MovingJob, displayName: string): Promise<void> {
  const found = (await client.api('/users').filter(`displayName eq '${displayName}'`).get()) as {
    readonly value: readonly { readonly id: string }[];
  };
  await client.api(`/users/${found.value[0]?.id ?? ''}`).delete();
}

test('accounts that would go permanently stop a move before anything is changed, until that’s allowed', async (context) => {
  const job = await startMovingJob(context);
  assert.equal((await job.run('sync')).code, 0);
  assert.equal((await job.run('move', '--to', 'entra', '--yes')).code, 0);
  await job.tenant.control('POST', '/jobs/settled');

  await leave(job, 'Adele Vance');
  const before = job.text();
  const refused = await job.run('move', '--to', 'local', '--yes');
  assert.equal(refused.code, 2, refused.text);
  assert.match(
    refused.text,
    /Nothing was changed: Our engine’s first cycle would delete 1 account permanently: Adele Vance\. .*--allow-permanent/,
  );
  assert.deepEqual([taken(refused), said(refused, 'permanent')], [[], 1]);
  assert.deepEqual([job.text(), (await job.inEntra())?.state], [before, 'Active']);
  const back = await job.run('move', '--to', 'local', '--yes', '--allow-permanent');
  assert.deepEqual([back.code, said(back, 'moved')], [0, true], back.text);
});

test('what Entra’s first cycle would delete permanently is told by what it has linked before', async (context) => {
  const job = await startMovingJob(context);
  // Its log is read of the last days only, and the tenant's clock stands long before.
  await job.later(400);
  assert.equal((await job.run('move', '--to', 'entra', '--yes')).code, 0);
  await job.tenant.control('POST', '/jobs/settled');
  const { id = '' } = (await job.inEntra()) ?? {};
  await job.tenant.client
    .api(`/servicePrincipals/${dropboxServicePrincipalId}/synchronization/jobs/${id}/pause`)
    .post({});
  writeFileSync(job.file, job.text().replace('"executor": "entra"', '"executor": "local"'));

  await leave(job, 'Alex Wilber');
  const before = job.text();
  const refused = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(refused.code, 2, refused.text);
  assert.match(
    refused.text,
    /Nothing was changed: Microsoft Entra’s first cycle would delete 1 account permanently: Alex Wilber\./,
  );
  assert.deepEqual([taken(refused), job.text(), (await job.inEntra())?.state], [[], before, 'Paused']);
  const moved = await job.run('move', '--to', 'entra', '--yes', '--allow-permanent');
  assert.equal(said(moved, 'moved'), true, moved.text);
});

test('a credential that Entra keeps masked and nobody has given stops a move before anything is changed', async (context) => {
  const job = await startMovingJob(context);
  assert.equal((await job.run('move', '--to', 'entra', '--yes')).code, 0);
  await job.tenant.control('POST', '/jobs/settled');
  assert.equal((await job.run('move', '--to', 'local', '--yes')).code, 0);
  const secrets = `/servicePrincipals/${dropboxServicePrincipalId}/synchronization/secrets`;
  const { baseAddress, token } = job.tenant.team.practice;
  await job.tenant.client.api(secrets).put({
    value: [
      { key: 'BaseAddress', value: baseAddress },
      { key: 'SecretToken', value: token },
      { key: 'Oauth2AccessToken', value: 'kept by Entra' },
    ],
  });
  const before = job.text();
  const { code, text, lines } = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(code, 4, text);
  assert.deepEqual((lines.at(-1)?.['error'] as { readonly maskedKeys: unknown }).maskedKeys, ['Oauth2AccessToken']);
  assert.match(text, /Nothing was changed: .*Oauth2AccessToken only masked/);
  assert.deepEqual([job.text(), (await job.inEntra())?.state], [before, 'Paused']);
});

test('a job that Entra can’t run isn’t touched', async (context) => {
  const job = await startMovingJob(context);
  const changed = job
    .text()
    .replace(/"source": \{[^}]*\}/, '"source": { "kind": "snapshot", "path": "./directory.json" }');
  writeFileSync(job.file, changed);
  const { code, text: told } = await job.run('move', '--to', 'entra', '--yes');
  assert.equal(code, 2, told);
  assert.match(told, /can’t move: .*source of kind "entra"/);
  assert.equal(job.text(), changed);
});
