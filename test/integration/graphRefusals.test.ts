import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { graphTasks } from '../../src/engine/graphTasks.ts';
import { openJobSession } from '../../src/engine/jobSession.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { english } from '../../src/protocol/text.ts';
import type { GraphAccess } from '../../src/protocol/graphProtocol.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryDirectory } from './cliProcess.ts';

const { signal } = new AbortController();
const tasks = graphTasks({ now: Date.now });

interface Place {
  readonly sandbox: Sandbox;
  readonly access: GraphAccess;
  readonly servicePrincipalId: string;
  readonly state: string;
}

async function startPlace(context: TestContext): Promise<Place> {
  const state = temporaryDirectory(context);
  const sandbox = await startSandbox({ stateDirectory: join(state, 'sandbox') });
  context.after(() => sandbox.stop());
  const { baseAddress, token, servicePrincipalId } = sandbox.source;
  const credential = { token, origin: new URL(baseAddress).origin };
  return { sandbox, access: { baseAddress, credential, login: null }, servicePrincipalId, state };
}

/** Switches something of the sandbox's tenant. */
async function control({ sandbox }: Place, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(new URL(`/_sandbox${path}`, sandbox.source.baseAddress), {
    method,
    headers: { authorization: `Bearer ${sandbox.source.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** What a person reads when something fails: cause, next step, and what support finds the request by. */
async function failureOf(act: Promise<unknown>): Promise<{ readonly message: string; readonly next: string }> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    assert.match(error.message, /\(request-id [0-9a-f-]{36}\)/);
    return { message: error.message, next: english(error.recommendedAction ?? '') };
  }
  return assert.fail('It was not refused.');
}

test('a group that a tenant without P1 can’t assign is told so, and users are assigned all the same', async (context) => {
  const place = await startPlace(context);
  const { access, servicePrincipalId } = place;
  const { roles, assignments } = await tasks.readApplication({ access, servicePrincipalId }, signal);
  const taken = new Set(assignments.map(({ principalId }) => principalId));
  const free = (await tasks.searchPrincipals({ access, text: '' }, signal)).filter(({ id }) => !taken.has(id));
  const [group, user] = [free.find(({ type }) => type === 'Group'), free.find(({ type }) => type === 'User')];
  const [role] = roles;
  assert.ok(group && user && role);
  await control(place, 'PUT', '/tenant', { premium: false });
  const change = { access, servicePrincipalId, roleId: role.id };
  const { message, next } = await failureOf(tasks.assign({ ...change, principalId: group.id }, signal));
  assert.match(message, /^The tenant has no licence for assigning groups: .*403/);
  assert.match(next, /one by one.*Microsoft Entra ID P1 or P2/);
  assert.deepEqual(await tasks.assign({ ...change, principalId: user.id }, signal), { outcome: 'assigned' });
});

test('a challenge of Conditional Access says what is asked for, and that an application can’t do it', async (context) => {
  const place = await startPlace(context);
  const grant = { permissions: ['Application.Read.All', 'User.Read.All', 'GroupMember.Read.All'] };
  const { accessToken } = (await control(place, 'POST', '/tokens', grant)) as { readonly accessToken: string };
  const { origin } = new URL(place.access.baseAddress);
  const access = { ...place.access, credential: { token: accessToken, origin } };
  assert.ok((await tasks.findApplications({ access }, signal)).length > 0);
  await control(place, 'POST', '/tokens/revoke', {
    claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
  });
  const { message, next } = await failureOf(tasks.findApplications({ access }, signal));
  assert.match(message, /401 InvalidAuthenticationToken/);
  assert.match(
    next,
    /^Conditional Access asks for more .*Sign in again .*workload identities, or exclude it from the policy\.$/,
  );
});

test('an application that was added a moment ago is told from one that isn’t there', async (context) => {
  const place = await startPlace(context);
  const { access } = place;
  await control(place, 'PUT', '/lag', { requests: 2, statuses: [404] });
  const added = await tasks.addApplication({ access, displayName: 'Dropbox (new)' }, signal);
  await control(place, 'DELETE', '/lag', {});
  const there = await tasks.readApplication({ access, servicePrincipalId: added.id }, signal);
  assert.equal(there.displayName, 'Dropbox (new)');
  const nowhere = '00000000-0000-4000-8000-000000000000';
  const { message, next } = await failureOf(tasks.readApplication({ access, servicePrincipalId: nowhere }, signal));
  assert.match(message, /404 Request_ResourceNotFound/);
  assert.match(next, /Check the tenant .* added a moment ago, try again in a minute/);
});

test('a sign-in that ends in the middle of a cycle loses nothing', async (context) => {
  const place = await startPlace(context);
  const { sandbox, access, state } = place;
  const session = await openJobSession({
    text: readFileSync(sandbox.jobFile, 'utf8'),
    path: sandbox.jobFile,
    stateDirectory: join(state, 'job'),
    sandbox: { source: sandbox.source, target: sandbox.target },
    sourceCredential: access.credential,
    targetCredential: { token: sandbox.target.token, origin: new URL(sandbox.target.baseAddress).origin },
  });
  context.after(() => session.close());
  const sync = (): ReturnType<typeof session.sync> =>
    session.sync({
      signal,
      onEvent: () => undefined,
      onProgress: () => undefined,
      allowDeletes: false,
      restart: false,
    });
  // Assignments are read; what comes after isn't.
  await control(place, 'PUT', '/faults', [{ kind: 'unauthorized', path: '^/users' }]);
  const { message, next } = await failureOf(sync());
  assert.match(message, /401 InvalidAuthenticationToken: .*expired/);
  assert.match(next, /^Sign in again/);
  await control(place, 'DELETE', '/faults', {});
  const { outcome, counts } = await sync();
  assert.equal(outcome, 'completed');
  assert.ok(counts.create > 80 && counts.failure === 0, JSON.stringify(counts));
});
