import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../../../src/mappingEditor/refusal.ts';
import { pageHtml } from '../../../src/extension/mappingEditor/pageHtml.ts';
import { exportedSchemaText, withImportedSchema } from '../../../src/mappingEditor/schemaText.ts';
import { readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { isEditIntent } from '../../../src/protocol/mappingEditorIntents.ts';
import { stateFrom } from '../../../webview/mappingEditor/pageState.ts';
import { livedInJob, newJob } from './documents.ts';

describe('What comes from the page', () => {
  const at = { rule: 0, index: 0, mapping: 0, target: 'userName' };

  it('is let pass when it is an intent', () => {
    assert.ok(isEditIntent({ kind: 'removeMapping', at }));
    assert.ok(isEditIntent({ kind: 'changeMapping', at, changes: { expression: null, matchingPriority: 1 } }));
  });

  it('is refused when it says something else, or more', () => {
    const hostile: readonly unknown[] = [
      null,
      { kind: 'removeMapping' },
      { kind: 'removeMapping', at: { ...at, mapping: -1 } },
      { kind: 'removeMapping', at: { ...at, rule: '__proto__' } },
      { kind: 'removeMapping', at, path: ['schema'] },
      { kind: 'changeMapping', at, changes: { targetAttributeName: 'x' } },
      { kind: 'changeMapping', at, changes: JSON.parse('{"__proto__": {"target": "x"}}') as unknown },
      { kind: 'moveMapping', at, to: 1.5 },
      { kind: 'changeSettings', changes: { threshold: '5' } },
    ];
    for (const message of hostile) assert.equal(isEditIntent(message), false, JSON.stringify(message));
    fc.assert(fc.property(fc.anything(), (value) => !isEditIntent(value)));
  });

  it('is forgotten when a former version kept it in another shape', () => {
    assert.equal(stateFrom({ tab: 'nowhere' }).tab, 'mappings');
    assert.equal(stateFrom(undefined).objectMapping, 0);
  });
});

describe('The page', () => {
  const addresses = { script: 's.js', style: 's.css', cspSource: 'https://webview.example', nonce: 'abc' };

  it('lets in one script and one style sheet', () => {
    const html = pageHtml(addresses, { language: 'en', texts: undefined, title: 'Mapping Editor' });
    assert.match(html, /default-src 'none'; script-src 'nonce-abc'; style-src https:\/\/webview\.example 'nonce-abc'"/);
    assert.ok(!html.includes('unsafe'));
    assert.match(html, /<script type="application\/json" id="texts"><\/script>/);
  });

  it('brings its texts and says their language, whatever is in them', () => {
    const texts = { Remove: 'Löschen</script><!--' };
    const html = pageHtml(addresses, { language: 'de', texts, title: 'A & "B"' });
    assert.match(html, /<html lang="de">/);
    assert.match(html, /<title>A &amp; &quot;B&quot;<\/title>/);
    const [, block = ''] = /id="texts">(.*?)<\/script>/.exec(html) ?? [];
    assert.deepEqual(JSON.parse(block), texts);
    assert.ok(!block.includes('<'));
  });
});

describe('Importing and exporting a schema', () => {
  it('exports what the portal takes: every source with its parsed form', () => {
    const exported = exportedSchemaText(livedInJob);
    const { schema } = readExportedSchema(exported);
    const source = schema?.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[0]?.source;
    assert.deepEqual([source?.type, source?.name], ['Attribute', 'userPrincipalName']);
    assert.ok(exported.includes('"x-note"'), 'unknown members are exported too');
  });

  it('imports it as it is written, and leaves the rest of the job alone', () => {
    const exported = exportedSchemaText(livedInJob).replace('{\n', '{\n  // from the portal\n');
    const job = withImportedSchema(newJob, 'portal.json', exported);
    assert.ok(job.includes('// from the portal'));
    assert.equal(readJob(job).job?.displayName, readJob(newJob).job?.displayName);
    assert.deepEqual(JSON.parse(exportedSchemaText(job)), JSON.parse(exportedSchemaText(livedInJob)));
  });

  it('refuses a schema with errors, naming the file and the line', () => {
    assert.throws(
      () => withImportedSchema(newJob, 'portal.json', '{ "synchronizationRules": 1 }'),
      (failure) => {
        return failure instanceof Refusal && failure.message.includes('portal.json:1:');
      },
    );
  });
});
