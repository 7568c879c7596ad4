import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { it } from 'node:test';
import { differingTeams } from '../support/model/differingTeams.ts';
import { tellBothExecutors } from '../support/model/twoExecutors.ts';

/**
 * Random stories come to the same team whoever runs the job: our own engine, or the directory's provisioning service, steered
 * through Graph. The same users with the same values and access, in the same groups; and *Compare Executors* finds nothing.
 *
 * `EXECUTORS_STORIES` is how many (16), `EXECUTORS_SEED` the number of the first. Every second one has faults that pass.
 */
const stories = Number(process.env['EXECUTORS_STORIES'] ?? 16);
const seed = Number(process.env['EXECUTORS_SEED'] ?? 118_306);

setMaxListeners(100);

it(`${stories} stories from seed ${seed} on come to the same team with both executors`, async () => {
  const failures = await differingTeams({ stories, seed, variable: 'EXECUTORS', atOnce: 3 }, tellBothExecutors);
  assert.equal(failures.length, 0, failures.join('\n\n────\n\n'));
});
