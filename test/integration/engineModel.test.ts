import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failureInWords } from '../support/model/tellStories.ts';
import { tellStories } from '../support/model/workers.ts';

/**
 * Nobody loses an account wrongly, nobody keeps one wrongly, nobody gets two: whatever happens in the directory, in the
 * job file and in the target, and whatever goes wrong meanwhile. Random stories are told to the engine over real sockets,
 * and an oracle that shares no code with it says what must have come of them.
 *
 * `MODEL_STORIES` is how many (300); `MODEL_SEED` the number of the first: the same in every test run, so that a red build is
 * the change's doing, and a random one in a soak. A story that
 * fails is made smaller and told in words, with what tells it again.
 */
const stories = Number(process.env['MODEL_STORIES'] ?? 300);
const seed = Number(process.env['MODEL_SEED'] ?? 471_456_804);
const path = process.env['MODEL_PATH'];

it(`${stories} stories from seed ${seed} on end well`, async () => {
  const { failures } = await tellStories({
    stories,
    seed,
    ...(path === undefined ? {} : { path }),
    shrinkMs: 20_000,
    smaller: 3,
    stopAfter: 4,
  });
  assert.equal(failures.length, 0, failures.map(failureInWords).join('\n\n────\n\n'));
});
