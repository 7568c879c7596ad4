import { isDeepStrictEqual } from 'node:util';
import type { TargetChange } from '../targetDirectory.ts';
import { parseAttributePath, qualifiedName } from './attributePath.ts';
import type { PlacedOperation, WrittenElements } from './formGroup.ts';
import { applyChanges } from './replace.ts';
import { carriedMember, matchesSelector, type ScimResource } from './resource.ts';

/** @param changes of parts of elements, each with its place in the request. */
export function writtenElements(
  changes: readonly { readonly change: TargetChange; readonly at: number }[],
): WrittenElements {
  const placed = changes.map(({ change, at }) => ({ at, path: parseAttributePath(change.attribute) }));
  const attributes = new Map(placed.toReversed().map((each) => [qualifiedName(each.path).toLowerCase(), each]));
  return {
    anyIn: (resource) =>
      placed.some(({ path }) => elementsIn(carriedMember(resource, path)).some((each) => matchesSelector(each, path))),
    anew(resource) {
      const edited = applyChanges(
        resource,
        changes.map(({ change }) => change),
      );
      return [...attributes.values()].flatMap(({ at, path }): PlacedOperation[] => {
        const value = elementsIn(carriedMember(edited, path));
        if (isDeepStrictEqual(value, elementsIn(carriedMember(resource, path)))) return [];
        const named = { path: qualifiedName(path) };
        return [
          { at, operation: value.length === 0 ? { op: 'remove', ...named } : { op: 'replace', ...named, value } },
        ];
      });
    },
  };
}

/** The elements of a multi-valued attribute; some servers give a single one without its list. */
function elementsIn(held: ScimResource[string]): readonly unknown[] {
  if (held === undefined || held === null) return [];
  return Array.isArray(held) ? held : [held];
}
