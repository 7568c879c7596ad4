import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createJobText, defaultSchema } from '../../src/job/defaultJob.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';

const collection = new URL('../../../shared/reference/exported-schemas/', import.meta.url);
const noCollection = !existsSync(collection) && 'the collection of exported schemas is not beside this checkout';

const jobText = createJobText({
  id: 'dropbox-test',
  displayName: 'Dropbox (test)',
  source: { kind: 'sandbox' },
  target: { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' },
});

function write(context: TestContext, text: string | Buffer, name = 'dropbox.provisioning.json'): string {
  const path = join(temporaryDirectory(context), name);
  writeFileSync(path, text);
  return path;
}

/** The line and column, from 1, of a text in the job. */
function placeOf(text: string, part: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

test('a sound job file is valid', async (context) => {
  const path = write(context, jobText);
  const { code, stdout, stderr } = await runCli(['validate', path]);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${path}: valid\n`, stderr: '' });
});

const mistakes: readonly (readonly [title: string, from: string, to: string, code: RegExp])[] = [
  ['a plain http address', 'https://www.dropbox.com/scim/v2', 'http://www.dropbox.com/scim/v2', /insecure-address/],
  [
    'an unknown member',
    '"displayName": "Dropbox (test)"',
    '"dispayName": "Dropbox (test)"',
    /unknown-member|missing-member/,
  ],
  ['a wrong type', '"displayName": "Dropbox (test)"', '"displayName": 12', /wrong-type/],
];

for (const [title, from, to, expected] of mistakes) {
  test(`${title} is found at its line and column`, async (context) => {
    const text = jobText.replace(from, to);
    assert.notEqual(text, jobText);
    const path = write(context, text);
    const { code, stdout, stderr } = await runCli(['validate', path]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    const found = stderr.split('\n').filter((line) => line.startsWith(`${path}:`) && expected.test(line));
    const { line } = placeOf(text, to);
    assert.ok(
      found.some((problem) => problem.startsWith(`${path}:${line}:`)),
      `${stderr} does not name line ${line}`,
    );
  });
}

test('what is not JSON is found where it stops being JSON', async (context) => {
  const path = write(context, '{\n  "id": "a",\n  oops\n}');
  const { code, stderr } = await runCli(['validate', path]);
  assert.equal(code, 2);
  assert.match(stderr, /:3:3: error not-json: /);
});

test('with --json every problem is a line on standard output', async (context) => {
  const path = write(context, '{ "id": "a", "unknown": 1 }');
  const { code, lines } = await runCli(['validate', path, '--json']);
  assert.equal(code, 2);
  assert.ok(lines().length > 1);
  for (const problem of lines()) {
    assert.equal(problem['file'], path);
    assert.equal(problem['line'], 1);
    for (const member of ['code', 'message', 'severity']) assert.equal(typeof problem[member], 'string');
    for (const member of ['column', 'offset', 'length']) assert.equal(typeof problem[member], 'number');
  }
});

test('several files are all checked, also after one that is missing', async (context) => {
  const good = write(context, jobText);
  const { code, stdout, stderr } = await runCli(['validate', 'missing.json', good]);
  assert.equal(code, 2);
  assert.match(stderr, /^missing\.json:1:1: error unreadable-file: /m);
  assert.match(stdout, /: valid$/m);
});

test('a schema exported from the portal is checked as such, in UTF-16 too', async (context) => {
  const text = JSON.stringify(defaultSchema());
  const utf8 = write(context, text, 'schema.json');
  const utf16 = write(context, Buffer.from(`\uFEFF${text}`, 'utf16le'), 'schema16.json');
  const { code, stderr } = await runCli(['validate', utf8, utf16]);
  assert.equal(stderr, '');
  assert.equal(code, 0);
});

test('a part of a schema in Entra’s internal form is no error, and the person told what to download', async (context) => {
  const part = write(context, '[{ "AttributeMappings": [], "SourceObjectName": "User" }]', 'part.json');
  const { code, stderr } = await runCli(['validate', part]);
  assert.match(stderr, /:1:1: warning internal-schema-form: .*download the whole schema/);
  assert.equal(code, 0);
});

test('the schemas that real tenants exported have no errors', { skip: noCollection }, async () => {
  const files = readdirSync(collection).filter((file) => file.endsWith('.json'));
  const { code, stderr } = await runCli(['validate', ...files.map((file) => fileURLToPath(new URL(file, collection)))]);
  assert.doesNotMatch(stderr, / error /);
  assert.equal(code, 0);
});

test('a job with errors is refused by every command before anything is opened', async (context) => {
  const path = write(context, jobText.replace('https://www.dropbox.com', 'http://www.dropbox.com'));
  for (const command of ['test-connection', 'preview', 'sync', 'status', 'logs']) {
    const { code, lines, stderr } = await runCli([command, path, '--json', '--state', temporaryDirectory(context)]);
    assert.equal(code, 2, command);
    assert.equal(lines().length, 1);
    const { error } = lines()[0] as { error: { code: string; problems: readonly { code: string; line: number }[] } };
    assert.equal(error.code, 'invalidJob');
    assert.deepEqual(
      error.problems.map((problem) => problem.code),
      ['insecure-address'],
    );
    assert.match(stderr, /:\d+:\d+: error insecure-address: /);
  }
});
