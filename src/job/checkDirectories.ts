import type { Findings, JobPath } from './jobFinding.ts';
import type { SynchronizationSchema } from './schema.ts';

/** Checks that directories, their objects and the objects' attributes have names of their own. */
export function* checkDirectories(schema: SynchronizationSchema, path: JobPath): Findings {
  yield* checkNames(schema.directories, 'directory', path);
  for (const [directoryIndex, directory] of schema.directories.entries()) {
    const objectsPath = [...path, directoryIndex, 'objects'];
    yield* checkNames(directory.objects, 'object', objectsPath);
    for (const [objectIndex, object] of directory.objects.entries()) {
      yield* checkNames(object.attributes, 'attribute', [...objectsPath, objectIndex, 'attributes']);
    }
  }
}

function* checkNames(defined: readonly { readonly name: string }[], kind: string, path: JobPath): Findings {
  const seen = new Set<string>();
  for (const [index, { name }] of defined.entries()) {
    if (seen.has(name)) {
      const message = `The ${kind} ${JSON.stringify(name)} is defined twice, and only the first counts: remove one.`;
      yield { code: 'duplicate-definition', severity: 'error', message, path: [...path, index, 'name'] };
    }
    seen.add(name);
  }
}
