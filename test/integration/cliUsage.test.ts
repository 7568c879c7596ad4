import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { runCli } from './cliProcess.ts';

const commandNames = [
  'sandbox',
  'test-connection',
  'preview',
  'sync',
  'explain',
  'provision',
  'status',
  'logs',
  'validate',
  'evaluate',
];

test('--help names every command and the exit codes, and ends well', async () => {
  const { code, stdout } = await runCli(['--help']);
  assert.equal(code, 0);
  for (const name of commandNames) assert.match(stdout, new RegExp(`^  ${name}\\b`, 'm'));
  assert.match(stdout, /Exit codes: 0 all well/);
});

test('help COMMAND and COMMAND --help say the same, with an example', async () => {
  const [one, other] = await Promise.all([runCli(['help', 'sync']), runCli(['sync', '--help'])]);
  assert.equal(one.code, 0);
  assert.equal(one.stdout, other.stdout);
  assert.match(one.stdout, /Examples:\n {2}dropbox-provisioning sync /);
  assert.match(one.stdout, /--allow-deletes/);
});

test('--version prints the version of the package', async () => {
  const { code, stdout } = await runCli(['--version']);
  assert.equal(code, 0);
  assert.equal(stdout, `${manifest.version}\n`);
});

const wrongCalls: readonly (readonly [argv: readonly string[], sentence: RegExp])[] = [
  [[], /Usage: dropbox-provisioning COMMAND/],
  [['synk'], /no command "synk"\. Did you mean "sync"\?/],
  [['help', 'synk'], /no command "synk"/],
  [['--quiet'], /no command before or after --quiet/],
  [['--restart', 'sync'], /JOB is missing/],
  [['sync'], /JOB is missing/],
  [['explain', 'a.provisioning.json'], /NAME is missing/],
  [['explain', 'a.provisioning.json', 'Adele', 'Vance'], /"Vance".*in quotes/],
  [['sync', 'a.provisioning.json', '--alow-deletes'], /no option --alow-deletes\. Did you mean "--allow-deletes"\?/],
  [['sync', 'a.provisioning.json', '--restart=yes'], /--restart takes no value/],
  [['sync', 'a.provisioning.json', '--state'], /--state needs a value: write --state DIR/],
  [['sync', '--state', '--restart', 'a.provisioning.json'], /--state needs a value/],
  [['sandbox', '--users', 'many'], /--users cannot be "many": write a whole number/],
  [['sandbox', '--users', '0'], /--users cannot be "0"/],
  [['evaluate', '--dialect', 'cloudsync'], /Did you mean "cloud-sync"\?/],
  [['test-connection', 'a.provisioning.json', '--timeout', '0'], /--timeout cannot be "0"/],
  [['validate'], /FILE is missing/],
  [['sync', 'missing.provisioning.json'], /missing\.provisioning\.json cannot be read: there is no such file/],
];

for (const [argv, sentence] of wrongCalls) {
  test(`[${argv.join(' ')}] is refused with exit code 2 and what to write instead`, async () => {
    const { code, stdout, stderr } = await runCli(argv);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
  });
}

test('with --json a wrong call is a line on standard output, too', async () => {
  const { code, lines, stderr } = await runCli(['sync', 'missing.provisioning.json', '--json']);
  assert.equal(code, 2);
  assert.match(stderr, /^error: missing\.provisioning\.json cannot be read/);
  const [line] = lines() as readonly { error: { code: string; message: string } }[];
  assert.equal(line?.error.code, 'usage');
  assert.match(line.error.message, /cannot be read/);
});
