import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { assign, contoso, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { addUser, smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const never = new AbortController().signal;
const shared = `team@${contoso.domain}`;

/** Two people of one display name and one mail; the third has that mail as user principal name. */
function startNamesakes(test: TestContext): Promise<EngineTest> {
  return startEngineTest(test, {
    fill: (directory) => {
      smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] })(directory);
      directory.seed(() => {
        for (const name of ['kim.one', 'kim.two'])
          assign(directory, addUser(directory, name, { displayName: 'Kim Lee', mail: shared }), roles.user);
        assign(directory, addUser(directory, 'team', { displayName: 'Team' }), roles.user);
      });
    },
  });
}

async function failure(work: Promise<unknown>): Promise<ProvisioningFailure> {
  const error = await work.then(
    () => assert.fail('It did not fail.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProvisioningFailure, String(error));
  return error;
}

for (const when of ['before the first cycle', 'after a cycle']) {
  describe(`a name, ${when},`, () => {
    const start = async (test: TestContext): Promise<EngineTest> => {
      const house = await startNamesakes(test);
      if (when === 'after a cycle') await house.sync();
      return house;
    };

    it('of several is answered with each of them, and how to choose', async (test) => {
      const house = await start(test);
      for (const act of ['explain', 'provisionOnDemand'] as const) {
        const { message, recommendedAction } = await failure(
          house.withSession<unknown>((session) => session[act]('kim lee', never)),
        );
        assert.match(message, /2 objects are called "kim lee"/);
        for (const name of ['kim.one', 'kim.two'])
          assert.ok(
            message.includes(`user Kim Lee (${name}@${contoso.domain}, id ${house.user(name).id})`),
            `${name} is not in: ${message}`,
          );
        assert.match(english(recommendedAction ?? ''), /user principal name or its id, such as kim\./);
      }
      const chosen = await house.withSession((session) => session.explain(`kim.two@${contoso.domain}`, never));
      assert.equal(chosen.source.id, house.user('kim.two').id);
    });

    it('that is one’s user principal name and the mail of others is the former’s', async (test) => {
      const house = await start(test);
      const explained = await house.withSession((session) => session.explain(shared, never));
      assert.equal(explained.source.id, house.user('team').id);
    });

    it('of nobody is answered with the nearest', async (test) => {
      const house = await start(test);
      const { message } = await failure(house.withSession((session) => session.explain('Ada Lovelac', never)));
      assert.match(message, /No user or group is called "Ada Lovelac"\. Did you mean "Ada Lovelace"\?/);
      const group = await failure(house.withSession((session) => session.explain('Raeders', never)));
      assert.match(group.message, /Did you mean "Readers"\?/);
    });
  });
}

it('a namesake of whom the job has not read yet counts, too', async (test) => {
  const house = await startNamesakes(test);
  await house.withSession((session) => session.provisionOnDemand(`kim.one@${contoso.domain}`, never));
  const { message } = await failure(house.withSession((session) => session.explain('Kim Lee', never)));
  assert.match(message, /2 objects are called/);
});

it('a source that cannot look for names leaves those that the job has read', async (test) => {
  const house = await startNamesakes(test);
  await house.sync();
  house.directoryServer.faults.set({ kind: 'serverError', path: 'filter' });
  const explained = await house.withSession((session) => session.explain('Ada Lovelace', never));
  assert.equal(explained.source.id, house.user('ada.lovelace').id);
});

it('who was deleted does not stand in the way of a successor of the same name, and is found alone', async (test) => {
  const house = await startNamesakes(test);
  await house.sync();
  house.directory.deleteObject(house.user('kim.one'));
  await house.sync();
  const explained = await house.withSession((session) => session.explain('Kim Lee', never));
  assert.equal(explained.source.id, house.user('kim.two').id);
  house.directory.deleteObject(house.user('kim.two'));
  house.directory.deleteObject(house.user('team'));
  await house.sync();
  const deleted = await house.withSession((session) => session.explain('Team', never));
  assert.equal(deleted.reason.code, 'SoftDeletedInSource', english(deleted.reason.message));
});
