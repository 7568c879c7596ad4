import { parseRegex } from './regexParser.ts';
import { type RegexNode, RegexSyntaxError } from './regexTree.ts';

/** What can be said of a pattern's matches before there is a text. */
export interface PatternMeasure {
  /** The fewest UTF-16 units that a match takes. */
  readonly minimumLength: number;
  /** Whether a group can hold text outside of its match, as one inside a look-around can. */
  readonly looksAround: boolean;
  /**
   * How often a replacement repeats a part of the match at most, from how often it refers to each group by name or number;
   * groups beside each other hold different parts.
   */
  readonly repetitions: (references: ReadonlyMap<string, number>) => number;
}

/** Measures a .NET pattern; null for one that cannot be read. */
export function measurePattern(pattern: string): PatternMeasure | null {
  try {
    const { root, slots } = parseRegex(pattern);
    return {
      minimumLength: minimumLength(root),
      looksAround: looksAround(root),
      repetitions(references) {
        const bySlot = new Map<number, number>();
        for (const [name, times] of references) {
          const slot = slots.get(name);
          if (slot !== undefined) bySlot.set(slot, (bySlot.get(slot) ?? 0) + times);
        }
        return (bySlot.get(0) ?? 0) + repetitions(root, bySlot);
      },
    };
  } catch (error) {
    if (error instanceof RegexSyntaxError) return null;
    throw error;
  }
}

function repetitions(node: RegexNode, references: ReadonlyMap<number, number>): number {
  const most = (nodes: readonly RegexNode[]): number =>
    nodes.reduce((highest, each) => Math.max(highest, repetitions(each, references)), 0);
  switch (node.kind) {
    case 'sequence':
      return most(node.items);
    case 'alternation':
      return most(node.choices);
    case 'capture':
      return (references.get(node.group ?? -1) ?? 0) + most([node.body]);
    case 'loop':
    case 'atomic':
    case 'look':
      return most([node.body]);
    case 'conditional':
      return most([node.yes, node.no]);
    case 'unit':
    case 'backreference':
    case 'assertion':
      return 0;
  }
}

function minimumLength(node: RegexNode): number {
  switch (node.kind) {
    case 'sequence':
      return node.items.reduce((sum, item) => sum + minimumLength(item), 0);
    case 'alternation':
      return node.choices.reduce((least, choice) => Math.min(least, minimumLength(choice)), Infinity);
    case 'unit':
      return 1;
    case 'loop':
      return node.min === 0 ? 0 : node.min * minimumLength(node.body);
    case 'capture':
    case 'atomic':
      return minimumLength(node.body);
    case 'conditional':
      return Math.min(minimumLength(node.yes), minimumLength(node.no));
    case 'look':
    case 'backreference':
    case 'assertion':
      return 0;
  }
}

function looksAround(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some(looksAround);
    case 'alternation':
      return node.choices.some(looksAround);
    case 'loop':
    case 'capture':
    case 'atomic':
      return looksAround(node.body);
    case 'look':
      return true;
    case 'conditional':
      return typeof node.test !== 'number' || looksAround(node.yes) || looksAround(node.no);
    case 'unit':
    case 'backreference':
    case 'assertion':
      return false;
  }
}
