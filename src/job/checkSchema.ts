import { checkDirectories } from './checkDirectories.ts';
import { checkObjectMapping } from './checkObjectMapping.ts';
import type { Findings, JobPath, SchemaPlace } from './jobFinding.ts';
import { directoryOf, objectMappingsOf } from './objectMappings.ts';
import type { DirectoryDefinition, SynchronizationRule, SynchronizationSchema } from './schema.ts';
import { someNames, withGuess } from './similarName.ts';
import { text } from '../protocol/text.ts';

/**
 * Checks that a schema fits together: that rules name directories, object mappings objects, and attribute mappings,
 * filters and expressions attributes that are defined. `place` is where the schema stands.
 */
export function* checkSchema(schema: SynchronizationSchema, place: SchemaPlace): Findings {
  const { path } = place;
  yield* checkDirectories(schema, [...path, 'directories']);
  for (const [index, rule] of schema.synchronizationRules.entries()) {
    yield* checkRule(schema, rule, { ...place, path: [...path, 'synchronizationRules', index] });
  }
  if (!objectMappingsOf(schema).some(({ mapping }) => mapping.enabled)) {
    const message = text`No object mapping is enabled, so nobody will be provisioned: add one or write "enabled": true.`;
    yield { code: 'nothing-enabled', severity: 'warning', message, path: [...path, 'synchronizationRules'] };
  }
}

function* checkRule(schema: SynchronizationSchema, rule: SynchronizationRule, place: SchemaPlace): Findings {
  const { path } = place;
  const source = yield* checkDirectoryName(schema, rule.sourceDirectoryName, [...path, 'sourceDirectoryName']);
  const target = yield* checkDirectoryName(schema, rule.targetDirectoryName, [...path, 'targetDirectoryName']);
  if (!source || !target) return;
  for (const [index, mapping] of rule.objectMappings.entries()) {
    yield* checkObjectMapping({ ...place, mapping, source, target, path: [...path, 'objectMappings', index] });
  }
}

function* checkDirectoryName(
  schema: SynchronizationSchema,
  name: string,
  path: JobPath,
): Findings<DirectoryDefinition | undefined> {
  const directory = directoryOf(schema, name);
  if (directory) return directory;
  const names = schema.directories.map((each) => each.name);
  const known = names.length === 0 ? text`define it in "directories"` : text`write one of ${someNames(names)}`;
  const message = withGuess(
    text`There is no directory ${JSON.stringify(name)} in "directories": ${known}.`,
    name,
    names,
  );
  yield { code: 'unknown-directory', severity: 'error', message, path };
  return undefined;
}
