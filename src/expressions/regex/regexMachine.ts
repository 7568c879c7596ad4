import type { Budget } from '../budget.ts';
import type { RegexProgram, Step } from './regexProgram.ts';
import { holds, nextStart } from './regexPlaces.ts';
import { type Match, spanBetween, spanOf } from './spans.ts';
import { lowerUnit } from './unitSets.ts';

/** Numbers that the stack may hold, four for an entry; it never needs more for a pattern that is any use. */
const stackLimit = 4_000_000;

/** The kinds of entries on the backtracking stack; each entry is four numbers: three values and its kind. */
const branch = 0;
const undoRegister = 1;
const undoCapture = 2;
const undoBalance = 3;
const greedyRun = 4;
const lazyRun = 5;

/** Runs a program over one text. Each step is charged to the budget. */
export class RegexMachine {
  readonly #program: RegexProgram;
  readonly #text: string;
  readonly #registers: number[];
  /** For each group, starts and ends of its captures in turn. */
  readonly #captures: number[][];
  readonly #stack: number[] = [];
  readonly #budget: Budget;
  #place = 0;
  #lastMatch = 0;

  /** @throws BudgetExhausted */
  constructor(program: RegexProgram, text: string, budget: Budget) {
    this.#program = program;
    this.#text = text;
    this.#budget = budget;
    budget.spend(1 + ((text.length + program.registers + program.groups) >> 3));
    this.#registers = Array.from({ length: program.registers }, () => 0);
    this.#captures = Array.from({ length: program.groups }, () => []);
  }

  /** The first match at or after an offset; null when there is none. Throws `BudgetExhausted`. */
  find(from: number): Match | null {
    this.#lastMatch = from;
    const { start: starts } = this.#program;
    const next = (offset: number): number | null => nextStart(starts, this.#text, offset, from);
    for (let start = next(from); start !== null; start = next(start + 1)) {
      if (this.#matchAt(start)) return this.#result(start);
    }
    return null;
  }

  #result(start: number): Match {
    this.#budget.spend(1 + (this.#captures.length >> 1));
    const spans = this.#captures.map((captures) => spanOf(captures));
    return [{ start, end: this.#place }, ...spans.slice(1)];
  }

  #matchAt(start: number): boolean {
    this.#stack.length = 0;
    this.#budget.spend(this.#captures.length >> 3);
    for (const captures of this.#captures) captures.length = 0;
    this.#place = start;
    const { steps } = this.#program;
    for (let counter: number | null = 0; counter !== null;) {
      this.#budget.spend();
      const step: Step | undefined = steps[counter];
      if (step === undefined || step.kind === 'match') return true;
      counter = this.#run(step, counter) ?? this.#backtrack();
    }
    return false;
  }

  /** Does one step: the number of the next one, or null when it fails. */
  #run(step: Step, counter: number): number | null {
    switch (step.kind) {
      case 'unit':
        return this.#unit(step) ? counter + 1 : null;
      case 'run':
        return this.#startRun(step, counter) ? counter + 1 : null;
      case 'jump':
        return step.target;
      case 'fork':
        this.#push(step.otherwise, this.#place, 0, branch);
        return counter + 1;
      case 'setRegister':
        this.#setRegister(step.register, step.value);
        return counter + 1;
      case 'loopTest':
        return this.#testLoop(step, counter);
      case 'loopEnter':
        this.#setRegister(step.counter, this.#register(step.counter) + 1);
        this.#setRegister(step.begin, this.#place);
        return counter + 1;
      case 'loopEnd': {
        const isEmpty = this.#place === this.#register(step.begin);
        return isEmpty && this.#register(step.counter) >= step.min ? step.exit : step.test;
      }
      case 'notePlace':
        this.#setRegister(step.register, this.#place);
        return counter + 1;
      case 'returnTo':
        this.#place = this.#register(step.register);
        return counter + 1;
      case 'capture':
        return this.#capture(step) ? counter + 1 : null;
      case 'mark':
        this.#setRegister(step.register, this.#stack.length + 4);
        return counter + 1;
      case 'cut':
        this.#cut(this.#register(step.register));
        return counter + 1;
      case 'reject':
        this.#unwind(this.#register(step.register));
        return null;
      case 'backreference':
        return this.#refer(step) ? counter + 1 : null;
      case 'assertion':
        return holds(step.assertion, this.#text, this.#place, this.#lastMatch) ? counter + 1 : null;
      case 'ifCaptured':
        return (this.#captures[step.group]?.length ?? 0) > 0 ? counter + 1 : step.otherwise;
      case 'match':
        return null;
    }
  }

  #unit({ set, back }: Extract<Step, { kind: 'unit' }>): boolean {
    const at = back ? this.#place - 1 : this.#place;
    if (at < 0 || at >= this.#text.length || !set(this.#text.charCodeAt(at))) return false;
    this.#place += back ? -1 : 1;
    return true;
  }

  /** A run of units takes as many, or as few, as it may, and holds the other choices as one entry. */
  #startRun({ set, min, max, greedy, back }: Extract<Step, { kind: 'run' }>, counter: number): boolean {
    const direction = back ? -1 : 1;
    const available = back ? this.#place : this.#text.length - this.#place;
    const wanted = Math.min(greedy ? max : min, available);
    let taken = 0;
    for (
      let at = back ? this.#place - 1 : this.#place;
      taken < wanted && set(this.#text.charCodeAt(at));
      at += direction
    )
      taken += 1;
    this.#budget.spend(taken >> 3);
    if (taken < min) return false;
    const start = this.#place;
    this.#place = start + taken * direction;
    if (greedy && taken > min) this.#push(counter, start + min * direction, this.#place, greedyRun);
    if (!greedy && max > min) this.#push(counter, max - min, this.#place, lazyRun);
    return true;
  }

  #testLoop(
    { counter: register, min, max, greedy, exit }: Extract<Step, { kind: 'loopTest' }>,
    counter: number,
  ): number {
    const count = this.#register(register);
    if (count < min) return counter + 1;
    if (count >= max) return exit;
    this.#push(greedy ? exit : counter + 1, this.#place, 0, branch);
    return greedy ? counter + 1 : exit;
  }

  #capture({ group, balanced, register }: Extract<Step, { kind: 'capture' }>): boolean {
    const noted = this.#register(register);
    let [start, end] = noted <= this.#place ? [noted, this.#place] : [this.#place, noted];
    if (balanced !== null) {
      const other = this.#captures[balanced] ?? [];
      const span = spanOf(other);
      if (span === null) return false;
      [start, end] = spanBetween(start, end, span);
      other.length -= 2;
      this.#push(balanced, span.start, span.end, undoBalance);
    }
    if (group !== null) {
      this.#captures[group]?.push(start, end);
      this.#push(group, 0, 0, undoCapture);
    }
    return true;
  }

  #refer({ group, ignoreCase, back }: Extract<Step, { kind: 'backreference' }>): boolean {
    const span = spanOf(this.#captures[group] ?? []);
    if (span === null) return false;
    const length = span.end - span.start;
    const start = back ? this.#place - length : this.#place;
    if (start < 0 || start + length > this.#text.length) return false;
    this.#budget.spend(length >> 3);
    for (let index = 0; index < length; index += 1) {
      const one = this.#text.charCodeAt(span.start + index);
      const other = this.#text.charCodeAt(start + index);
      if (one !== other && !(ignoreCase && lowerUnit(one) === lowerUnit(other))) return false;
    }
    this.#place = back ? start : start + length;
    return true;
  }

  #register(index: number): number {
    return this.#registers[index] ?? 0;
  }

  #setRegister(index: number, value: number): void {
    this.#push(index, this.#register(index), 0, undoRegister);
    this.#registers[index] = value;
  }

  #push(first: number, second: number, third: number, kind: number): void {
    if (this.#stack.length > stackLimit) this.#budget.spend(Number.MAX_SAFE_INTEGER);
    this.#stack.push(first, second, third, kind);
  }

  /** Takes back what was done up to the latest choice, and takes its other way: the next step, or null when none is left. */
  #backtrack(): number | null {
    while (this.#stack.length > 0) {
      this.#budget.spend();
      const kind = this.#stack.pop();
      const third = this.#stack.pop() ?? 0;
      const second = this.#stack.pop() ?? 0;
      const first = this.#stack.pop() ?? 0;
      if (kind === branch) {
        this.#place = second;
        return first;
      }
      if (kind === greedyRun) return this.#shrinkRun(first, second, third);
      if (kind === lazyRun) {
        if (this.#growRun(first, second, third)) return first + 1;
      } else {
        this.#undo(kind, first, second, third);
      }
    }
    return null;
  }

  #shrinkRun(counter: number, least: number, current: number): number {
    const next = current > least ? current - 1 : current + 1;
    if (next !== least) this.#push(counter, least, next, greedyRun);
    this.#place = next;
    return counter + 1;
  }

  #growRun(counter: number, allowed: number, current: number): boolean {
    const step = this.#program.steps[counter];
    this.#place = current;
    if (step?.kind !== 'run' || !this.#unit({ kind: 'unit', set: step.set, back: step.back })) return false;
    if (allowed > 1) this.#push(counter, allowed - 1, this.#place, lazyRun);
    return true;
  }

  #undo(kind: number | undefined, first: number, second: number, third: number): void {
    if (kind === undoRegister) this.#registers[first] = second;
    else if (kind === undoBalance) this.#captures[first]?.push(second, third);
    else if (kind === undoCapture) {
      const captures = this.#captures[first];
      if (captures !== undefined) captures.length -= 2;
    }
  }

  /** Drops the choices above a height but keeps what undoes captures and registers, should an earlier choice be taken. */
  #cut(height: number): void {
    const stack = this.#stack;
    let kept = height;
    for (let entry = height; entry < stack.length; entry += 4) {
      const kind = stack[entry + 3];
      if (kind !== undoRegister && kind !== undoCapture && kind !== undoBalance) continue;
      stack.copyWithin(kept, entry, entry + 4);
      kept += 4;
    }
    this.#budget.spend((stack.length - height) >> 2);
    stack.length = Math.max(kept, Math.min(height, stack.length));
  }

  #unwind(height: number): void {
    while (this.#stack.length > height) {
      const kind = this.#stack.pop();
      const third = this.#stack.pop() ?? 0;
      const second = this.#stack.pop() ?? 0;
      this.#undo(kind, this.#stack.pop() ?? 0, second, third);
    }
  }
}
