import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { viewOf } from '../../../src/mappingEditor/viewModel.ts';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import { isEditorView } from '../../../src/protocol/mappingEditorView.ts';
import { english } from '../../../src/protocol/text.ts';
import { anyState, livedInJob, newJob, readyView, shortJob } from './documents.ts';

const exportedSchemas = new URL('../../../../shared/reference/exported-schemas/', import.meta.url);

describe('The mapping editor’s view', () => {
  it('shows each type of mapping with what the portal calls it', () => {
    const [users] = readyView(livedInJob).objectMappings;
    assert.deepEqual(
      users?.mappings.map(({ target, kind, source }) => [target, kind, source]),
      [
        ['userName', 'direct', 'userPrincipalName'],
        ['active', 'expression', ''],
        ['externalId', 'direct', 'objectId'],
        ['title', 'none', ''],
      ],
    );
    assert.deepEqual([users.create, users.update, users.delete], [true, true, false]);
    assert.equal(users.groups[0]?.clauses[0]?.values[0], 'Sales');
  });

  it('gives each problem to the mapping that it stands in', () => {
    const text = livedInJob.replace('"targetAttributeName": "title"', '"targetAttributeName": "titel"');
    const view = readyView(text);
    const [users] = view.objectMappings;
    assert.deepEqual(
      users?.mappings[3]?.problems.map(({ code }) => code),
      ['unknown-target-attribute'],
    );
    assert.deepEqual(users.mappings[0]?.problems, []);
    const misspelt = readyView(text.replace('"scope": "assigned"', '"scope": "some"'));
    assert.ok(misspelt.problems.length > 0, 'problems of the settings are not lost');
  });

  it('shows a new job without any problem, and its settings', () => {
    const view = readyView(newJob);
    const problems = [
      ...view.problems,
      ...view.objectMappings.flatMap((each) => [...each.problems, ...each.mappings.flatMap((one) => one.problems)]),
    ];
    assert.deepEqual(problems, []);
    assert.equal(view.settings?.threshold, 500);
    assert.ok(view.directories.every(({ objects }) => objects.every(({ attributes }) => attributes.length > 0)));
  });

  it('shows the default mappings of a job file that leaves its schema out', () => {
    const { objectMappings, directories } = readyView(shortJob);
    assert.deepEqual([objectMappings, directories], [readyView(newJob).objectMappings, readyView(newJob).directories]);
  });

  it('says where broken JSON is broken', () => {
    const view = viewOf('{\n  "id": 1,\n  "schema" }', anyState);
    assert.ok(view.state === 'broken' && view.line === 3 && english(view.message).startsWith('This is not JSON'));
    assert.equal(viewOf('{ "__proto__": {} }', anyState).state, 'broken');
    assert.equal(viewOf('[]', anyState).state, 'broken');
    assert.equal(viewOf('', anyState).state, 'broken');
  });

  it('never throws and always passes the border, whatever the value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), hostileJob), (text) => {
        assert.ok(isEditorView(JSON.parse(JSON.stringify(viewOf(text, anyState)))));
      }),
      { numRuns: 300 },
    );
  });

  const skip = existsSync(exportedSchemas) ? false : 'the exported schemas are not beside this checkout';
  it('opens schemas as the portal exports them', { skip }, () => {
    for (const file of globSync('**/*.json', { cwd: exportedSchemas })) {
      const view = viewOf(decodeDocument(readFileSync(new URL(file, exportedSchemas))), anyState);
      if (view.state !== 'ready' || view.form !== 'schema') continue;
      assert.equal(view.settings, null);
      assert.ok(view.objectMappings.length > 0, file);
    }
  });
});

/** A job file's own shape with anything at all in its leaves. */
const anything = fc.jsonValue({ maxDepth: 2 });
const hostileJob = fc
  .record({
    provisioning: anything,
    displayName: anything,
    schema: fc.record({
      synchronizationRules: fc.array(
        fc.record({
          objectMappings: fc.array(
            fc.record({
              flowTypes: anything,
              scope: fc.record({ groups: fc.array(fc.record({ clauses: anything })) }),
              attributeMappings: fc.array(
                fc.record({ targetAttributeName: anything, source: anything, defaultValue: anything }),
              ),
            }),
          ),
        }),
      ),
      directories: fc.array(
        fc.record({ name: anything, objects: fc.array(fc.record({ attributes: fc.array(anything) })) }),
      ),
    }),
  })
  .map((value) => JSON.stringify(value));
