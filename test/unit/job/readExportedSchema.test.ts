import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import { readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { english } from '../../../src/protocol/text.ts';

const exported = { '@odata.context': 'https://graph.microsoft.com/…', ...defaultSchema() };

describe('an exported schema', () => {
  test('is read in every encoding that exports have', () => {
    const text = JSON.stringify(exported);
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const documents = [Buffer.from(text), Buffer.from(`\uFEFF${text}`), utf16, Buffer.from(utf16).swap16()];
    for (const bytes of documents) {
      assert.equal(decodeDocument(bytes), text);
      assert.deepEqual(readExportedSchema(decodeDocument(bytes)), { schema: exported, problems: [] });
    }
  });

  test('is decoded whatever its bytes', () => {
    assert.equal(decodeDocument(Uint8Array.of()), '');
    assert.equal(decodeDocument(Uint8Array.of(0xff)), '\uFFFD');
    assert.equal(decodeDocument(Uint8Array.of(0xff, 0xfe, 0x00)), '\uFFFD');
  });

  test('is checked like the schema of a job', () => {
    const text = JSON.stringify(exported).replace('"name.familyName"', '"name.family"');
    const { schema, problems } = readExportedSchema(text);
    assert.equal(schema, null);
    assert.deepEqual(problems.map(({ code }) => code).sort(), [
      'required-attribute-unmapped',
      'unknown-target-attribute',
    ]);
    const unknown = problems.find(({ code }) => code === 'unknown-target-attribute');
    assert.equal(text.slice(unknown?.offset).startsWith('"name.family"'), true);
  });

  test('in Entra’s internal form is recognised, and the person told where to get the other', () => {
    for (const internal of [[{ AttributeMappings: [] }], { SynchronizationRules: [] }]) {
      const { schema, problems } = readExportedSchema(JSON.stringify(internal));
      assert.equal(schema, null);
      assert.deepEqual(
        problems.map(({ code, severity }) => `${severity} ${code}`),
        ['warning internal-schema-form'],
      );
      assert.match(english(problems[0]?.message ?? ''), /download the whole schema/);
    }
  });
});

const collection = new URL('../../../../shared/reference/exported-schemas/', import.meta.url);

describe('schemas that real tenants exported', () => {
  if (!existsSync(collection)) {
    test('are read without an error', { skip: 'the collection of exported schemas is not beside this checkout' });
    return;
  }
  const files = readdirSync(collection).filter((file) => file.endsWith('.json') && !file.startsWith('pascalcase'));
  for (const file of files) {
    test(`${file} is read without an error`, () => {
      const { schema, problems } = readExportedSchema(decodeDocument(readFileSync(new URL(file, collection))));
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.ok(schema);
    });
  }
});
