import { RegexSyntaxError } from './regexTree.ts';
import type { Text } from '../../protocol/text.ts';

/** A place in a pattern, with the small steps that parsers of its parts share. */
export class PatternReader {
  readonly pattern: string;
  offset = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get done(): boolean {
    return this.offset >= this.pattern.length;
  }

  /** The unit at the place, or further on; empty behind the end. */
  peek(ahead = 0): string {
    return this.pattern.charAt(this.offset + ahead);
  }

  next(): string {
    const unit = this.peek();
    this.offset += 1;
    return unit;
  }

  /** Steps over a text if it stands here. */
  accept(text: string): boolean {
    if (!this.pattern.startsWith(text, this.offset)) return false;
    this.offset += text.length;
    return true;
  }

  expect(text: string, problem: Text): void {
    if (!this.accept(text)) throw this.error(problem);
  }

  /** Steps over what a sticky pattern matches here; null when it does not. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.offset;
    const found = sticky.exec(this.pattern);
    if (found !== null) this.offset += found[0].length;
    return found;
  }

  error(message: Text, offset = this.offset): RegexSyntaxError {
    return new RegexSyntaxError(message, offset);
  }
}
