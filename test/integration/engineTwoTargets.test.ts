import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { tellBoth } from '../support/model/twoTeams.ts';

/**
 * Random stories come to the same team over SCIM and over the Business API: the same members with the same names, external
 * ids and access, in the same groups.
 *
 * `TEAMS_STORIES` is how many (24), `TEAMS_SEED` the number of the first. Every second one has faults that pass.
 */
const stories = Number(process.env['TEAMS_STORIES'] ?? 24);
const seed = Number(process.env['TEAMS_SEED'] ?? 306_118);
/** Stories that are told at once: some of their time is spent waiting. */
const atOnce = 3;

setMaxListeners(100);

it(`${stories} stories from seed ${seed} on come to the same team`, async () => {
  const failures: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < stories && failures.length < 10) {
      const index = next++;
      const { scim, dropboxBusiness } = await tellBoth(seed + index, (seed + index) % 2 === 1);
      if (isDeepStrictEqual(scim.team, dropboxBusiness.team)) continue;
      const words = [
        `TEAMS_SEED=${seed + index} TEAMS_STORIES=1 tells it again.`,
        ...(['scim', 'dropboxBusiness'] as const).flatMap((wire) => {
          const { team, diary } = wire === 'scim' ? scim : dropboxBusiness;
          return [`── ${wire} ──`, ...diary, JSON.stringify(team, null, 1)];
        }),
      ];
      failures.push(words.join('\n'));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  assert.equal(failures.length, 0, failures.join('\n\n────\n\n'));
});
