import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runCli, startCli } from './cliProcess.ts';

async function evaluate(requests: readonly unknown[], ...argv: readonly string[]): Promise<readonly unknown[]> {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const { code, stderr, lines } = await runCli(['evaluate', ...argv], { input });
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return lines();
}

test('answers each line in order, with JSON booleans and arrays', async () => {
  const answers = await evaluate([
    { expression: 'Append([mail], ".test")', attributes: { mail: 'adele@contoso.com' } },
    { expression: 'Not([accountEnabled])', attributes: { accountEnabled: true } },
    { expression: 'Split([text], ",")', attributes: { text: 'a,b' } },
    { expression: '[absent]', attributes: {} },
    { expression: '[present]', attributes: { present: 'without other members' } },
  ]);
  assert.deepEqual(answers, [
    { value: 'adele@contoso.com.test' },
    { value: false },
    { value: ['a', 'b'] },
    { value: null },
    { value: 'without other members' },
  ]);
});

test('says that an attribute is left alone', async () => {
  assert.deepEqual(await evaluate([{ expression: 'IgnoreFlowIfNullOrEmpty([mail])', attributes: { mail: '' } }]), [
    { ignored: true },
  ]);
});

test('says where the syntax is wrong, and goes on with the next line', async () => {
  const [broken, next] = await evaluate([
    { expression: 'Append([mail]', attributes: {} },
    { expression: '"next"', attributes: {} },
  ]);
  const { error } = broken as { error: { code: string; message: string; offset: number } };
  assert.match(error.code, /^syntax/);
  assert.notEqual(error.message, '');
  assert.ok(error.offset >= 0 && error.offset <= 'Append([mail]'.length);
  assert.deepEqual(next, { value: 'next' });
});

test('reads past a byte order mark, blank lines and Windows line ends', async () => {
  const input = '\ufeff{"expression": "\\"first\\""}\r\n\r\n{"expression": "\\"last\\""}';
  const { code, lines } = await runCli(['evaluate'], { input });
  assert.deepEqual(lines(), [{ value: 'first' }, { value: 'last' }]);
  assert.equal(code, 0);
});

test('reads the clock, the taken values and the tenant from the line', async () => {
  const answers = await evaluate([
    { expression: 'FormatDateTime(Now(), , , "yyyy-MM-dd HH:mm")', attributes: {}, now: '2026-01-31T22:15:00' },
    {
      expression: 'SelectUniqueValue([mail], Append([mail], "1"))',
      attributes: { mail: 'adele' },
      existing: ['Adele'],
    },
    { expression: 'DefaultDomain()', attributes: {}, tenant: { defaultDomain: 'contoso.com' } },
  ]);
  assert.deepEqual(answers.slice(1), [{ value: 'adele1' }, { value: 'contoso.com' }]);
  assert.match(JSON.stringify(answers[0]), /2026/);
});

test('takes a member that is null for one that is left out', async () => {
  const absent = { attributes: null, now: null, existing: null, tenant: null, dialect: null };
  const answers = await evaluate([
    { expression: 'SelectUniqueValue([mail], "free")', ...absent },
    { expression: 'DefaultDomain()', tenant: { defaultDomain: null } },
  ]);
  assert.deepEqual(answers[0], { value: 'free' });
  assert.match(JSON.stringify(answers[1]), /defaultDomainMissing/);
});

test('reads attributes whose names other programs trip over', async () => {
  const expression = 'Join(",", [__proto__], [constructor], [hasOwnProperty], [toString])';
  const input = `{"expression": ${JSON.stringify(expression)}, "attributes": {"__proto__": "p", "constructor": "c"}}\n`;
  const { stdout } = await runCli(['evaluate'], { input });
  assert.equal(stdout, '{"value":"p,c"}\n');
});

test('keeps the digits of long integers', async () => {
  const input = '{"expression": "[employeeId]", "attributes": {"employeeId": 12345678901234567890}}\n';
  const { stdout } = await runCli(['evaluate'], { input });
  assert.equal(stdout, '{"value":"12345678901234567890"}\n');
});

test('takes the dialect from the line, else from --dialect', async () => {
  const request = { expression: 'Contains([mail], "@")', attributes: { mail: 'a@b' } };
  const [unknown] = await evaluate([request]);
  const [known] = await evaluate([request], '--dialect', 'cloud-sync');
  const [named] = await evaluate([{ ...request, dialect: 'cloud-sync' }]);
  assert.ok('error' in (unknown as object));
  assert.deepEqual(known, named);
  assert.ok('value' in (known as object));
});

test('answers a line that is no request with an error, in order, and ends with 2', async () => {
  const input = [
    '{',
    '[]',
    '{"attributes": {}}',
    '{"expression": "\\"ok\\""}',
    '',
    '{"expression": "x", "now": "soon"}',
  ];
  const { code, lines } = await runCli(['evaluate'], { input: input.join('\r\n') });
  const codes = lines().map((line) => (line['error'] as { code: string } | undefined)?.code ?? line['value']);
  assert.deepEqual(codes, ['invalidInput', 'invalidInput', 'invalidInput', 'ok', 'invalidInput']);
  assert.equal(code, 2);
});

test('answers a line before the next one is written', async () => {
  const running = startCli(['evaluate']);
  running.process.stdin?.write('{"expression": "\\"first\\""}\n');
  assert.equal(await running.firstLine, '{"value":"first"}');
  running.process.stdin?.end();
  assert.equal((await running.ended).code, 0);
});

test('answers a hundred thousand lines', async () => {
  const count = 100_000;
  const input = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ expression: 'Join("@", [name], "contoso.com")', attributes: { name: `user${index}` } }),
  ).join('\n');
  const { code, lines } = await runCli(['evaluate'], { input });
  assert.equal(code, 0);
  const answers = lines();
  assert.equal(answers.length, count);
  assert.deepEqual(answers.at(-1), { value: `user${count - 1}@contoso.com` });
});

test('ends without a word when the reader of its output goes away', async () => {
  const running = startCli(['evaluate']);
  const line = `${JSON.stringify({ expression: '"x"' })}\n`;
  running.process.stdin?.write(line);
  await running.firstLine;
  running.process.stdout?.destroy();
  running.process.stdin?.write(line.repeat(10_000));
  const { code, stderr } = await running.ended;
  assert.equal(stderr, '');
  assert.equal(code, 141);
});

test('ends at Ctrl+C although its input is still open', async () => {
  const running = startCli(['evaluate']);
  running.process.stdin?.write('{"expression": "\\"x\\""}\n');
  await running.firstLine;
  running.process.kill('SIGINT');
  assert.equal((await running.ended).code, 130);
});

interface Vector {
  readonly id: string;
  readonly expected: unknown;
  readonly ambiguous?: string;
}

const vectorsFile = new URL('../../../shared/reference/expression-vectors.json', import.meta.url);

test(
  'gives what the reference vectors expect',
  { skip: !existsSync(vectorsFile) && 'needs the shared reference vectors beside the checkout' },
  async () => {
    const vectors = (JSON.parse(readFileSync(vectorsFile, 'utf8')) as readonly Vector[]).filter(
      ({ ambiguous }) => ambiguous === undefined,
    );
    const answers = await evaluate(vectors);
    assert.equal(answers.length, vectors.length);
    const wrong = vectors.flatMap((vector, index) =>
      meets(answers[index], vector.expected) ? [] : [{ id: vector.id, expected: vector.expected, got: answers[index] }],
    );
    assert.deepEqual(wrong, []);
  },
);

function meets(answer: unknown, expected: unknown): boolean {
  const given = answer as { readonly value?: unknown; readonly ignored?: true; readonly error?: unknown };
  if (typeof expected === 'object' && expected !== null && !Array.isArray(expected)) {
    if ('error' in expected) return given.error !== undefined;
    if ('ignored' in expected) return given.ignored === true;
    if ('matches' in expected) return new RegExp(String(expected.matches)).test(String(given.value));
  }
  return 'value' in given && JSON.stringify(given.value) === JSON.stringify(expected);
}
