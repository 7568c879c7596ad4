import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';
import { startSandboxJob } from './cliSandboxJob.ts';

const noSuchNames = process.platform === 'win32' && 'Windows allows no such file names';
const jobText = createJobText({
  id: 'dropbox-test',
  displayName: 'Dropbox (test)',
  source: { kind: 'sandbox' },
  target: { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' },
});
/** Nothing that moves a cursor, begins a line or turns the writing round; colours are not asked for. */
const hostile = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/; // eslint-disable-line no-control-regex

test('a file’s name cannot write to the terminal', { skip: noSuchNames }, async (context) => {
  const path = join(temporaryDirectory(context), 'a\u001b[2J\r\nb: valid\u009b\u202e.provisioning.json');
  for (const text of [jobText, '{', jobText.replace('"sandbox"', '"nowhere"')]) {
    writeFileSync(path, text);
    for (const args of [
      ['validate', path],
      ['validate', '--json', path],
      ['status', path],
      ['validate', `${path}\u0007`],
    ]) {
      const { stdout, stderr } = await runCli(args);
      assert.doesNotMatch(stdout + stderr, hostile, JSON.stringify([args, stdout, stderr]));
      assert.doesNotMatch(stdout + stderr, /^b: valid/m);
    }
  }
});

test('standard input and output of evaluate hold no control characters', async () => {
  const line = JSON.stringify({ expression: '[\u009b\u202e', user: {} });
  const { stdout, stderr } = await runCli(['evaluate'], { input: `${line}\n\u009b{\u202e\n` });
  assert.doesNotMatch(stdout + stderr, hostile);
});

test(
  'a job that is a pipe or a device is refused, and standard input is not',
  { skip: noSuchNames },
  async (context) => {
    const pipe = join(temporaryDirectory(context), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero', dirname(pipe)]) {
      const { code, stderr } = await runCli(['validate', path]);
      assert.equal(code, 2);
      assert.match(stderr, /cannot be read: it is a (?:pipe|device|directory)/);
    }
  },
);

test(
  'a snapshot that is a pipe is refused with a sentence by every command',
  { skip: noSuchNames },
  async (context) => {
    const job = await startSandboxJob(context, { users: 3 });
    const pipe = join(dirname(job.job), 'people.json');
    execFileSync('mkfifo', [pipe]);
    const text = jobText
      .replace(/"source": \{[^}]*\}/, '"source": { "kind": "snapshot", "path": "./people.json" }')
      .replace(/"target": \{[^}]*\}/, '"target": { "kind": "sandbox" }');
    writeFileSync(job.job, text);
    for (const command of ['sync', 'preview', 'test-connection']) {
      const { code, stdout, stderr } = await job.run(command);
      assert.ok(code === 2 || code === 4, `${command}: ${code} ${stderr}`);
      assert.match(stdout + stderr, /people\.json could not be read: it is a pipe/, command);
    }
  },
);

test('a host that looks like another is shown in Punycode before anything is sent to it', async (context) => {
  const path = join(temporaryDirectory(context), 'x.provisioning.json');
  writeFileSync(
    path,
    jobText.replace('www.dropbox.com', 'www.dropbоx.com').replace('"sandbox"', '"snapshot", "path": "a.json"'),
  );
  for (const command of ['validate', 'sync', 'test-connection']) {
    const { stderr } = await runCli([command, path]);
    assert.match(stderr, /warning look-alike-host: .*"www\.xn--dropbx-0qf\.com"/, `${command}: ${stderr}`);
    assert.doesNotMatch(stderr, /dropbоx/);
  }
});
