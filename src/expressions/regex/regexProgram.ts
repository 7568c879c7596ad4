import type { Assertion, RegexNode, RegexTree, UnitSet } from './regexTree.ts';

/**
 * What a pattern compiles to: steps for a machine with registers and a stack of its own, so that neither recursion nor the
 * engine of the host decides how far a match may go. `back` steps read the text from right to left, as .NET's look-behind does.
 */
export type Step =
  | { readonly kind: 'unit'; readonly set: UnitSet; readonly back: boolean }
  /** A unit repeated, its choice points held as one. */
  | {
      readonly kind: 'run';
      readonly set: UnitSet;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
      readonly back: boolean;
    }
  | { readonly kind: 'jump'; target: number }
  /** Goes on with the next step, and with `otherwise` when that fails. */
  | { readonly kind: 'fork'; otherwise: number }
  | { readonly kind: 'setRegister'; readonly register: number; readonly value: number }
  | {
      readonly kind: 'loopTest';
      readonly counter: number;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
      exit: number;
    }
  | { readonly kind: 'loopEnter'; readonly counter: number; readonly begin: number }
  | {
      readonly kind: 'loopEnd';
      readonly counter: number;
      readonly begin: number;
      readonly min: number;
      readonly test: number;
      exit: number;
    }
  | { readonly kind: 'notePlace'; readonly register: number }
  | { readonly kind: 'returnTo'; readonly register: number }
  | {
      readonly kind: 'capture';
      readonly group: number | null;
      readonly balanced: number | null;
      readonly register: number;
    }
  /** Notes the height of the stack; `cut` takes back the choices made since. */
  | { readonly kind: 'mark'; readonly register: number }
  | { readonly kind: 'cut'; readonly register: number }
  /** Undoes everything since the mark, and fails. */
  | { readonly kind: 'reject'; readonly register: number }
  | { readonly kind: 'backreference'; readonly group: number; readonly ignoreCase: boolean; readonly back: boolean }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'ifCaptured'; readonly group: number; otherwise: number }
  | { readonly kind: 'match' };

export interface RegexProgram {
  readonly steps: readonly Step[];
  readonly registers: number;
  readonly groups: number;
  /** Where a match can begin: only at the start, only at the start or after a newline, or at units of a set. */
  readonly start: 'textStart' | 'lineStart' | UnitSet | null;
}

/** Compiles a parsed pattern. */
export function compileRegex({ root, slots }: RegexTree): RegexProgram {
  const writer = new ProgramWriter();
  writer.write(root, false);
  writer.steps.push({ kind: 'match' });
  return {
    steps: writer.steps,
    registers: writer.registers,
    groups: new Set(slots.values()).size,
    start: startOf(root),
  };
}

class ProgramWriter {
  readonly steps: Step[] = [];
  registers = 0;

  write(node: RegexNode, back: boolean): void {
    switch (node.kind) {
      case 'sequence':
        for (const item of back ? node.items.toReversed() : node.items) this.write(item, back);
        break;
      case 'alternation':
        this.#alternation(node.choices, back);
        break;
      case 'unit':
        this.steps.push({ kind: 'unit', set: node.set, back });
        break;
      case 'loop':
        this.#loop(node, back);
        break;
      case 'capture':
        this.#capture(node, back);
        break;
      case 'atomic': {
        const height = this.#register();
        this.steps.push({ kind: 'mark', register: height });
        this.write(node.body, back);
        this.steps.push({ kind: 'cut', register: height });
        break;
      }
      case 'look':
        this.#look(node);
        break;
      case 'backreference':
        this.steps.push({ kind: 'backreference', group: node.group, ignoreCase: node.ignoreCase, back });
        break;
      case 'assertion':
        this.steps.push({ kind: 'assertion', assertion: node.assertion });
        break;
      case 'conditional':
        this.#conditional(node, back);
        break;
    }
  }

  #register(): number {
    this.registers += 1;
    return this.registers - 1;
  }

  #alternation(choices: readonly RegexNode[], back: boolean): void {
    const jumps: { target: number }[] = [];
    for (const [index, choice] of choices.entries()) {
      const fork = { kind: 'fork', otherwise: 0 } as const satisfies Step;
      const isLast = index === choices.length - 1;
      const step: { kind: 'fork'; otherwise: number } = { ...fork };
      if (!isLast) this.steps.push(step);
      this.write(choice, back);
      if (isLast) break;
      const jump: { kind: 'jump'; target: number } = { kind: 'jump', target: 0 };
      this.steps.push(jump);
      jumps.push(jump);
      step.otherwise = this.steps.length;
    }
    for (const jump of jumps) jump.target = this.steps.length;
  }

  #loop({ body, min, max, greedy }: Extract<RegexNode, { kind: 'loop' }>, back: boolean): void {
    if (body.kind === 'unit') {
      this.steps.push({ kind: 'run', set: body.set, min, max, greedy, back });
      return;
    }
    const [counter, begin] = [this.#register(), this.#register()];
    this.steps.push({ kind: 'setRegister', register: counter, value: 0 });
    const test = this.steps.length;
    const loopTest: Step = { kind: 'loopTest', counter, min, max, greedy, exit: 0 };
    this.steps.push(loopTest, { kind: 'loopEnter', counter, begin });
    this.write(body, back);
    const loopEnd: Step = { kind: 'loopEnd', counter, begin, min, test, exit: 0 };
    this.steps.push(loopEnd);
    loopTest.exit = this.steps.length;
    loopEnd.exit = this.steps.length;
  }

  #capture({ group, balanced, body }: Extract<RegexNode, { kind: 'capture' }>, back: boolean): void {
    const register = this.#register();
    this.steps.push({ kind: 'notePlace', register });
    this.write(body, back);
    this.steps.push({ kind: 'capture', group, balanced, register });
  }

  #look({ behind, negative, body }: Extract<RegexNode, { kind: 'look' }>): void {
    const height = this.#register();
    this.steps.push({ kind: 'mark', register: height });
    if (negative) {
      const fork: Step = { kind: 'fork', otherwise: 0 };
      this.steps.push(fork);
      this.write(body, behind);
      this.steps.push({ kind: 'reject', register: height });
      fork.otherwise = this.steps.length;
      return;
    }
    const place = this.#register();
    this.steps.push({ kind: 'notePlace', register: place });
    this.write(body, behind);
    this.steps.push({ kind: 'cut', register: height }, { kind: 'returnTo', register: place });
  }

  #conditional({ test, yes, no }: Extract<RegexNode, { kind: 'conditional' }>, back: boolean): void {
    const otherwise = typeof test === 'number' ? this.#ifCaptured(test) : this.#ifMatches(test);
    this.write(yes, back);
    const jump: Step = { kind: 'jump', target: 0 };
    this.steps.push(jump);
    otherwise.otherwise = this.steps.length;
    this.write(no, back);
    jump.target = this.steps.length;
  }

  #ifCaptured(group: number): { otherwise: number } {
    const step: Step = { kind: 'ifCaptured', group, otherwise: 0 };
    this.steps.push(step);
    return step;
  }

  #ifMatches(test: RegexNode): { otherwise: number } {
    const [height, place] = [this.#register(), this.#register()];
    const fork: Step = { kind: 'fork', otherwise: 0 };
    this.steps.push({ kind: 'mark', register: height }, { kind: 'notePlace', register: place }, fork);
    this.write(test, false);
    this.steps.push({ kind: 'cut', register: height }, { kind: 'returnTo', register: place });
    return fork;
  }
}

function startOf(root: RegexNode): RegexProgram['start'] {
  let first: RegexNode | undefined = root;
  while (first?.kind === 'sequence' || first?.kind === 'capture')
    first = first.kind === 'sequence' ? first.items[0] : first.body;
  if (first === undefined) return null;
  if (first.kind === 'assertion') return first.assertion === 'start' ? 'textStart' : null;
  if (first.kind === 'unit') return first.set;
  if (first.kind !== 'loop' || first.body.kind !== 'unit') return null;
  if (first.min > 0) return first.body.set;
  const isWholeLine = first.body.exceptNewline === true && first.max === Infinity;
  return isWholeLine && !dependsOnStart(root) ? 'lineStart' : null;
}

/** Whether a later part can tell where the match began, so that a shorter `.*` could succeed where a longer one fails. */
function dependsOnStart(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some(dependsOnStart);
    case 'alternation':
      return node.choices.some(dependsOnStart);
    case 'loop':
    case 'atomic':
    case 'look':
      return dependsOnStart(node.body);
    case 'capture':
      return node.balanced !== null || dependsOnStart(node.body);
    case 'unit':
      return false;
    case 'assertion':
      return node.assertion === 'lastMatch';
    case 'backreference':
    case 'conditional':
      return true;
  }
}
