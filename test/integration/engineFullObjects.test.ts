import assert from 'node:assert/strict';
import { it } from '../support/targets/eachTarget.ts';
import { startCannedGraph } from './engineCannedGraph.ts';
import { schemaWith, smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';

const nameOf = (house: EngineTest): unknown => house.targetUser('ada.lovelace')?.attributes['name'];

it('expressions see the full object, although a delta tells only what changed', async (test) => {
  const expression = 'Join(" ", [givenName], [surname])';
  const schema = schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: mapping.attributeMappings.map((each) =>
      each.targetAttributeName === 'name.givenName' ? { ...each, source: { expression } } : each,
    ),
  }));
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']), schema });
  const graph = await startCannedGraph(test, house);
  await house.sync({ job: graph.job });
  assert.deepEqual(nameOf(house), { givenName: 'Ada Lovelace', familyName: 'Lovelace' });
  graph.lists.set('users', [{ id: house.user('ada.lovelace').id, surname: 'King' }]);
  const { summary } = await house.sync({ job: graph.job });
  assert.deepEqual([summary.cycle, summary.counts.update], ['incremental', 1]);
  assert.deepEqual(nameOf(house), { givenName: 'Ada King', familyName: 'King' });
  assert.equal(house.targetUser('ada.lovelace')?.attributes['active'], true);
});
