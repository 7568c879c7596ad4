import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { addDropboxApplication, dropboxTemplateId } from '../../src/directories/entra/applications.ts';
import { openGraph } from '../../src/directories/entra/openGraph.ts';
import { graphTasks } from '../../src/engine/graphTasks.ts';
import { openJobSession } from '../../src/engine/jobSession.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { GraphAccess } from '../../src/protocol/graphProtocol.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './cliProcess.ts';
import { english } from '../../src/protocol/text.ts';

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

async function userOf({ access }: Place, name: string) {
  const [found] = (await tasks.findPrincipals({ access, names: [name] }, signal))[0] ?? [];
  assert.ok(found, name);
  return found;
}

test('the Dropbox application is found by its template, and added where there is none', async (context) => {
  const place = await startPlace(context);
  const { access } = place;
  const found = await tasks.findApplications({ access }, signal);
  assert.equal(found[0]?.id, place.servicePrincipalId);
  const added = await tasks.addApplication({ access, displayName: 'Dropbox (test)' }, signal);
  assert.equal(added.foundBy, 'template');
  const again = await tasks.findApplications({ access }, signal);
  assert.ok(again.some(({ id }) => id === added.id));
  assert.ok(added.roles.length > 0);
});

test('an application that the tenant doesn’t know yet is waited for, whatever Graph responds meanwhile', async () => {
  const responses = [404, 403, 409, 200];
  const slept: number[] = [];
  const refuse = (status: number): object => ({ error: { code: 'x', message: String(status) } });
  const graph: Parameters<typeof addDropboxApplication>[0] = {
    ...unusedGraph(),
    send: ({ path }) => {
      assert.equal(path, `/applicationTemplates/${dropboxTemplateId}/instantiate`);
      return Promise.resolve(answer(201, { servicePrincipal: { id: 'new' } }));
    },
    get: () => {
      const status = responses.shift() ?? 200;
      if (status === 200) return Promise.resolve({ id: 'new', displayName: 'Dropbox' });
      return import('../../src/directories/entra/graphRefusal.ts').then(({ graphRefusal }) => {
        throw graphRefusal(answer(status, refuse(status)));
      });
    },
  };
  const added = await addDropboxApplication(graph, 'Dropbox', signal, (milliseconds) => {
    slept.push(milliseconds);
    return Promise.resolve();
  });
  assert.equal(added.id, 'new');
  assert.deepEqual(slept, [1000, 2000, 3000]);
  const never: typeof graph = {
    ...graph,
    get: () =>
      import('../../src/directories/entra/graphRefusal.ts').then(({ graphRefusal }) => {
        throw graphRefusal({ ...answer(404, refuse(404)), headers: { 'request-id': 'r-9' } });
      }),
  };
  await assert.rejects(
    addDropboxApplication(never, 'Dropbox', signal, () => Promise.resolve()),
    /doesn’t know it yet, after three minutes: .*404.*\(request-id r-9\)/,
  );
});

test('users and groups are assigned and unassigned, and twice is no failure', async (context) => {
  const place = await startPlace(context);
  const { access, servicePrincipalId } = place;
  const before = await tasks.readApplication({ access, servicePrincipalId }, signal);
  const assigned = new Set(before.assignments.map(({ principalId }) => principalId));
  const people = await tasks.searchPrincipals({ access, text: '' }, signal);
  const person = people.find(({ id, type }) => type === 'User' && !assigned.has(id));
  const [role] = before.roles;
  assert.ok(person && role);
  const found = await tasks.searchPrincipals({ access, text: person.displayName.slice(0, 4) }, signal);
  assert.ok(found.some(({ id }) => id === person.id));
  const change = { access, servicePrincipalId, principalId: person.id, roleId: role.id };
  assert.deepEqual(await tasks.assign(change, signal), { outcome: 'assigned' });
  assert.deepEqual(await tasks.assign(change, signal), { outcome: 'already' });
  const { assignments } = await tasks.readApplication({ access, servicePrincipalId }, signal);
  const made = assignments.find(({ principalId }) => principalId === person.id);
  assert.equal(made?.role.id, role.id);
  const end = { access, servicePrincipalId, assignmentId: made.id };
  assert.deepEqual(await tasks.unassign(end, signal), { outcome: 'unassigned' });
  assert.deepEqual(await tasks.unassign(end, signal), { outcome: 'already' });
});

test('a token is sent to its own server only', async (context) => {
  const { access, servicePrincipalId } = await startPlace(context);
  const elsewhere = { ...access, credential: { token: 'secret', origin: 'https://graph.microsoft.com' } };
  await assert.rejects(
    tasks.readApplication({ access: elsewhere, servicePrincipalId }, signal),
    /was entered for https:\/\/graph\.microsoft\.com/,
  );
});

test('a preview tells what an assignment will do, and changes nothing', async (context) => {
  const place = await startPlace(context);
  const { access, servicePrincipalId, sandbox, state } = place;
  const { roles, assignments } = await tasks.readApplication({ access, servicePrincipalId }, signal);
  const assigned = new Set(assignments.map(({ principalId }) => principalId));
  const people = await tasks.searchPrincipals({ access, text: '' }, signal);
  const principal = people.find(({ id, type }) => type === 'User' && !assigned.has(id));
  const [role] = roles;
  assert.ok(principal && role);
  const session = await openJobSession({
    text: readFileSync(sandbox.jobFile, 'utf8'),
    path: sandbox.jobFile,
    stateDirectory: join(state, 'job'),
    sandbox: { source: sandbox.source, target: sandbox.target },
    sourceCredential: access.credential,
    targetCredential: { token: sandbox.target.token, origin: new URL(sandbox.target.baseAddress).origin },
  });
  context.after(() => session.close());
  const about = [principal.id];
  const [without] = await session.previewAssignment({ added: [], removed: [], about }, signal);
  assert.equal(without?.action, 'skip');
  const added = [{ principal, role }];
  const [preview] = await session.previewAssignment({ added, removed: [], about }, signal);
  assert.equal(preview?.source.id, principal.id);
  assert.notEqual(preview.reason.code, without.reason.code);
  const [defaultOnly] = await session.previewAssignment(
    {
      added: [
        {
          principal,
          role: { id: '00000000-0000-0000-0000-000000000000', displayName: 'Default Access', isDefaultAccess: true },
        },
      ],
      removed: [],
      about,
    },
    signal,
  );
  assert.equal(defaultOnly?.action, 'skip');
  assert.match(english(defaultOnly.reason.message), /Default Access/);
  const after = await tasks.readApplication({ access, servicePrincipalId }, signal);
  assert.equal(after.assignments.length, assignments.length);
  const adele = await userOf(place, principal.detail);
  assert.equal(adele.id, principal.id);
});

test('what a token lacks is named when Graph refuses to assign', async () => {
  const claims = Buffer.from(JSON.stringify({ roles: ['User.Read.All'], appid: 'app-1' })).toString('base64url');
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json', 'request-id': 'r-1' });
    response.end(
      JSON.stringify({ error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const options = { baseAddress: `http://127.0.0.1:${port}/v1.0`, token: `e30.${claims}.x` };
  const { graph, http } = openGraph({ ...options, login: { authority: 'https://login.example', tenantId: 't' } }, [
    'assign',
  ]);
  await assert.rejects(graph.send({ method: 'POST', path: '/x', body: '{}', repeatable: false }, signal), (error) => {
    assert.ok(error instanceof ProvisioningFailure);
    assert.match(error.message, /Authorization_RequestDenied: Insufficient privileges\. \(request-id r-1\)/);
    assert.match(
      english(error.recommendedAction ?? ''),
      /^The application lacks AppRoleAssignment\.ReadWrite\.All, Application\.Read\.All and GroupMember\.Read\.All\. .*consent at https:\/\/login\.example\/t\/adminconsent\?client_id=app-1$/,
    );
    return true;
  });
  await http.close();
  server.close();
});

function unusedGraph(): Parameters<typeof addDropboxApplication>[0] {
  const unused = (): never => assert.fail('It is not asked.');
  return { get: unused, find: unused, send: unused, pages: unused, isLink: unused };
}

function answer(
  status: number,
  body: object,
): Awaited<ReturnType<Parameters<typeof addDropboxApplication>[0]['send']>> {
  const text = JSON.stringify(body);
  return {
    ...{ status, headers: {}, text, maybeActed: false },
    exchange: () =>
      ({
        request: { method: 'GET', url: '', headers: {}, body: null },
        response: { status, headers: {}, body: text },
        failure: null,
      }) as never,
  };
}
