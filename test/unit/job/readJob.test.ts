import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { assertProblem, problemsOf, smallJob } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

const guid = '11111111-2222-3333-4444-555555555555';

const hour = 3_600_000;

/** The shares of a loss that is held back, by default. */
const shares = { percentage: 20, minimum: 5, groupPercentage: 50, groupMinimum: 20 };

/** The small job as text, with some members replaced or added. */
function textWith(members: Record<string, unknown>): string {
  return JSON.stringify({ ...smallJob(), ...members }, null, 2);
}

describe('readJob', () => {
  test('fills in the defaults of a minimal job', () => {
    const { job, problems } = readJob(JSON.stringify(smallJob()));
    assert.deepEqual(problems, []);
    assert.equal(job?.executor, 'local');
    assert.deepEqual(job.provisioning, {
      status: 'off',
      scope: 'assigned',
      intervalMinutes: 40,
      notification: {
        ...{ email: null, onFailure: true, digest: 'never', includeNames: false },
        ...{ from: null, via: 'smtp', webhook: null },
      },
      accidentalDeletionPrevention: { enabled: true, threshold: 500, ...shares },
      retry: { delays: [0, 6 * hour, 12 * hour, 24 * hour], interval: 24 * hour, duration: 28 * 24 * hour },
      quarantine: {
        minimumFailures: 5000,
        failurePercentage: 40,
        baseFailures: 40_000,
        totalFailures: 60_000,
        duration: 28 * 24 * hour,
      },
      skipOutOfScopeDeletions: false,
      includeDefaultAccess: false,
    });
    const [mapping] = job.schema.synchronizationRules[0]?.objectMappings ?? [];
    assert.equal(mapping?.enabled, true);
    assert.equal(mapping.flowTypes, 'Add,Update,Delete');
  });

  test('reads when failures are tried again, and how many are too many', () => {
    const retry = { delays: ['PT12H', 'PT1H'], interval: 'P2D', duration: 'P7D' };
    const { job } = readJob(
      textWith({ provisioning: { retry, quarantine: { minimumFailures: 10, duration: 'P14D' } } }),
    );
    assert.deepEqual(job?.provisioning.retry, {
      delays: [hour, 12 * hour],
      interval: 48 * hour,
      duration: 7 * 24 * hour,
    });
    const { minimumFailures, failurePercentage, duration } = job.provisioning.quarantine;
    assert.deepEqual([minimumFailures, failurePercentage, duration], [10, 40, 14 * 24 * hour]);
  });

  test('refuses durations that are none, or too short to wait for', () => {
    const retryWith = (members: object): string => textWith({ provisioning: { retry: members } });
    assertProblem(retryWith({ delays: ['6h'] }), 'invalid-duration', '"6h"', /not a duration: .*"PT6H"/);
    assertProblem(retryWith({ interval: 'PT0S' }), 'invalid-duration', '"PT0S"', /at least "PT5M"/);
    assertProblem(retryWith({ duration: 'P366D' }), 'invalid-duration', '"P366D"', /at most "P365D"/);
  });

  test('needs an id, a source and a target only', () => {
    const target = { kind: 'scim', baseAddress: 'https://example.com/scim' };
    const { job, problems } = readJob(JSON.stringify({ id: 'least', source: { kind: 'sandbox' }, target }));
    assert.deepEqual(problems, []);
    assert.equal(job?.displayName, 'least');
    assert.deepEqual(job.schema, defaultSchema());
  });

  test('keeps what is written', () => {
    const provisioning = {
      status: 'on',
      scope: 'all',
      interval: 'PT1H30M',
      accidentalDeletionPrevention: { threshold: 7 },
    };
    const source = {
      kind: 'entra',
      tenantId: guid,
      servicePrincipalId: guid,
      baseAddress: 'http://127.0.0.1:4711/v1.0',
    };
    const target = { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2', compatibility: 'entra' };
    const { job, problems } = readJob(textWith({ provisioning, source, target }));
    assert.deepEqual(problems, []);
    assert.deepEqual(job?.source, { ...source, cloud: 'global' });
    assert.deepEqual(job.target, target);
    assert.equal(job.provisioning.intervalMinutes, 90);
    assert.deepEqual(job.provisioning.accidentalDeletionPrevention, { enabled: true, threshold: 7, ...shares });
  });

  test('speaks RFC 7644 to a SCIM target unless told otherwise', () => {
    const { job } = readJob(textWith({ target: { kind: 'scim', baseAddress: 'https://example.com/scim' } }));
    assert.deepEqual(job?.target, { kind: 'scim', baseAddress: 'https://example.com/scim', compatibility: 'rfc7644' });
  });

  test('reads comments and a byte order mark, which no offset counts', () => {
    const text = `// a job\n${textWith({ executor: 'lokal' })}`;
    const [plain] = readJob(text).problems;
    const [marked] = readJob(`\uFEFF${text}`).problems;
    assert.ok(plain);
    assert.deepEqual(marked, plain);
  });

  test('keeps unknown members of the schema', () => {
    const job = smallJob();
    const schema = { ...(job['schema'] as object), '@odata.context': 'x', provisioningTaskIdentifier: 'y' };
    const read = readJob(JSON.stringify({ ...job, schema })).job;
    assert.equal((read?.schema as unknown as Record<string, unknown>)['provisioningTaskIdentifier'], 'y');
  });
});

describe('readJob on what is not a job file', () => {
  test('comes to an end when a block comment does not', { timeout: 5000 }, () => {
    for (const text of ['{ /*', '{ /* x\r\n', '{} /*\r\n'])
      assert.equal(readJob(text).problems[0]?.code, 'not-json', JSON.stringify(text));
  });

  test('names line and column of broken JSON', () => {
    const problem = assertProblem(
      '{\n  "id": "a"\n  "displayName": "b"\n}',
      'not-json',
      '"displayName"',
      /comma between/,
    );
    assert.deepEqual([problem.line, problem.column], [3, 3]);
  });

  test('names the end of a truncated file', () => {
    const problem = assertProblem('{\r\n  "id": "a",\r\n  "source": {', 'not-json', '', /close the object with \}/);
    assert.equal(problem.line, 3);
  });

  test('refuses a trailing comma, an empty file and a file of something else', () => {
    assertProblem('{\n  "id": "a",\n}', 'not-json', '}', /remove the comma before it/);
    assertProblem('', 'not-json', '', /is empty/);
    assertProblem('[]', 'wrong-type', '[', /must be an object/);
    assertProblem('hello', 'not-json', 'hello', /This is not JSON at "hello"/);
  });

  test('refuses repeated members and names that are dangerous to JavaScript', () => {
    assertProblem('{ "id": "a", "id": "b" }', 'duplicate-member', '"id"', /twice/);
    assertProblem(
      '{ "schema": { "x": [{ "__proto__": { "polluted": 1 } }] } }',
      'forbidden-member',
      '"__proto__"',
      /remove it/,
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test('survives any nesting', () => {
    assertProblem('['.repeat(100_000), 'not-json', '[', /nested more than 1000 levels/);
    assertProblem('{"a":'.repeat(100_000), 'not-json', '{', /nested more than 1000 levels/);
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => Array.isArray(readJob(text).problems)),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), fc.string({ maxLength: 3 }), (at, length, inserted) => {
        const text = textWith({ provisioning: { interval: 'PT40M' } });
        const start = at % text.length;
        const { job, problems } = readJob(text.slice(0, start) + inserted + text.slice(start + length));
        return (job !== null) === problems.every((problem) => problem.severity !== 'error');
      }),
    );
  });

  test('never throws, whatever the value', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => readJob(JSON.stringify(value)).job === null));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(smallJob())), fc.jsonValue(), (name, value) => {
        readJob(textWith({ [name]: value }));
      }),
    );
  });
});

describe('readJob on members that are wrong', () => {
  test('guesses what a misspelt member meant', () => {
    assertProblem(
      textWith({ provisionning: {} }),
      'unknown-member',
      '"provisionning"',
      /Did you mean "provisioning"\?/,
    );
    assertProblem(
      textWith({ provisioning: { Interval: 'PT40M' } }),
      'unknown-member',
      '"Interval"',
      /Did you mean "interval"\?/,
    );
    assertProblem(
      textWith({ source: { kind: 'sandbox', token: 'x' } }),
      'unknown-member',
      '"token"',
      /Remove it; known are "kind"/,
    );
  });

  test('says what is missing, and an example of it', () => {
    assertProblem(textWith({ id: undefined }), 'missing-member', '{', /needs "id"\. Add "id": "production"/);
    assertProblem(textWith({ target: { kind: 'scim' } }), 'missing-member', '"target"', /"target" needs "baseAddress"/);
  });

  test('has an example for every member that is needed', () => {
    for (const name of ['id', 'source', 'target']) {
      assertProblem(textWith({ [name]: undefined }), 'missing-member', '{', new RegExp(`Add "${name}": .{4,}\\.$`));
    }
    assertProblem(
      textWith({ source: {} }),
      'missing-member',
      '"source"',
      /Add "kind": "entra" or "snapshot" or "sandbox"\./,
    );
  });

  test('says which type is wanted', () => {
    assertProblem(
      textWith({ provisioning: { includeDefaultAccess: 'no' } }),
      'wrong-type',
      '"no"',
      /true or false, not "no"/,
    );
    const provisioning = { accidentalDeletionPrevention: { threshold: '500' } };
    assertProblem(textWith({ provisioning }), 'wrong-type', '"500"', /a whole number, not "500"\. For example: 500/);
  });

  test('lists the words that are allowed', () => {
    assertProblem(
      textWith({ executor: 'Local' }),
      'invalid-value',
      '"Local"',
      /one of "local", "entra"\. Did you mean "local"/,
    );
    assertProblem(
      textWith({ target: { kind: 'dropbox' } }),
      'invalid-value',
      '"dropbox"',
      /"scim", "dropboxBusiness", "sandbox"/,
    );
  });

  test('wants ids that can name files, and GUIDs for what Entra numbers', () => {
    assertProblem(textWith({ id: '../../etc' }), 'invalid-value', '"../../etc"', /letters, digits, dots/);
    const source = { kind: 'entra', tenantId: 'contoso', servicePrincipalId: guid };
    assertProblem(textWith({ source }), 'invalid-value', '"contoso"', /32 hexadecimal digits/);
    const elsewhere = { ...source, servicePrincipalId: 'sp-1', baseAddress: 'https://graph.example.com/v1.0' };
    assert.deepEqual(readJob(textWith({ source: elsewhere })).problems, []);
  });

  test('refuses negative thresholds and what is no email address', () => {
    const negative = { accidentalDeletionPrevention: { threshold: -1 } };
    assertProblem(textWith({ provisioning: negative }), 'out-of-range', '-1', /at least 0/);
    assertProblem(
      textWith({ provisioning: { notification: { email: 'us' } } }),
      'invalid-value',
      '"us"',
      /email address, or null/,
    );
  });

  test('refuses a webhook that is no safe address, and quotes none of its secret', () => {
    const problemsWith = (webhook: unknown, more: object = {}): readonly (readonly [string, string])[] =>
      readJob(textWith({ provisioning: { notification: { webhook, ...more } } })).problems.map(
        ({ code, message }) => [code, english(message)] as const,
      );
    const fine = { address: 'https://example.com/hooks/T1?sig=SECRET', format: 'teams' };
    assert.deepEqual(problemsWith(fine), []);
    assert.deepEqual(problemsWith({ address: 'http://127.0.0.1:8080/hook', format: 'json' }), []);
    for (const [address, code] of [
      ['http://example.com/hooks/SECRET', 'insecure-address'],
      ['https://me:SECRET@example.com/', 'address-with-credentials'],
      ['/hooks/SECRET', 'invalid-address'],
      ['ftp://example.com/SECRET', 'invalid-address'],
      ['https://example.com/SECRET#top', 'invalid-address'],
    ] as const) {
      const [problem] = problemsWith({ address, format: 'slack' });
      assert.equal(problem?.[0], code, address);
      assert.doesNotMatch(problem[1], /SECRET/);
    }
    assert.equal(
      problemsWith({ address: 'https://xn--drpbx-lsa.example/', format: 'json' })[0]?.[0],
      'look-alike-host',
    );
    assert.equal(problemsWith({ address: 'https://example.com/' })[0]?.[0], 'missing-member');
    const [bare] = problemsWith('https://example.com/hooks/SECRET');
    assert.match(bare?.[1] ?? '', /must be an object .* not "https:\/\/example\.com\/…"/);
    assert.equal(problemsWith({ address: 'https://example.com/', format: 'discord' })[0]?.[0], 'invalid-value');
  });

  test('sends through Microsoft Graph only where there is a token, and from a mailbox that is named', () => {
    const notification = { email: 'it@contoso.com', via: 'graph' };
    assertProblem(textWith({ provisioning: { notification } }), 'sender-missing', '"graph"', /"from"/);
    const named = { provisioning: { notification: { ...notification, from: 'me@contoso.com' } } };
    assert.deepEqual(readJob(textWith(named)).problems, []);
    const snapshot = { kind: 'snapshot', path: 'a.json' };
    assertProblem(textWith({ ...named, source: snapshot }), 'graph-needs-entra', '"graph"', /"smtp"/);
  });

  test('refuses intervals and addresses at their place', () => {
    assertProblem(textWith({ provisioning: { interval: 'PT1M' } }), 'invalid-interval', '"PT1M"', /at least "PT5M"/);
    const target = { kind: 'scim', baseAddress: 'http://example.com/scim' };
    assertProblem(
      textWith({ target }),
      'insecure-address',
      '"http://example.com/scim"',
      /write "https:\/\/example\.com\/scim"/,
    );
    const source = { kind: 'entra', tenantId: guid, servicePrincipalId: guid, baseAddress: 'http://graph.example.com' };
    assertProblem(textWith({ source }), 'insecure-address', '"http://graph.example.com"', /unencrypted/);
  });

  test('refuses to have Entra read a sandbox', () => {
    assertProblem(textWith({ executor: 'entra' }), 'executor-needs-entra', '"entra"', /kind "entra"/);
  });

  test('tells everything that is wrong at once, in the order of the text', () => {
    const problems = problemsOf({ ...smallJob(), id: '', executor: 'x', provisioning: { interval: 'x' } });
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['invalid-value', 'invalid-value', 'invalid-interval'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.line),
      [
        2,
        ...problems
          .slice(1)
          .map((problem) => problem.line)
          .sort((a, b) => a - b),
      ],
    );
  });
});
