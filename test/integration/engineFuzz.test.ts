import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openEntraDirectory } from '../../src/directories/entra/entraDirectory.ts';
import { openScimDirectory } from '../../src/directories/scim/scimDirectory.ts';
import { WatermarkExpired } from '../../src/directories/sourceDirectory.ts';
import { TargetError } from '../../src/directories/targetDirectory.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { fuzzSeeds, mutate, mutateBytes, randomFrom } from '../support/mutator.ts';
import { startUnrulyServer } from '../support/unrulyServer.ts';
import { smallTenant, startEngineTest, temporaryDirectory } from './engineSetup.ts';

const never = new AbortController().signal;

/** Whatever it comes to, but for a fault of the program: a result, or a failure that speaks to people. */
async function endsWell(seed: number, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    const speaks =
      (error instanceof ProvisioningFailure && error.kind !== 'internal') ||
      error instanceof TargetError ||
      error instanceof WatermarkExpired;
    assert.ok(speaks, `FUZZ_SEED=${seed} FUZZ_CASES=1: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

async function readAll(list: AsyncIterable<unknown>): Promise<void> {
  for await (const page of list) assert.ok(page);
}

const graphObjects = JSON.stringify({
  '@odata.deltaLink': 'http://127.0.0.1/v1.0/users/delta?$deltatoken=1',
  value: [
    {
      id: 'a1',
      displayName: 'Ada',
      userPrincipalName: 'ada@example.com',
      accountEnabled: true,
      businessPhones: ['1'],
      appRoles: [{ id: 'r1', value: 'User', displayName: 'User', isEnabled: true }],
      principalId: 'a1',
      principalType: 'User',
      principalDisplayName: 'Ada',
      appRoleId: 'r1',
      'manager@delta': [{ '@odata.type': '#microsoft.graph.user', id: 'b2' }],
      'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: 'b2', '@removed': { reason: 'deleted' } }],
    },
    { id: 'c3', '@removed': { reason: 'changed' } },
    { id: 'd4', '@removed': null, displayName: 'Dan' },
  ],
  appRoles: [{ id: 'r1', value: 'User', displayName: 'User', isEnabled: true }],
});

const scimUser = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: 'u1',
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ type: 'work', value: 'ada@example.com', primary: true }],
  active: true,
  meta: { resourceType: 'User', location: '/scim/v2/Users/u1' },
  members: [{ value: 'u2' }],
};
const scimObjects = JSON.stringify({
  ...scimUser,
  totalResults: 1,
  itemsPerPage: 1,
  startIndex: 1,
  Resources: [scimUser],
});

/** A server whose every response is a mutation. */
async function startMutant(
  test: TestContext,
  text: string,
): Promise<{ origin: string; reseed: (seed: number) => void }> {
  let random = randomFrom(0);
  const server = await startUnrulyServer(test, null, {
    instead: () => {
      const status = [200, 200, 200, 201, 204, 400, 404, 409, 410, 412][random(10)] ?? 200;
      const odd =
        ['/Users/%', '/Users/%E0%A4%A', 'http://', '/Users/u1', '', '/Users/', 'x'.repeat(5000)][random(7)] ?? '';
      const type = ['application/json', 'application/scim+json', 'text/html', 'x', 'application/json; charset=nothing'][
        random(5)
      ];
      const body = mutate(text.replaceAll('http://127.0.0.1', server.origin), random);
      return { status, headers: { location: odd, 'content-type': type ?? 'x', etag: 'W/"1"' }, body };
    },
  });
  return { origin: server.origin, reseed: (seed) => (random = randomFrom(seed)) };
}

describe('whatever a server responds is read, or told in a sentence:', () => {
  it('a source', async (test) => {
    const { origin, reseed } = await startMutant(test, graphObjects);
    const attributes = new Set(['displayName', 'userPrincipalName', 'manager', 'telephoneNumber', 'accountEnabled']);
    const source = openEntraDirectory({
      baseAddress: `${origin}/v1.0`,
      token: 't',
      servicePrincipalId: 's',
      timeout: 5000,
    });
    test.after(() => source.close());
    const attempts = [
      () => source.readAssignments(never),
      () => readAll(source.readChanges('User', attributes, null, never)),
      () => readAll(source.readChanges('Group', attributes, `${origin}/v1.0/groups/delta?x=1`, never)),
      () => source.readOne('User', 'a1', attributes, never),
      () => source.find('Ada', { User: attributes, Group: attributes }, never),
      () => source.readTenant(never),
      () => source.testConnection(never),
    ];
    for (const seed of fuzzSeeds(400)) {
      reseed(seed);
      await endsWell(seed, attempts[seed % attempts.length] ?? (() => source.readTenant(never)));
    }
  });

  it('a target', async (test) => {
    const { origin, reseed } = await startMutant(test, scimObjects);
    const attributes = ['userName', 'name.givenName', 'emails[type eq "work"].value', 'active'];
    const values = { userName: 'ada@example.com', active: true };
    const probe = { type: 'User', attribute: 'userName' } as const;
    for (const seed of fuzzSeeds(400)) {
      reseed(seed);
      const target = openScimDirectory({
        baseAddress: `${origin}/scim/v2`,
        token: 't',
        dialect: seed % 2 === 0 ? 'rfc7644' : 'entra',
        timeout: 5000,
      });
      const attempts = [
        () => readAll(target.list('User', attributes, never)),
        () => target.query('User', 'userName', 'ada@example.com', attributes, never),
        () => target.read('User', 'u1', attributes, never),
        () => target.create('User', values, attributes, never),
        () => target.update('User', 'u1', [{ attribute: 'active', old: true, new: false }], values, never),
        () => target.delete('User', 'u1', never),
        () => target.readReferences('Group', 'g1', 'members', never),
        () => target.prove(probe, never),
        () => target.testConnection(probe, never),
      ];
      await endsWell(seed, attempts[seed % attempts.length] ?? (() => target.prove(probe, never)));
      await target.close();
    }
  });
});

describe('whatever is in a state', () => {
  it('is used, or told in a sentence', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker'], {}) });
    await house.sync();
    await house.sync({ restart: true });
    const whole = join(house.stateDirectory, 'state.sqlite');
    const bytes = readFileSync(whole);
    const root = temporaryDirectory(test);
    for (const seed of fuzzSeeds(200)) {
      const stateDirectory = join(root, String(seed));
      mkdirSync(stateDirectory);
      copyFileSync(whole, join(stateDirectory, 'state.sqlite'));
      const random = randomFrom(seed);
      writeFileSync(
        join(stateDirectory, 'state.sqlite'),
        random(8) === 0 ? mutateBytes(bytes, random) : flip(bytes, random),
      );
      await endsWell(seed, () =>
        house.withSession(
          async (session) => {
            session.status();
            session.logs({ sourceId: null, cycleId: null, before: null, limit: 50 });
            session.sampleObjects('User', 10);
            const quiet = (): void => undefined;
            await session.preview({ signal: never, onDecision: quiet, onProgress: quiet });
          },
          { stateDirectory },
        ),
      );
      rmSync(stateDirectory, { recursive: true, force: true });
    }
  });
});

/** Changes some bytes, so that most of the file stays readable. */
function flip(bytes: Buffer, random: (below: number) => number): Buffer {
  const result = Buffer.from(bytes);
  for (let times = 1 + random(20); times > 0; times--) result[random(result.length)] = random(256);
  return result;
}
