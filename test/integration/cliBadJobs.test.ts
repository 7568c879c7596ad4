import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSchema } from '../../src/job/defaultJob.ts';
import { countingServer } from './cliCountingServer.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';

/** What stands in the job in place of its `id` line, which line and code are told, and what to write instead. */
const mistakes: readonly (readonly [title: string, text: string, line: number, problem: RegExp])[] = [
  ['no JSON', '"id": "a" oops', 2, /not-json: This is not JSON at "oops": write /],
  ['an unknown member', '"id": "a",\n"shema": {},', 3, /unknown-member: .*Did you mean "schema"\?/],
  ['a member twice', '"id": "a",\n"id": "b",', 3, /duplicate-member: .*remove one/],
  ['a wrong type', '"id": 12,', 2, /wrong-type: .*a string in double quotes/],
  ['an impossible interval', '"id": "a",\n"provisioning": { "interval": "PT0S" },', 3, /invalid-interval: .*"PT5M"/],
  ['a mapping to nowhere', `"id": "a",\n"schema": ${nowhere()},`, 3, /unknown-target-attribute: .*"nowhere"/],
];

for (const [title, replacement, line, problem] of mistakes) {
  test(`a job with ${title} is refused where it is wrong, and nothing is sent`, async (context) => {
    const { job, requests } = await countingServer(context);
    writeFileSync(
      job,
      readFileSync(job, 'utf8').replace('"id": "counting",', () => replacement),
    );
    const environment = { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'a', DROPBOX_PROVISIONING_TARGET_TOKEN: 'b' };
    const state = temporaryDirectory(context);
    for (const argv of [
      ['test-connection', job],
      ['sync', job],
      ['provision', job, 'x'],
    ]) {
      const { code, stderr } = await runCli([...argv, '--state', state], { environment });
      assert.equal(code, 2, stderr);
      const told = stderr.split('\n').filter((text) => text.startsWith(`${job}:${line}:`) && text.includes(': error '));
      assert.ok(
        told.some((text) => problem.test(text)),
        stderr,
      );
    }
    assert.equal(requests(), 0);
  });
}

function nowhere(): string {
  return JSON.stringify(defaultSchema()).replace(
    '"targetAttributeName":"externalId"',
    '"targetAttributeName":"nowhere"',
  );
}
