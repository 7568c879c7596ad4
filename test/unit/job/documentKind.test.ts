import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import { documentKindOf } from '../../../src/job/documentKind.ts';
import { parseJsonDocument } from '../../../src/job/jsonDocument.ts';
import { readExportedDocument, readExportedSchema } from '../../../src/job/readExportedSchema.ts';
import { readJobDocument } from '../../../src/job/readJob.ts';
import { english } from '../../../src/protocol/text.ts';

const schema = { '@odata.context': 'https://graph.microsoft.com/…', ...defaultSchema() };
const template = {
  '@odata.context':
    "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals('…')/synchronization/templates/$entity",
  id: 'dropbox',
  applicationId: '11111111-2222-3333-4444-555555555555',
  default: true,
  description: 'Dropbox',
  discoverable: true,
  factoryTag: 'dropbox',
  metadata: [],
  schema: defaultSchema(),
};
const job = { id: 'dropbox.1', templateId: 'dropbox', schedule: { state: 'Active' }, status: { code: 'Active' } };

describe('what a document is', () => {
  for (const [what, value, kind, path] of [
    ['a job file', { id: 'x', source: { kind: 'sandbox' }, target: { kind: 'sandbox' }, schema }, 'job', undefined],
    ['a job file that lacks its ends', { id: 'x', schema }, 'job', undefined],
    ['a list', [1, 2], 'job', undefined],
    ['a text', 'hello', 'job', undefined],
    ['a schema', schema, 'schema', []],
    ['a template', template, 'schema', ['schema']],
    ['a template without its context', { ...template, '@odata.context': undefined }, 'schema', ['schema']],
    ['a list of one template', { '@odata.context': '…', value: [template] }, 'schema', ['value', 0, 'schema']],
  ] as const) {
    it(`is told of ${what}`, () => {
      const found = documentKindOf(JSON.parse(JSON.stringify(value)));
      assert.equal(found.kind, kind);
      assert.deepEqual(found.kind === 'schema' ? found.path : undefined, path);
    });
  }

  const rule = defaultSchema().synchronizationRules[0] ?? assert.fail();
  const internal = { AttributeMappings: [], Enabled: true };
  const salesforce = { directories: [], synchronizationRules: [{ targetDirectoryName: 'salesforce.com' }] };
  const pascal = { SynchronizationRules: [{ TargetDirectoryName: 'salesforce.com' }] };
  for (const [what, value, code, says] of [
    [
      'templates',
      { value: [template, { ...template, id: 'slack' }] },
      'graph-answer',
      /list of 2 .*"dropbox", "slack"/,
    ],
    ['a template without a schema', { ...template, schema: null }, 'graph-answer', /template .*without its schema/],
    ['a job of Graph', job, 'graph-answer', /synchronization job/],
    ['jobs of Graph', { value: [job] }, 'graph-answer', /synchronization job/],
    ['an error of Graph', { error: { code: 'Forbidden', message: 'no' } }, 'graph-answer', /error .*"Forbidden"/],
    ['a rule', rule, 'schema-part', /a synchronization rule/],
    ['object mappings', rule.objectMappings, 'schema-part', /an object mapping/],
    ['an attribute mapping', rule.objectMappings[0]?.attributeMappings[0], 'schema-part', /an attribute mapping/],
    ['a directory', defaultSchema().directories[0], 'schema-part', /a directory definition/],
    ['a part in the internal form', [internal], 'internal-schema-form', /internal form/],
    ['such a part as a text', JSON.stringify([internal]), 'internal-schema-form', /internal form/],
    ['a schema as a text', JSON.stringify(schema), 'quoted-json', /inside a JSON text/],
    ['a wrapped schema', { data: { schema: salesforce } }, 'wrapped-schema', /\(at "data\.schema"\)/],
    ['a schema in a list', [salesforce], 'wrapped-schema', /\(at "\[0\]"\)/],
    [
      'a schema in responses',
      { responses: [{ status: 200, body: salesforce }] },
      'wrapped-schema',
      /\(at "responses\[0\]\.body"\)/,
    ],
    ['a schema in a response’s text', { body: JSON.stringify(salesforce) }, 'quoted-json', /inside a JSON text/],
    ['a wrapped internal form', { body: [internal] }, 'internal-schema-form', /internal form/],
    ['a template in the internal form', { Id: 'x', Schema: pascal }, 'internal-schema-form', /internal form/],
    ['an internal form in a job’s place', { schema: pascal }, 'internal-schema-form', /internal form/],
    ['an internal attribute mapping', { TargetAttributeName: 'x' }, 'internal-schema-form', /internal form/],
  ] as const) {
    it(`is told of ${what}, with where a schema is had`, () => {
      const { schema: read, problems } = readExportedSchema(JSON.stringify(value));
      assert.equal(read, null);
      assert.deepEqual(
        problems.map((problem) => problem.code),
        [code],
      );
      const message = english(problems[0]?.message ?? '');
      assert.match(message, says);
      assert.doesNotMatch(message.replace('"dropbox"', ''), /dropbox/i);
    });
  }
});

const real = new URL('../../../../shared/reference/exported-schemas/', import.meta.url);
const skip = existsSync(real) ? false : 'not beside this checkout';

describe('no hint names Dropbox in somebody else’s schema', { skip }, () => {
  const read = (name: string): unknown => JSON.parse(decodeDocument(readFileSync(new URL(name, real))));
  const pascalised = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(pascalised)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([name, member]) => [
              name.charAt(0).toUpperCase() + name.slice(1),
              pascalised(member),
            ]),
          )
        : value;
  const wraps: Readonly<Record<string, (value: unknown) => unknown>> = {
    'as it is': (value) => value,
    'in PascalCase': pascalised,
    'in a list': (value) => [value],
    'in a member': (value) => ({ body: value }),
    'in a member of its own name': (value) => ({ schema: value }),
    'in a member, in PascalCase': (value) => ({ Schema: pascalised(value) }),
    'in a text': (value) => ({ body: JSON.stringify(value) }),
  };
  for (const name of [
    'aad-to-salesforce-2017-full.json',
    'ad2aad-cloud-sync-2020-a.json',
    'pascalcase-default-mappings-salesforce-2017.json',
  ])
    for (const [how, wrap] of Object.entries(wraps))
      it(`${name} ${how}`, () => {
        const value = wrap(read(name));
        const document = parseJsonDocument(JSON.stringify(value));
        const reading =
          documentKindOf(value).kind === 'job' ? readJobDocument(document) : readExportedDocument(document);
        for (const { message } of reading.problems) assert.doesNotMatch(english(message), /dropbox/i);
      });
});

describe('the schema of a template', () => {
  it('is read, and the person told whose it is', () => {
    const { schema: read, problems } = readExportedSchema(JSON.stringify(template));
    assert.deepEqual(read, defaultSchema());
    assert.deepEqual(
      problems.map(({ code, severity }) => `${severity} ${code}`),
      ['warning synchronization-template'],
    );
  });

  it('is checked in its place', () => {
    const text = JSON.stringify(template, null, 2).replace('"name.familyName"', '"name.family"');
    const problem = readExportedSchema(text).problems.find(({ code }) => code === 'unknown-target-attribute');
    assert.ok(text.slice(problem?.offset).startsWith('"name.family"'));
    const shape = JSON.stringify({ value: [{ ...template, schema: { synchronizationRules: 7, directories: [] } }] });
    const wrong = readExportedSchema(shape).problems.find(({ code }) => code === 'wrong-type');
    assert.ok(
      shape.slice((wrong?.offset ?? 0) - '"synchronizationRules":'.length).startsWith('"synchronizationRules":7'),
    );
  });
});

describe('somebody else’s schema', () => {
  const foreign = JSON.stringify({ ...defaultSchema() })
    .replaceAll(/dropbox/gi, 'salesforce')
    .replaceAll('"targetDirectoryName":"salesforce",', '');

  it('is not told to name Dropbox', () => {
    const { problems } = readExportedSchema(foreign);
    assert.ok(problems.some(({ code }) => code === 'missing-member'));
    for (const { message } of problems) assert.doesNotMatch(english(message), /dropbox/i);
  });
});

describe('a real part in the internal form', { skip }, () => {
  it('is told for what it is, as it stands and as a text', () => {
    const text = decodeDocument(readFileSync(new URL('pascalcase-default-mappings-salesforce-2017.json', real)));
    for (const written of [text, JSON.stringify(text)]) {
      assert.deepEqual(
        readExportedSchema(written).problems.map(({ code }) => code),
        ['internal-schema-form'],
      );
    }
  });
});
