import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startCannedGraph } from './engineCannedGraph.ts';
import { schemaWith, smallTenant, startEngineTest } from './engineSetup.ts';

it('expressions see the full object, although a delta tells only what changed', async (test) => {
  const expression = 'Join(" ", [givenName], [surname])';
  const schema = schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: [...mapping.attributeMappings, { targetAttributeName: 'displayName', source: { expression } }],
  }));
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']), schema });
  const graph = await startCannedGraph(test, house);
  await house.sync({ job: graph.job });
  assert.equal(house.targetUser('ada.lovelace')?.attributes['displayName'], 'Ada Lovelace');
  graph.lists.set('users', [{ id: house.user('ada.lovelace').id, surname: 'King' }]);
  const { summary } = await house.sync({ job: graph.job });
  assert.deepEqual([summary.cycle, summary.counts.update], ['incremental', 1]);
  assert.equal(house.targetUser('ada.lovelace')?.attributes['displayName'], 'Ada King');
  assert.equal(house.targetUser('ada.lovelace')?.attributes['active'], true);
});
