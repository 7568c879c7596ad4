import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { JobProblem } from '../job/job.ts';

/** The problems of one object mapping: its own, and those of its attribute mappings by index. */
export interface MappingProblems {
  readonly own: readonly JobProblem[];
  readonly mappings: ReadonlyMap<number, readonly JobProblem[]>;
}

export interface LocatedProblems {
  readonly elsewhere: readonly JobProblem[];
  /** The problems of an object mapping, by index of its rule and of itself; undefined when it has none. */
  at(rule: number, index: number): MappingProblems | undefined;
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The attribute mappings, in the order of the text. */
  readonly mappings: readonly Node[];
  readonly own: JobProblem[];
  readonly byMapping: Map<number, JobProblem[]>;
}

/** Gives each problem to the object mapping and attribute mapping that it stands in, found by halving: files may have many of each. */
export function locateInMappings(
  problems: readonly JobProblem[],
  nodes: readonly (readonly Node[])[],
): LocatedProblems {
  const places = nodes.map((rule) => rule.map(placeOf));
  const flat = places.flat();
  const elsewhere: JobProblem[] = [];
  for (const problem of problems) {
    const place = flat[indexAt(flat, problem.offset, ({ start }) => start)];
    if (place === undefined || problem.offset >= place.end) elsewhere.push(problem);
    else addTo(place, problem);
  }
  return {
    elsewhere,
    at: (rule, index) => {
      const place = places[rule]?.[index];
      return place && { own: place.own, mappings: place.byMapping };
    },
  };
}

function placeOf(node: Node): Place {
  const mappings = findNodeAtLocation(node, ['attributeMappings'])?.children ?? [];
  return { start: node.offset, end: node.offset + node.length, mappings, own: [], byMapping: new Map() };
}

function addTo(place: Place, problem: JobProblem): void {
  const index = indexAt(place.mappings, problem.offset, ({ offset }) => offset);
  const mapping = place.mappings[index];
  if (mapping === undefined || problem.offset >= mapping.offset + mapping.length) {
    place.own.push(problem);
    return;
  }
  const known = place.byMapping.get(index);
  if (known) known.push(problem);
  else place.byMapping.set(index, [problem]);
}

/** Index of the last item that begins at or before the offset; -1 when there is none. */
function indexAt<Item>(items: readonly Item[], offset: number, startOf: (item: Item) => number): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const item = items[middle];
    if (item !== undefined && startOf(item) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
