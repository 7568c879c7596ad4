import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { smallTenant, startEngineTest } from './engineSetup.ts';

it('nobody but its owner can read the state of a job', { skip: process.platform === 'win32' }, async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
  await house.sync();
  const entries = readdirSync(house.stateDirectory, { recursive: true, encoding: 'utf8' });
  assert.ok(entries.length > 0);
  for (const entry of entries) {
    const { mode } = statSync(join(house.stateDirectory, entry));
    assert.equal(mode & 0o077, 0, `${entry} has mode ${(mode & 0o777).toString(8)}`);
  }
});
