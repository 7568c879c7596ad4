import assert from 'node:assert/strict';
import type { JobProblem } from '../../../src/job/job.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { english } from '../../../src/protocol/text.ts';

/** A small job of three lines a person could have written; `schema` is the smallest that provisions users. */
export function smallJob(): Record<string, unknown> {
  return {
    id: 'test',
    displayName: 'Test',
    source: { kind: 'sandbox' },
    target: { kind: 'sandbox' },
    schema: smallSchema(),
  };
}

/** One enabled object mapping from User (objectId, mail, department, level, enabled, tags) to a SCIM-like user. */
export function smallSchema() {
  return {
    synchronizationRules: [
      {
        sourceDirectoryName: 'Entra',
        targetDirectoryName: 'Dropbox',
        objectMappings: [
          {
            sourceObjectName: 'User',
            targetObjectName: 'user',
            scope: null as unknown,
            attributeMappings: [
              { targetAttributeName: 'userName', source: { expression: '[mail]' } as unknown, matchingPriority: 1 },
            ],
          },
        ],
      },
    ],
    directories: [
      {
        name: 'Entra',
        objects: [
          {
            name: 'User',
            attributes: [
              { name: 'objectId', anchor: true },
              { name: 'mail' },
              { name: 'department' },
              { name: 'level', type: 'Integer' },
              { name: 'enabled', type: 'Boolean' },
              { name: 'tags', multivalued: true },
            ],
          },
        ],
      },
      {
        name: 'Dropbox',
        objects: [
          {
            name: 'user',
            attributes: [{ name: 'id', mutability: 'ReadOnly' }, { name: 'userName' }, { name: 'title' }],
          },
        ],
      },
    ],
  };
}

/** The problems of a job file with that content. */
export function problemsOf(job: unknown): readonly JobProblem[] {
  return readJob(JSON.stringify(job, null, 2)).problems;
}

/** Asserts that the text has exactly one problem of that code, that it is an error, and that it underlines `underlined`. */
export function assertProblem(text: string, code: string, underlined: string, message: RegExp): JobProblem {
  const { job, problems } = readJob(text);
  const found = problems.filter((problem) => problem.code === code);
  assert.equal(found.length, 1, `expected one ${code}, got ${JSON.stringify(problems)}`);
  const [problem] = found;
  assert.ok(problem);
  assert.equal(problem.severity, 'error');
  assert.equal(text.slice(problem.offset, problem.offset + problem.length), underlined);
  assert.match(english(problem.message), message);
  assert.equal(job, null);
  return problem;
}
