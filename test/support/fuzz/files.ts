import assert from 'node:assert/strict';
import { parseSnapshot } from '../../../src/directories/snapshot/snapshotFile.ts';
import { compileSource } from '../../../src/expressions/compile.ts';
import { createJobText, defaultSchema } from '../../../src/job/defaultJob.ts';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import type { JobProblem } from '../../../src/job/job.ts';
import { objectMappingsOf } from '../../../src/job/objectMappings.ts';
import { readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { readJob } from '../../../src/job/readJob.ts';
import type { SynchronizationSchema } from '../../../src/job/schema.ts';
import { TextError } from '../../../src/protocol/failure.ts';
import { english } from '../../../src/protocol/text.ts';

/** A kind of file that people hand over: sound ones, and what must hold of whatever becomes of them. */
export interface FuzzedFile {
  readonly name: string;
  readonly seeds: readonly string[];
  /** Throws when reading the bytes gives neither a right result nor a clear error. */
  readonly check: (bytes: Uint8Array) => void;
}

const job = {
  id: 'dropbox-test',
  displayName: 'Dropbox (test)',
  source: { kind: 'snapshot', path: './people.json' },
  target: { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' },
} as const;

const snapshot = {
  tenant: { defaultDomain: 'contoso.com' },
  appRoles: [{ id: 'role', value: 'User', displayName: 'User' }],
  users: [
    { id: 'ada', userPrincipalName: 'ada@contoso.com', displayName: 'Ada', accountEnabled: true, manager: 'ben' },
    { id: 'ben', userPrincipalName: 'ben@contoso.com', displayName: 'Ben', businessPhones: ['1'] },
  ],
  groups: [{ id: 'readers', displayName: 'Readers', securityEnabled: true, members: ['ada', 'ben'] }],
  assignments: [{ principalId: 'readers', appRoleId: 'role' }, { principalId: 'ada' }],
  deleted: [{ id: 'tony', displayName: 'Tony', permanently: true }],
};

export const fuzzedFiles: readonly FuzzedFile[] = [
  {
    name: 'job file',
    seeds: [
      createJobText(job),
      `// a job\n${JSON.stringify({ ...job, provisioning: { interval: 'PT40M', scope: 'all' } })}`,
    ],
    check(bytes) {
      const text = decodeDocument(bytes);
      const { job: read, problems } = readJob(text);
      checkProblems(problems, text, read === null);
      if (read !== null) checkSchema(read.schema);
    },
  },
  {
    name: 'schema',
    seeds: [
      JSON.stringify(defaultSchema(), null, 2),
      JSON.stringify({ id: 'template', factoryTag: 'a', schema: defaultSchema() }),
    ],
    check(bytes) {
      const text = decodeDocument(bytes);
      const { schema, problems } = readExportedSchema(text);
      // What is a part in Entra's internal form is no schema, of which there is a warning only.
      if (schema !== null || problems.some(({ severity }) => severity === 'error'))
        checkProblems(problems, text, schema === null);
      else assert.notEqual(problems.length, 0, 'nothing says why there is no schema');
      if (schema !== null) checkSchema(schema);
    },
  },
  {
    name: 'snapshot',
    seeds: [JSON.stringify(snapshot), JSON.stringify(snapshot, null, 2)],
    check(bytes) {
      try {
        const { users, groups, fingerprint } = parseSnapshot(decodeDocument(bytes));
        assert.match(fingerprint, /^[0-9a-f]{64}$/);
        for (const [id, object] of [...users, ...groups]) assert.equal(object.id, id);
      } catch (error) {
        checkSentence(error);
      }
    },
  },
];

/** A job or schema is refused for an error and for nothing else, and each problem stands in the text, in a sentence. */
function checkProblems(problems: readonly JobProblem[], text: string, refused: boolean): void {
  assert.equal(
    problems.some(({ severity }) => severity === 'error'),
    refused,
    'refused without an error, or taken with one',
  );
  for (const { message: told, offset, length, line, column } of problems) {
    const message = english(told);
    assert.match(message, /^\S[^]*[.?!)]$/, `no sentence: ${message}`);
    assert.ok(message.length < 20_000, `a message of ${message.length} characters`);
    assert.ok(offset >= 0 && offset + length <= text.length, `${offset}+${length} of ${text.length}`);
    assert.ok(line >= 1 && column >= 1, `${line}:${column}`);
  }
}

/** What was taken can be run: every expression of an enabled mapping compiles. */
function checkSchema(schema: SynchronizationSchema): void {
  for (const { mapping } of objectMappingsOf(schema)) {
    for (const { source } of mapping.attributeMappings) if (source !== null) compileSource(source);
  }
}

function checkSentence(error: unknown): void {
  assert.ok(error instanceof Error);
  if (error instanceof assert.AssertionError) throw error;
  assert.ok(error.constructor === Error || error instanceof TextError, `a fault of the program: ${error.stack ?? ''}`);
  assert.match(error.message, /^\S[^]*[.?!]$/, `no sentence: ${error.message}`);
  assert.ok(error.message.length < 1000, `a message of ${error.message.length} characters`);
}
