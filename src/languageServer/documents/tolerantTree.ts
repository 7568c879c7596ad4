import type { Node, NodeType } from 'jsonc-parser';
import { type JsonToken, jsonTokens } from '../../job/jsonTokens.ts';

/**
 * The tree of a JSON text that is not sound, as it is while it is typed: where a bracket, a comma or a colon is missing, what
 * follows is still found in its place. jsonc-parser's own tree takes what follows a missing bracket for a part of what
 * should have ended before. The nodes have the shape of jsonc-parser's; null where there is no value at all.
 */
export function tolerantTree(text: string): Node | null {
  const builder = new TreeBuilder();
  const tokens = [...jsonTokens(text)];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    builder.take(text.charAt(token.offset), token, next !== undefined && text[next.offset] === ':');
  }
  return builder.finish(text.length);
}

/** The node of a string, number or word; null for what is no value. */
function scalarOf(first: string, { offset, length, value }: JsonToken): Growing | null {
  if (first === '"') return { type: 'string', offset, length, value };
  if (value === 'null') return { type: 'null', offset, length, value: null };
  if (value === 'true' || value === 'false') return { type: 'boolean', offset, length, value: value === 'true' };
  return /[-\d]/.test(first) ? { type: 'number', offset, length, value: Number(value) } : null;
}

/** A node while it is built. */
interface Growing {
  readonly type: NodeType;
  readonly value?: unknown;
  readonly offset: number;
  length: number;
  parent?: Growing;
  readonly children?: Growing[];
}

class TreeBuilder {
  /** The objects and arrays that are open, the innermost last. */
  readonly #open: Growing[] = [];
  #root: Growing | null = null;
  /** The member whose value is still to come. */
  #member: Growing | null = null;

  /** Takes the next token, which its first character tells; a string that a colon follows is a member's name. */
  take(first: string, token: JsonToken, beforeColon: boolean): void {
    const { offset, length } = token;
    const scalar = scalarOf(first, token);
    if (first === '{') this.#openNode({ type: 'object', offset, length, children: [] });
    else if (first === '[') this.#openNode({ type: 'array', offset, length, children: [] });
    else if (first === '}') this.#close('object', offset + length);
    else if (first === ']') this.#close('array', offset + length);
    else if (first === ',') this.#member = null;
    else if (scalar?.type === 'string' && beforeColon) this.#name(scalar);
    else if (scalar !== null) this.#scalar(scalar);
  }

  /** Ends what is still open at the end of the text. */
  finish(end: number): Node | null {
    this.#endFrom(0, end);
    return this.#root;
  }

  get #innermost(): Growing | undefined {
    return this.#open.at(-1);
  }

  /** A name in an array says that the array should have ended before it. */
  #name(node: Growing): void {
    if (this.#innermost?.type === 'array') this.#endWithin('object', node.offset);
    const owner = this.#innermost;
    if (owner?.type !== 'object') {
      this.#scalar(node);
      return;
    }
    const { offset, length } = node;
    const member: Growing = { type: 'property', offset, length, children: [node], parent: owner };
    node.parent = member;
    owner.children?.push(member);
    this.#member = member;
  }

  /** A string without a colon where a name is expected is one that is being typed. */
  #scalar(node: Growing): void {
    if (this.#innermost?.type === 'object' && this.#member === null) {
      if (node.type === 'string') this.#name(node);
      return;
    }
    this.#attach(node);
    this.#member = null;
  }

  /** An object where a member's name is expected is the next item of a list, whose last item should have ended before it. */
  #openNode(node: Growing): void {
    const isItem = this.#innermost?.type === 'object' && this.#member === null;
    if (isItem) this.#endWithin('array', node.offset);
    this.#attach(node);
    this.#member = null;
    this.#open.push(node);
  }

  #attach(node: Growing): void {
    const owner = this.#member ?? this.#innermost;
    if (owner === undefined) this.#root ??= node;
    if (owner === undefined || (owner.type === 'object' && owner !== this.#member)) return;
    node.parent = owner;
    owner.children?.push(node);
    if (owner.type === 'property') owner.length = node.offset + node.length - owner.offset;
  }

  /** A bracket that closes nothing is ignored, and so is one that would close the document while more of it follows. */
  #close(type: NodeType, end: number): void {
    const index = this.#open.findLastIndex((node) => node.type === type);
    if (index < 0) return;
    this.#endFrom(index + 1, end);
    if (index > 0) this.#endFrom(index, end);
    else if (this.#open[0]) this.#open[0].length = end - this.#open[0].offset;
    this.#member = null;
  }

  /** Ends what is open within the innermost object or array of that type; nothing when none is open. */
  #endWithin(type: NodeType, end: number): void {
    const index = this.#open.findLastIndex((node) => node.type === type);
    if (index >= 0) this.#endFrom(index + 1, end);
  }

  #endFrom(index: number, end: number): void {
    for (const node of this.#open.splice(index)) {
      node.length = end - node.offset;
      if (node.parent?.type === 'property') node.parent.length = end - node.parent.offset;
    }
    this.#member = null;
  }
}
