import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { smallJob, smallSchema } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

/** JSON of a parsed tree in which `Not` calls itself so many times, as no person would write it. */
function parsedTree(levels: number): string {
  const open = '{"type":"Function","name":"Not","parameters":[{"key":"source","value":';
  const innermost = '{"type":"Attribute","name":"mail"}';
  return open.repeat(levels) + innermost + '}]}'.repeat(levels);
}

/** A document with a placeholder for a source replaced by a tree that stands beside a text, so both are compared. */
function withTree(document: unknown, levels: number): string {
  const tree = `{"expression":"Not([mail])",${parsedTree(levels).slice(1)}`;
  return JSON.stringify(document).replace('{"expression":"[mail]"}', () => tree);
}

const readings = {
  'a job file': (levels: number) => readJob(withTree(smallJob(), levels)).problems,
  'an exported schema': (levels: number) => readExportedSchema(withTree(smallSchema(), levels)).problems,
};

describe('a parsed tree in', () => {
  for (const [name, read] of Object.entries(readings)) {
    it(`${name} that is 100,000 levels deep is refused in words, and quickly`, () => {
      const start = performance.now();
      const problems = read(100_000);
      assert.deepEqual(
        problems.map(({ code, severity }) => [code, severity]),
        [['not-json', 'error']],
      );
      assert.match(english(problems[0]?.message ?? ''), /nested more than 1000 levels deep/);
      assert.ok(performance.now() - start < 5000);
    });

    it(`${name} that is as deep as a document may be is read`, () => {
      const problems = read(320);
      assert.ok(
        problems.every(({ message }) => !english(message).includes('nested more')),
        JSON.stringify(problems),
      );
      assert.ok(problems.length < 10);
    });
  }
});
