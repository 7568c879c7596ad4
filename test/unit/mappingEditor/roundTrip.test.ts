import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import { jsonTokens } from '../../../src/job/jsonTokens.ts';
import { planEdit } from '../../../src/mappingEditor/edits.ts';
import { exportedSchemaText, withImportedSchema } from '../../../src/mappingEditor/schemaText.ts';
import { viewOf } from '../../../src/mappingEditor/viewModel.ts';
import type { ReadyView } from '../../../src/protocol/mappingEditorView.ts';
import { english } from '../../../src/protocol/text.ts';
import { anyState, livedInJob, newJob, shortJob } from './documents.ts';

/** What no value of JavaScript holds, and what the portal exports: each in its place and as it is written. */
const peculiar = `{
  "@odata.context": "https:\\/\\/graph.microsoft.com", "id": "Slack\\u002e1", "2": "two", "1": "one",
  "revision": 1.0, "ticks": 637238327260955403, "tiny": 1E-7, "zero": -0,
  "synchronizationRules": [{
    "name": null, "priority": 1, "sourceDirectoryName": "Entra", "targetDirectoryName": "Contoso", "metadata": [],
    "objectMappings": [{
      "name": null, "enabled": false, "flowTypes": null, "sourceObjectName": "", "targetObjectName": "UserRole", "scope": null,
      "attributeMappings": [
        { "targetAttributeName": "a", "source": { "parameters": [], "type": "Attribute", "name": "mail", "expression": "[mail]" }, "defaultValue": "" },
        { "targetAttributeName": "b", "source": null, "defaultValue": null, "exportMissingReferences": false },
        { "source": { "expression": "Join(\\"@\\", [mail], )", "name": "Join", "type": "Function", "parameters": [
          { "key": "separator", "value": { "expression": "\\"@\\"", "name": "@", "type": "Constant", "parameters": [] } },
          { "key": "source", "value": { "expression": "[mail]", "name": "mail", "type": "Attribute", "parameters": [] } },
          { "key": "source", "value": { "expression": null, "name": "%DomainFQDN%", "type": "Constant", "parameters": [] } }
        ] }, "targetAttributeName": "c" },
        { "targetAttributeName": "d", "source": { "expression": null, "name": "%DomainNetBios%", "type": "Constant", "parameters": [] } }
      ]
    }]
  }],
  "directories": [
    { "name": "Entra", "objects": [{ "name": "User", "attributes": [{ "name": "mail" }] }] },
    { "name": "Contoso", "objects": [{ "name": "UserRole", "attributes": [{ "name": "a" }, { "name": "b" }, { "name": "c" }, { "name": "d" }] }] }
  ]
}`;

const folder = new URL('../../../../shared/reference/exported-schemas/', import.meta.url);
const real = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.json') && !file.startsWith('pascalcase'))
      .map((file) => [file, decodeDocument(readFileSync(new URL(file, folder)))] as const)
  : [];
const schemas = [['a schema of everything that exports have', peculiar] as const, ...real];

/** The tokens as they are written: what must not change, whatever the blanks between them. */
function written(text: string): readonly string[] {
  return Array.from(jsonTokens(text), ({ offset, length }) => text.slice(offset, offset + length));
}

function templateOf(schema: string): string {
  return `{ "id": "Slack", "factoryTag": "Slack", "metadata": [],\n  "schema":\n    ${schema.replaceAll('\n', '\n    ')}\n}`;
}

describe('Writing an exported schema back', () => {
  for (const [name, text] of schemas) {
    it(`leaves ${name} as it was, value for value and in order`, () => {
      assert.deepEqual(written(exportedSchemaText(text)), written(text));
      assert.equal(exportedSchemaText(exportedSchemaText(text)), exportedSchemaText(text));
    });

    it(`leaves ${name} as it was by way of a job file, and of a template`, () => {
      for (const job of [newJob, livedInJob, shortJob]) {
        assert.deepEqual(written(exportedSchemaText(withImportedSchema(job, 'x.json', text))), written(text));
        const fromTemplate = withImportedSchema(job, 'x.json', templateOf(text));
        assert.equal(fromTemplate, withImportedSchema(job, 'x.json', text).replaceAll('\r\n', eolOf(fromTemplate)));
      }
      assert.deepEqual(written(exportedSchemaText(templateOf(text))), written(text));
    });

    it(`changes nothing in ${name} when what the editor shows is written`, () => {
      const view = ready(text);
      for (const mapping of view.objectMappings) {
        const at = { rule: mapping.rule, index: mapping.index };
        const { enabled, create, update, groups, sourceObject, targetObject } = mapping;
        const changes = { enabled, create, update, delete: mapping.delete, sourceObject, targetObject };
        assertUnchanged(text, { kind: 'changeObjectMapping', at, changes });
        assertUnchanged(text, { kind: 'setScope', at, groups });
        // Each edit reads the file anew, and a real one has hundreds of mappings of the same few kinds.
        const step = Math.max(1, Math.floor(mapping.mappings.length / 4));
        for (const [index, each] of mapping.mappings.entries()) {
          if (index % step !== 0 && each.kind !== 'expression') continue;
          const { target, defaultValue, matchingPriority, flowNullValues } = each;
          const expression = each.kind === 'none' ? null : each.expression;
          assertUnchanged(text, {
            kind: 'changeMapping',
            at: { ...at, mapping: index, target },
            changes: { target, expression, defaultValue, matchingPriority, flowNullValues },
          });
        }
      }
    });
  }

  it('shows a macro that Graph prints nothing for', () => {
    const [mapping] = ready(peculiar).objectMappings;
    assert.deepEqual(
      mapping?.mappings.slice(2).map(({ expression }) => expression),
      ['Join("@", [mail], %DomainFQDN%)', '%DomainNetBios%'],
    );
    assert.equal(mapping.name, 'UserRole');
  });

  it('adds the parsed form where it is missing or of another expression, and nothing else', () => {
    const text = peculiar.replace(
      '"expression": "[mail]" }, "defaultValue"',
      '"expression": "[Mail]" }, "defaultValue"',
    );
    const tokens = written(exportedSchemaText(text));
    const [from, to] = [written(peculiar), tokens];
    assert.deepEqual(
      to.filter((token) => !from.includes(token)),
      ['"[Mail]"', '"Mail"'],
    );
  });
});

describe('A template in the editor', () => {
  it('is edited in its schema', () => {
    const text = templateOf(exportedSchemaText(newJob));
    const view = ready(text);
    assert.deepEqual([view.form, view.objectMappings.length], ['schema', 2]);
    assert.deepEqual(
      view.problems.map(({ code }) => code),
      ['synchronization-template'],
    );
    const at = { rule: 0, index: 0 };
    const { edit } = planEdit(text, { kind: 'changeObjectMapping', at, changes: { enabled: false } });
    assert.ok(edit);
    assert.match(edit.newText, /fals/);
    assert.match(text.slice(0, edit.offset), /"schema"/);
  });
});

describe('Restoring default mappings', () => {
  it('is refused in a schema that is not Dropbox’s, in words that do not name it', () => {
    const text = exportedSchemaText(newJob).replaceAll('"Dropbox"', '"Slack"');
    const { refusal } = planEdit(text, { kind: 'restoreDefaults', at: { rule: 0, index: 0 } });
    assert.match(english(refusal ?? ''), /no default mappings for .* of "Slack"/);
    assert.doesNotMatch(english(refusal ?? ''), /dropbox/i);
    assert.equal(
      planEdit(exportedSchemaText(newJob), { kind: 'restoreDefaults', at: { rule: 0, index: 0 } }).refusal,
      null,
    );
  });
});

function assertUnchanged(text: string, intent: Parameters<typeof planEdit>[1]): void {
  const { edit, refusal } = planEdit(text, intent);
  assert.deepEqual([refusal, edit && [edit.length, edit.newText]], [null, [0, '']], JSON.stringify(intent));
}

function ready(text: string): ReadyView {
  const view = viewOf(text, anyState);
  assert.ok(view.state === 'ready');
  return view;
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
