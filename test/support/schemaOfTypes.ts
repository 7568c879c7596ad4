import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as generators from 'ts-json-schema-generator';
import { root } from './paths.ts';

const schemas = join(root, '.cache', 'schemas');

/**
 * The JSON Schema of an exported type, whose other types may come from packages. Making one takes seconds of the compiler's
 * time, in each file of tests: so it's kept until the file of the type or an installed package is another one.
 *
 * @param path of the file that exports it.
 */
export function schemaOfTypes(path: string, type: string): object {
  const packages = join(root, 'node_modules', '.package-lock.json');
  const hash = createHash('sha256').update(type);
  for (const file of [path, packages]) hash.update(readFileSync(file));
  const kept = join(schemas, `${hash.digest('hex')}.json`);
  if (!existsSync(kept)) keep(kept, JSON.stringify(makeSchema(path, type)));
  return JSON.parse(readFileSync(kept, 'utf8')) as object;
}

/** Loads the compiler only when it's needed. */
function makeSchema(path: string, type: string): object {
  const { createGenerator } = createRequire(import.meta.url)('ts-json-schema-generator') as typeof generators;
  const tsconfig = join(root, 'tsconfig.json');
  return createGenerator({ path, tsconfig, skipTypeCheck: true, type }).createSchema(type);
}

/** Whole or not at all: files of tests run beside each other. */
function keep(path: string, text: string): void {
  mkdirSync(schemas, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
