import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import { text } from '../../src/protocol/text.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

const sentence = 'Nicht zugewiesen.';

it('a state of the fourth layout keeps its sentences as they are, and what comes is a template', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
  await house.sync();
  await house.acceptInvitations();
  unassign(house, house.user('ben.baker'));
  await house.sync();
  assert.deepEqual(
    (await lastEvent(house)).reason.message,
    text`Left the scope: ${text`Not assigned to the application, neither directly nor by a group.`}`,
  );

  backToFourthLayout(house);
  const former = await lastEvent(house);
  assert.deepEqual([former.reason.message, former.steps[0]?.description], [sentence, sentence]);
  assert.deepEqual((await house.sync()).events, [], 'nobody is told anything anew');
  const copy = new DatabaseSync(join(house.stateDirectory, 'state.layout-4.sqlite'));
  assert.equal(Number(copy.prepare('PRAGMA user_version').get()?.['user_version']), 4);
  copy.close();
});

async function lastEvent(house: EngineTest): Promise<ProvisioningEvent> {
  const [event] = await house.withSession((session) =>
    Promise.resolve(session.logs({ sourceId: null, cycleId: null, before: null, limit: 1 })),
  );
  assert.ok(event);
  return event;
}

/** Writes what the layout of that time had: sentences, here in no language of ours. */
function backToFourthLayout({ stateDirectory }: EngineTest): void {
  const database = new DatabaseSync(join(stateDirectory, 'state.sqlite'));
  database
    .prepare("UPDATE event SET body = json_set(body, '$.reason.message', ?1, '$.steps[0].description', ?1)")
    .run(sentence);
  database.exec('PRAGMA user_version = 4');
  database.close();
}
