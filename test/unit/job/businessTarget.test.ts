import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJobText, defaultSchema } from '../../../src/job/defaultJob.ts';
import type { TargetDocument } from '../../../src/job/jobDocument.ts';
import { readJob } from '../../../src/job/readJob.ts';
import type { AttributeMapping } from '../../../src/job/schema.ts';
import { english } from '../../../src/protocol/text.ts';

/** The problems of a job whose users have these attribute mappings beside the default ones. */
function problemsWith(
  additional: readonly AttributeMapping[],
  target: TargetDocument = { kind: 'dropboxBusiness' },
): readonly (readonly [severity: string, code: string, message: string])[] {
  const schema = defaultSchema();
  const text = createJobText({
    id: 'test',
    displayName: 'Test',
    source: { kind: 'snapshot', path: 'snapshot.json' },
    target,
    schema: {
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((mapping) =>
          mapping.sourceObjectName === 'User'
            ? { ...mapping, attributeMappings: [...mapping.attributeMappings, ...additional] }
            : mapping,
        ),
      })),
    },
  });
  return readJob(text).problems.map(({ severity, code, message }) => [severity, code, english(message)]);
}

const mappingTo = (targetAttributeName: string, expression: string, matchingPriority = 0): AttributeMapping => ({
  targetAttributeName,
  source: { expression },
  matchingPriority,
});

describe('a job whose target is Dropbox’s Business API', () => {
  it('has no problem with the default schema', () => {
    assert.deepEqual(problemsWith([]), []);
  });

  it('is told what the Business API cannot write, with what there is', () => {
    for (const name of [
      'title',
      'displayName',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
    ]) {
      const [problem] = problemsWith([mappingTo(name, '[displayName]')]);
      assert.ok(problem);
      assert.deepEqual(problem.slice(0, 2), ['error', 'not-in-dropbox']);
      assert.match(problem[2], /map one of "userName", .*"name.familyName", "active"/);
    }
    assert.deepEqual(problemsWith([mappingTo('title', '[jobTitle]')], { kind: 'sandbox' }), []);
  });

  it('matches nobody by a name', () => {
    const schema = defaultSchema();
    const text = createJobText({
      id: 'test',
      displayName: 'Test',
      source: { kind: 'snapshot', path: 'snapshot.json' },
      target: { kind: 'dropboxBusiness' },
      schema,
    }).replace(/("targetAttributeName": "name\.familyName",[\s\S]*?"matchingPriority": )0/, '$12');
    const problems = readJob(text).problems.map(({ code }) => code);
    assert.deepEqual(problems, ['not-matchable']);
  });

  it('is warned of two mappings to the one address', () => {
    const [problem] = problemsWith([mappingTo('emails[type eq "work"].value', '[mail]')]);
    assert.deepEqual(problem?.slice(0, 2), ['warning', 'one-address']);
  });

  it('takes the address of an API like that of any server', () => {
    const codes = (apiAddress: string): readonly string[] =>
      problemsWith([], { kind: 'dropboxBusiness', apiAddress }).map(([, code]) => code);
    assert.deepEqual(codes('https://api.dropboxapi.com'), []);
    assert.deepEqual(codes('http://127.0.0.1:8080'), []);
    assert.deepEqual(codes('http://api.dropboxapi.com'), ['insecure-address']);
    assert.deepEqual(codes('https://api.drоpboxapi.com'), ['look-alike-host']);
  });
});
