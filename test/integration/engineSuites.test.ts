import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { it } from 'node:test';
import { root } from '../support/paths.ts';
import { oneTargetOnly } from '../support/targets/suites.ts';

it('every file of the engine’s tests runs over both targets, or says why it doesn’t', () => {
  const files = globSync('test/integration/engine*.test.ts', { cwd: root });
  const own = 'engineSuites';
  const single = files
    .filter((file) => !readFileSync(`${root}/${file}`, 'utf8').includes('targets/eachTarget.ts'))
    .map((file) => basename(file, '.test.ts'))
    .filter((name) => name !== own);
  assert.deepEqual(single.sort(), Object.keys(oneTargetOnly).sort());
});
