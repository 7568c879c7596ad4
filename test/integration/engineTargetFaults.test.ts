import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver, type Body } from '../support/targets/eachTarget.ts';
import {
  addUser,
  credential,
  schemaWith,
  smallTenant,
  startEngineTest,
  targetToken,
  type EngineTest,
  proof,
} from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];

/** A fault that befalls one create, and how the object's failure is told. Null: the engine gets over it by itself. */
const createFaults: readonly (readonly [name: string, fault: FaultRule, code: string | null, words: RegExp])[] = [
  ['401', { kind: 'unauthorized' }, 'Unauthorized', /HTTP 401/],
  ['403', { kind: 'forbidden' }, 'InsufficientRights', /HTTP 403/],
  ['500', { kind: 'serverError' }, 'InternalServerError', /HTTP 500/],
  ['429 in seconds', { kind: 'tooManyRequests', retryAfterSeconds: 0.05 }, null, /./],
  ['429 as a date', { kind: 'tooManyRequests', retryAfterSeconds: 0, retryAfterForm: 'date' }, null, /./],
  ['a web page', { kind: 'htmlPage' }, null, /./],
  ['half an answer', { kind: 'invalidJson' }, null, /./],
  ['a connection cut before the write', { kind: 'cutBefore' }, null, /./],
  ['a connection cut after the write', { kind: 'cutAfter' }, null, /./],
  ['no answer at all', { kind: 'hang' }, null, /./],
];

const overScim = (name: string, body: Body): void => {
  itOnlyOver('scim', 'the Business API refuses each member by a tag (businessTargetFaults)', name, body);
};

/** Those whose meaning is SCIM's own. */
const scimCreateFaults: typeof createFaults = [
  ['404', { kind: 'notFound' }, 'InvalidAnchor', /HTTP 404/],
  ['409 without anybody in the way', { kind: 'conflict' }, 'Conflict', /HTTP 409/],
];

describe('a create that is answered with', () => {
  for (const [name, fault, code, words] of [...createFaults, ...scimCreateFaults]) {
    const isShared = createFaults.some(([shared]) => shared === name);
    const register = isShared ? it : overScim;
    register(
      `${name}: ${code === null ? 'is finished all the same' : 'fails by itself'}, and nobody is created twice`,
      async (test) => {
        const house = await startEngineTest(test, { fill: smallTenant(people), requestTimeoutMs: 200 });
        // Over the Business API those of a request that failed are looked up and sent again, in halves.
        const attempts = code === null ? 1 : house.target.name === 'scim' ? 2 : 20;
        house.target.fail({ ...fault, does: 'createUser', count: attempts });
        const { summary, events } = await house.sync();
        const failures = events.filter((event) => event.status === 'failure');
        assert.equal(summary.counts.failure, failures.length);
        if (code === null) assert.deepEqual(failures, []);
        else {
          assert.ok(failures.length > 0);
          for (const { reason, exchange, targetId } of failures) {
            assert.equal(reason.code, code);
            assert.match(english(reason.message), words);
            assert.ok(reason.recommendedAction);
            assert.equal(targetId, null);
            assert.equal(exchange?.request.headers['authorization'], '(redacted)');
            assert.equal(JSON.stringify(events).includes(targetToken), false);
          }
          assert.equal(house.targetStore.all('User').length, people.length - failures.length, 'the others go on');
        }
        house.target.recover();
        await isRepaired(house);
      },
    );
  }
});

/** Faults that befall the first change of an existing object. */
const changeFaults: readonly FaultRule[] = [
  { kind: 'unauthorized' },
  { kind: 'forbidden' },
  { kind: 'conflict' },
  { kind: 'serverError' },
  // As often as two requests are sent: an update does no harm when it is repeated, and so it is.
  { kind: 'hang', count: 6 },
  { kind: 'cutAfter', count: 6 },
];

describe('an update that is answered with', () => {
  for (const fault of changeFaults) {
    it(`${fault.kind}: is tried again in the next cycle, with nothing recorded as done that was not`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people), requestTimeoutMs: 100 });
      await house.sync();
      house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
      house.directory.updateObject(house.user('ben.baker'), { surname: 'Bakerman' });
      house.target.fail({ count: 1, ...fault, does: 'update' });
      const { summary } = await house.sync();
      assert.equal(summary.counts.update + summary.counts.failure, 2);
      assert.ok(summary.counts.failure > 0);
      await house.withSession((session) => {
        assert.equal(session.status().escrowed, summary.counts.failure);
        return Promise.resolve();
      });
      house.target.recover();
      const second = await house.sync();
      // What took effect although the response never came is seen, and not written again.
      assert.equal(second.summary.counts.update, fault.kind === 'cutAfter' ? 0 : summary.counts.failure);
      assert.deepEqual(house.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
      await isRepaired(house);
    });
  }
});

describe('a target that answers every question about users with', () => {
  for (const kind of ['notFound', 'serverError', 'invalidJson', 'htmlPage', 'forbidden'] as const) {
    it(`${kind}: stops the cycle before anything is written, and the next cycle does the work`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people) });
      house.target.fail({ kind, does: 'readUsers' });
      // Few are asked about one by one over the Business API, and each fails by itself; over SCIM they are listed.
      const failed = await house.sync().then(
        ({ summary }) => {
          assert.equal(house.target.name, 'dropboxBusiness');
          return summary.counts.failure;
        },
        (error: unknown) => {
          assert.ok(error instanceof ProvisioningFailure);
          assert.deepEqual([error.kind, error.exchange?.request.method], ['connection', 'GET']);
          assert.ok(error.recommendedAction);
          return people.length;
        },
      );
      assert.equal(failed, people.length);
      assert.equal(house.target.writes(), 0);
      house.target.recover();
      assert.equal((await house.sync()).summary.counts.create, people.length);
      await isRepaired(house);
    });
  }

  it('a refusal, while single queries work, costs nothing but requests', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    house.target.fail({ kind: 'forbidden', does: 'listUsers' });
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.failure], [people.length, 0]);
  });
});

describe('a target that is gone or refuses the token', () => {
  it('stops the cycle after a few failures in a row instead of failing everybody, and the next cycle goes on', async (test) => {
    const crowd = Array.from({ length: 60 }, (_, index) => `user.n${index}`);
    const house = await startEngineTest(test, { fill: smallTenant(crowd) });
    house.target.fail({ kind: 'unauthorized' });
    await assert.rejects(house.sync(), (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.equal(error.kind, 'connection');
      assert.match(error.message, /HTTP 401/);
      assert.equal(JSON.stringify(error.exchange).includes(targetToken), false);
      return true;
    });
    house.target.recover();
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.failure], [crowd.length, 0]);
  });

  it('or asks everybody for more patience than a cycle has: it is not asked for each of the others', async (test) => {
    const crowd = Array.from({ length: 200 }, (_, index) => `user.n${index}`);
    const house = await startEngineTest(test, { fill: smallTenant(crowd) });
    house.target.fail({ kind: 'tooManyRequests', does: 'create', retryAfterSeconds: 3600 });
    await assert.rejects(house.sync(), /HTTP 429/);
    assert.ok(house.target.asked('create') < crowd.length, `${house.target.asked('create')} were asked for`);
    house.target.recover();
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.failure], [crowd.length, 0]);
  });
});

it('a conflict with an object that appeared meanwhile is resolved by adopting it', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people) });
  house.target.fail({ kind: 'cutAfter', does: 'createUser', count: 2 });
  const { summary } = await house.sync();
  assert.equal(summary.counts.failure, 0);
  assert.equal(house.targetStore.all('User').length, people.length);
  assert.equal(summary.counts.create + summary.unchanged, people.length);
  await isRepaired(house);
});

itOnlyOver(
  'scim',
  'what Dropbox would refuse is said before it is sent, without the value',
  'a value that a mapping redacts stays out of log, exchange and error message',
  async (test) => {
    const schema = schemaWith((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map((attribute) =>
        attribute.targetAttributeName === 'name.familyName'
          ? { ...attribute, source: { expression: 'Redact([surname])', name: 'Redact', type: 'Function' } }
          : attribute,
      ),
    }));
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace']),
      schema,
      profile: 'dropbox-strict',
    });
    assign(house.directory, addUser(house.directory, 'ben.slash', { surname: 'Se/cret' }), roles.user);
    const { events } = await house.sync();
    assert.equal(house.targetUser('ada.lovelace')?.attributes['name'] !== undefined, true);
    const text = JSON.stringify(events);
    assert.equal(text.includes('Lovelace"'), text.includes('"Ada Lovelace"'), 'only the display name shows it');
    const failure = events.find((event) => event.status === 'failure');
    assert.ok(failure, 'Dropbox refuses the slash');
    assert.equal(text.includes('Se/cret is') || text.includes("'Se/cret'"), false);
    assert.match(english(failure.reason.message), /\[Redact\]/);
  },
);

describe('the target’s token', () => {
  it('is not sent to an origin that it was not entered for', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const targetCredential = credential(targetToken, 'https://www.dropbox.com');
    await assert.rejects(house.sync({ job: { targetCredential } }), (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.equal(error.kind, 'credential');
      assert.equal(error.message.includes(targetToken), false);
      return true;
    });
    assert.deepEqual(house.targetServer.requestCounts(), {});
    assert.deepEqual(house.directoryServer.requestCounts(), {});
  });

  it('does not follow a redirect', async (test) => {
    let strangersRequests = 0;
    const stranger = createServer((_request, response) => {
      strangersRequests++;
      response.end('{}');
    });
    const redirecting = createServer((_request, response) => {
      const { port } = stranger.address() as AddressInfo;
      response.writeHead(307, { location: `http://127.0.0.1:${port}/scim/v2/Users` }).end();
    });
    for (const server of [stranger, redirecting]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      test.after(() => {
        server.close();
        server.closeAllConnections();
      });
    }
    const baseAddress = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}/scim/v2`;
    const house = await startEngineTest(test, {
      fill: smallTenant(people),
      target: { baseAddress, token: targetToken },
    });
    await assert.rejects(house.sync(), /HTTP 307/);
    assert.equal(strangersRequests, 0);
  });
});

/** Without faults the next cycle brings everything to its end, and the one after it finds nothing to do. */
async function isRepaired(house: EngineTest): Promise<void> {
  house.target.recover();
  const { summary } = await house.sync();
  assert.equal(summary.counts.failure, 0);
  const names = house.targetStore.all('User').map((user) => user.attributes['externalId']);
  assert.deepEqual(names.sort(), people.map((name) => house.user(name).id).sort());
  const last = await house.sync();
  assert.equal(last.summary.requests.target, proof);
  await house.withSession((session) => {
    assert.deepEqual([session.status().escrowed, session.status().pending], [0, 0]);
    return Promise.resolve();
  });
}
