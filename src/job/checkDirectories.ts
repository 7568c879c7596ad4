import type { Findings, JobPath } from './jobFinding.ts';
import type { SynchronizationSchema } from './schema.ts';
import { type Text, text } from '../protocol/text.ts';

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

function* checkNames(
  defined: readonly { readonly name: string }[],
  kind: 'directory' | 'object' | 'attribute',
  path: JobPath,
): Findings {
  const seen = new Set<string>();
  for (const [index, { name }] of defined.entries()) {
    if (seen.has(name)) {
      const message = definedTwice(kind, JSON.stringify(name));
      yield { code: 'duplicate-definition', severity: 'error', message, path: [...path, index, 'name'] };
    }
    seen.add(name);
  }
}

function definedTwice(kind: 'directory' | 'object' | 'attribute', name: string): Text {
  switch (kind) {
    case 'directory':
      return text`The directory ${name} is defined twice, and only the first counts: remove one.`;
    case 'object':
      return text`The object ${name} is defined twice, and only the first counts: remove one.`;
    case 'attribute':
      return text`The attribute ${name} is defined twice, and only the first counts: remove one.`;
  }
}
