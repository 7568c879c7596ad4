import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import jobFileSchema from '../../../src/job/job.schema.json' with { type: 'json' };

const document = readFileSync(new URL('../../../docs/job-file.md', import.meta.url), 'utf8');
const { source, target, entraSource, snapshotSource, scimTarget, provisioning } = jobFileSchema.definitions;

interface Member {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Member>>;
}

/** The settings as the document names them. */
function settings(): readonly (readonly [name: string, schema: Member])[] {
  return Object.entries<Member>(provisioning.properties).flatMap(([name, schema]) =>
    schema.properties === undefined
      ? [[name, schema] as const]
      : Object.entries(schema.properties).map(([inner, each]) => [`${name}.${inner}`, each] as const),
  );
}

test('docs/job-file.md names every member and kind that a job file may have', () => {
  const members = [jobFileSchema, entraSource, snapshotSource, scimTarget].flatMap((each) =>
    Object.keys(each.properties),
  );
  const kinds = [source, target].flatMap((each) => each.properties.kind.enum);
  for (const name of [...members, ...kinds, ...settings().map(([setting]) => setting)])
    assert.ok(document.includes(`\`${name}\``), `${name} is not in docs/job-file.md`);
});

test('docs/job-file.md states the default of every setting', () => {
  for (const [name, schema] of settings()) {
    const row = document.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const stated = [schema.default].flat().map(String).join(', ');
    assert.equal(row.split('|')[3]?.trim().replaceAll('`', ''), stated, name);
  }
});
