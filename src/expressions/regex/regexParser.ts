import { readClass, readSetEscape, readUnitEscape } from './classParser.ts';
import { PatternReader } from './patternReader.ts';
import { groupSlots, normalNumber } from './groupSlots.ts';
import { noOptions, type RegexOptions, withOptions } from './regexOptions.ts';
import { type Assertion, type RegexNode, RegexSyntaxError, type RegexTree } from './regexTree.ts';
import { anyUnit, exceptNewline, literalUnit } from './unitSets.ts';
import { text } from '../../protocol/text.ts';

const maximumDepth = 250;
/** As long as the longest expression that Entra saves. */
const maximumLength = 10_000;
const groupName = String.raw`[\p{L}\p{Mn}\p{Nd}\p{Pc}]+`;

/**
 * Parses a .NET pattern without options (".NET regular expression language - quick reference"). Throws `RegexSyntaxError`.
 *
 * Two passes: whether `\10` is a group or an octal escape, and which number a name has, is known only when all groups are.
 */
export function parseRegex(pattern: string): RegexTree {
  if (pattern.length > maximumLength)
    throw new RegexSyntaxError(text`it is longer than ${maximumLength} characters`, maximumLength);
  const survey = new RegexParser(pattern, null);
  survey.parse();
  const slots = groupSlots(survey.groups);
  return { root: new RegexParser(pattern, slots).parse(), slots };
}

class RegexParser {
  readonly #reader: PatternReader;
  /** Null in the first pass, which only gathers the groups. */
  readonly #slots: ReadonlyMap<string, number> | null;
  /** The groups in order of appearance; 0 is the whole match. */
  readonly groups: string[] = ['0'];
  #unnamed = 0;
  #depth = 0;

  constructor(pattern: string, slots: ReadonlyMap<string, number> | null) {
    this.#reader = new PatternReader(pattern);
    this.#slots = slots;
  }

  parse(): RegexNode {
    const root = this.#alternation(noOptions);
    if (!this.#reader.done) throw this.#reader.error(text`there are too many closing parentheses`);
    return root;
  }

  #alternation(options: RegexOptions): RegexNode {
    const start = this.#reader.offset;
    this.#depth += 1;
    if (this.#depth > maximumDepth)
      throw this.#reader.error(text`groups are nested more than ${maximumDepth} deep`, start);
    const choices: RegexNode[] = [];
    let items: RegexNode[] = [];
    let current = options;
    while (!this.#reader.done && this.#reader.peek() !== ')') {
      if (this.#reader.accept('|')) {
        choices.push(sequence(items));
        items = [];
        continue;
      }
      const changed = this.#inlineOptions(current);
      if (changed !== null) {
        current = changed;
        continue;
      }
      if (this.#skipIgnored(current)) continue;
      items.push(this.#quantified(this.#atom(current), current));
    }
    this.#depth -= 1;
    if (choices.length === 0) return sequence(items);
    return { kind: 'alternation', choices: [...choices, sequence(items)] };
  }

  /** `(?i-m)`: the options for the rest of the group; null when there is none here. */
  #inlineOptions(options: RegexOptions): RegexOptions | null {
    const found = this.#reader.match(/\(\?([imnsx]*)(?:-([imnsx]*))?\)/uy);
    return found === null ? null : withOptions(options, found[1] ?? '', found[2] ?? '');
  }

  /** Comments always, white space and `#` comments with the option x. */
  #skipIgnored(options: RegexOptions): boolean {
    if (this.#reader.match(/\(\?#[^)]*\)/uy) !== null) return true;
    return options.x && this.#reader.match(/[\s]+|#[^\n]*/uy) !== null;
  }

  #atom(options: RegexOptions): RegexNode {
    const start = this.#reader.offset;
    const unit = this.#reader.next();
    switch (unit) {
      case '(':
        return this.#group(options, start);
      case '[':
        return { kind: 'unit', set: readClass(this.#reader, options.i) };
      case '.':
        return options.s ? { kind: 'unit', set: anyUnit } : { kind: 'unit', set: exceptNewline, exceptNewline: true };
      case '^':
        return assertion(options.m ? 'lineStart' : 'start');
      case '$':
        return assertion(options.m ? 'lineEnd' : 'end');
      case '\\':
        return this.#escape(options);
      case '*':
      case '+':
      case '?':
        throw this.#reader.error(text`the quantifier ${unit} follows nothing`, start);
      default:
        return { kind: 'unit', set: literalUnit(unit.charCodeAt(0), options.i) };
    }
  }

  #quantified(body: RegexNode, options: RegexOptions): RegexNode {
    while (this.#skipIgnored(options)) continue;
    const bounds = this.#quantifier();
    if (bounds === null) return body;
    const greedy = !this.#reader.accept('?');
    while (this.#skipIgnored(options)) continue;
    const start = this.#reader.offset;
    if (this.#quantifier() !== null) {
      throw this.#reader.error(
        text`a quantifier follows another; .NET has no possessive quantifiers, write (?>…) instead`,
        start,
      );
    }
    return { kind: 'loop', body, ...bounds, greedy };
  }

  #quantifier(): { min: number; max: number } | null {
    const start = this.#reader.offset;
    if (this.#reader.accept('*')) return { min: 0, max: Infinity };
    if (this.#reader.accept('+')) return { min: 1, max: Infinity };
    if (this.#reader.accept('?')) return { min: 0, max: 1 };
    const found = this.#reader.match(/\{(\d+)(,(\d*))?\}/uy);
    if (found === null) return null;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (max < min) throw this.#reader.error(text`the quantifier ${found[0]} is in reverse order`, start);
    return { min, max };
  }

  #escape(options: RegexOptions): RegexNode {
    const start = this.#reader.offset - 1;
    const reference = this.#backreference(options, start);
    if (reference !== null) return reference;
    const anchor = anchors.get(this.#reader.peek());
    if (anchor !== undefined) {
      this.#reader.next();
      return assertion(anchor);
    }
    const set = readSetEscape(this.#reader);
    return { kind: 'unit', set: set ?? literalUnit(readUnitEscape(this.#reader), options.i) };
  }

  #backreference(options: RegexOptions, start: number): RegexNode | null {
    const named = this.#reader.match(new RegExp(`k(?:<(${groupName})>|'(${groupName})'|\\{(${groupName})\\})`, 'uy'));
    if (named !== null) {
      return this.#referTo(named[1] ?? named[2] ?? named[3] ?? '', options, start);
    }
    if (this.#reader.peek() === 'k') throw this.#reader.error(text`\\k must name a group, as \\k<name>`, start);
    const digits = /[1-9]\d*/uy;
    digits.lastIndex = this.#reader.offset;
    const number = digits.exec(this.#reader.pattern)?.[0];
    if (number === undefined || (number.length > 1 && this.#slots?.has(number) === false)) return null;
    this.#reader.offset += number.length;
    return this.#referTo(number, options, start);
  }

  #referTo(name: string, options: RegexOptions, start: number): RegexNode {
    return { kind: 'backreference', group: this.#slotOf(name, start), ignoreCase: options.i };
  }

  #slotOf(name: string, start: number): number {
    const slot = this.#slots === null ? 0 : this.#slots.get(normalNumber(name));
    if (slot === undefined) throw this.#reader.error(text`the pattern has no group ${name}`, start);
    return slot;
  }

  #group(options: RegexOptions, start: number): RegexNode {
    const reader = this.#reader;
    if (!reader.accept('?')) {
      if (options.n) return this.#close(this.#alternation(options), start);
      this.#unnamed += 1;
      return this.#capture(String(this.#unnamed), null, options, start);
    }
    if (reader.accept(':')) return this.#close(this.#alternation(options), start);
    if (reader.accept('>')) return { kind: 'atomic', body: this.#close(this.#alternation(options), start) };
    for (const [opening, behind, negative] of lookarounds) {
      if (reader.accept(opening))
        return { kind: 'look', behind, negative, body: this.#close(this.#alternation(options), start) };
    }
    if (reader.accept('(')) return this.#conditional(options, start);
    const scoped = reader.match(/([imnsx]*)(?:-([imnsx]*))?:/uy);
    if (scoped !== null) {
      return this.#close(this.#alternation(withOptions(options, scoped[1] ?? '', scoped[2] ?? '')), start);
    }
    return this.#namedGroup(options, start);
  }

  /** `(?<name>…)`, `(?'name'…)`, and with `-other` a balancing group. */
  #namedGroup(options: RegexOptions, start: number): RegexNode {
    const name = `(${groupName})?(?:-(${groupName}))?`;
    const found = this.#reader.match(new RegExp(`<${name}>|'${name}'`, 'uy'));
    const captured = found?.[1] ?? found?.[3];
    const balanced = found?.[2] ?? found?.[4];
    if (found === null || (captured === undefined && balanced === undefined)) {
      throw this.#reader.error(
        text`after (? comes a group name as (?<name>…), or one of : = ! > <= <! # and the options imnsx`,
        start,
      );
    }
    return this.#capture(captured ?? null, balanced ?? null, options, start);
  }

  #capture(name: string | null, balanced: string | null, options: RegexOptions, start: number): RegexNode {
    if (name !== null) this.groups.push(normalNumber(name));
    const body = this.#close(this.#alternation(options), start);
    return {
      kind: 'capture',
      group: name === null ? null : this.#slotOf(name, start),
      balanced: balanced === null ? null : this.#slotOf(balanced, start),
      body,
    };
  }

  /** `(?(name)yes|no)` and `(?(expression)yes|no)`, after its second parenthesis. */
  #conditional(options: RegexOptions, start: number): RegexNode {
    const named = this.#reader.match(new RegExp(`(${groupName})\\)`, 'uy'))?.[1];
    const isMissing = named !== undefined && this.#slots?.has(normalNumber(named)) === false;
    if (isMissing && /^\d+$/u.test(named)) throw this.#reader.error(text`the pattern has no group ${named}`, start);
    const test = named === undefined || isMissing ? this.#condition(named, options, start) : this.#slotOf(named, start);
    const branches = this.#close(this.#alternation(options), start);
    if (branches.kind !== 'alternation') return { kind: 'conditional', test, yes: branches, no: sequence([]) };
    const [yes = sequence([]), no = sequence([]), ...more] = branches.choices;
    if (more.length > 0) throw this.#reader.error(text`a condition (?(…)yes|no) has at most two branches`, start);
    return { kind: 'conditional', test, yes, no };
  }

  /** A condition that is a pattern of its own, also when it looks like the name of a group that does not exist. */
  #condition(text: string | undefined, options: RegexOptions, start: number): RegexNode {
    if (text !== undefined) {
      return sequence(
        Array.from({ length: text.length }, (_, index) => ({
          kind: 'unit',
          set: literalUnit(text.charCodeAt(index), options.i),
        })),
      );
    }
    if (this.#reader.peek() !== '?') return this.#close(this.#alternation(options), start);
    this.#reader.offset -= 1;
    return this.#atom(options);
  }

  #close(body: RegexNode, start: number): RegexNode {
    if (!this.#reader.accept(')')) throw this.#reader.error(text`a group has no closing parenthesis`, start);
    return body;
  }
}

const lookarounds = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const;

const anchors: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['A', 'start'],
  ['Z', 'end'],
  ['z', 'absoluteEnd'],
  ['G', 'lastMatch'],
  ['b', 'boundary'],
  ['B', 'notBoundary'],
]);

function assertion(which: Assertion): RegexNode {
  return { kind: 'assertion', assertion: which };
}

function sequence(items: readonly RegexNode[]): RegexNode {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
}
