import { TextError } from '../../protocol/failure.ts';
import type { Text } from '../../protocol/text.ts';

/** Tells whether a UTF-16 unit belongs to a set; .NET matches units, not code points. */
export type UnitSet = (unit: number) => boolean;

/** A parsed .NET pattern (".NET regular expression language - quick reference"). Groups are dense slots, 0 for the whole match. */
export type RegexNode =
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternation'; readonly choices: readonly RegexNode[] }
  | { readonly kind: 'unit'; readonly set: UnitSet; readonly exceptNewline?: true }
  | {
      readonly kind: 'loop';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    }
  /** `group` is captured, `balanced` loses its last capture; either may be missing. */
  | {
      readonly kind: 'capture';
      readonly group: number | null;
      readonly balanced: number | null;
      readonly body: RegexNode;
    }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly body: RegexNode }
  | { readonly kind: 'backreference'; readonly group: number; readonly ignoreCase: boolean }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | {
      readonly kind: 'conditional';
      readonly test: number | RegexNode;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

export type Assertion =
  'start' | 'lineStart' | 'end' | 'lineEnd' | 'absoluteEnd' | 'boundary' | 'notBoundary' | 'lastMatch' | 'never';

/** A pattern with its groups: the slot of each name or number, and how many slots there are. */
export interface RegexTree {
  readonly root: RegexNode;
  /** Slots by name; numbered groups stand under their decimal number, 0 is the whole match. */
  readonly slots: ReadonlyMap<string, number>;
}

/** A pattern that .NET would refuse, or that cannot be had here; offsets count UTF-16 units of the pattern. */
export class RegexSyntaxError extends TextError {
  readonly offset: number;

  constructor(told: Text, offset: number) {
    super(told);
    this.offset = offset;
  }
}
