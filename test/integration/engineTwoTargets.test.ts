import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { it } from 'node:test';
import { differingTeams } from '../support/model/differingTeams.ts';
import { tellBoth } from '../support/model/twoTeams.ts';

/**
 * Random stories come to the same team over SCIM and over the Business API: the same members with the same names, external
 * ids and access, in the same groups.
 *
 * `TEAMS_STORIES` is how many (24), `TEAMS_SEED` the number of the first. Every second one has faults that pass.
 */
const stories = Number(process.env['TEAMS_STORIES'] ?? 24);
const seed = Number(process.env['TEAMS_SEED'] ?? 306_118);

setMaxListeners(100);

it(`${stories} stories from seed ${seed} on come to the same team`, async () => {
  const failures = await differingTeams({ stories, seed, variable: 'TEAMS', atOnce: 3 }, tellBoth);
  assert.equal(failures.length, 0, failures.join('\n\n────\n\n'));
});
