import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { findDeeperThan } from './jsonDepth.ts';
import { type Text, text } from '../protocol/text.ts';

/** A parsed JSON document with comments: its tree, its value, and what is wrong with it as JSON. */
export interface JsonDocument {
  /** The text that was parsed, without a byte order mark; all offsets count in it. */
  readonly text: string;
  readonly root: Node | null;
  /** What the document is as a value; undefined when there is a problem. */
  readonly value: unknown;
  /** Syntax errors or, when there are none, members that are repeated or must not be. */
  readonly problems: readonly JsonProblem[];
}

/** What is wrong with a document as JSON, and what to write instead. */
export interface JsonProblem {
  readonly code: 'not-json' | 'too-large' | 'duplicate-member' | 'forbidden-member';
  readonly message: Text;
  readonly offset: number;
  readonly length: number;
}

/** Parsers and validators recurse, so a document may not be nested deeper than their stack allows. */
const deepestNesting = 1000;
const mostSyntaxErrors = 10;
const mostNameProblems = 1000;

/** A document's tree takes some thirty times its length in memory. The largest schema known has 1.3 million characters. */
export const longestDocument = 16_000_000;

/** Names that mean something else to JavaScript objects than a member. */
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses JSON with comments (RFC 8259, plus `//` and block comments; no trailing commas). Never throws, whatever the text. */
export function parseJsonDocument(source: string): JsonDocument {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const unfit = findTooLong(text) ?? findTooDeep(text);
  if (unfit !== null) return { text, root: null, value: undefined, problems: [unfit] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: false, allowTrailingComma: false }) ?? null;
  const syntaxErrors = describeSyntaxErrors(text, errors);
  if (root === null || syntaxErrors.length > 0) return { text, root, value: undefined, problems: syntaxErrors };
  const problems: JsonProblem[] = [];
  checkNames(root, problems);
  return { text, root, value: problems.length > 0 ? undefined : valueOfDocument(text, root), problems };
}

/** The name and the value node of each member of an object, in the order of the text. */
export function membersOf(node: Node): readonly (readonly [name: Node, value: Node])[] {
  const members: (readonly [Node, Node])[] = [];
  for (const member of node.children ?? []) {
    const [name, value] = member.children ?? [];
    if (name && value) members.push([name, value]);
  }
  return members;
}

/** The value that a node stands for, in plain objects and arrays. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(membersOf(node).map(([name, value]) => [String(name.value), valueOf(value)]));
}

/** Native parsing is many times faster, and gives the same value unless there are comments, which it does not know. */
function valueOfDocument(text: string, root: Node): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return valueOf(root);
  }
}

function findTooLong(document: string): JsonProblem | null {
  if (document.length <= longestDocument) return null;
  const message = text`The document has ${inMillions(document.length)} million characters, and at most ${inMillions(longestDocument)} million are read, which is many times what a job needs: remove what does not belong to it.`;
  return { code: 'too-large', message, offset: 0, length: 0 };
}

function inMillions(count: number): string {
  return (Math.ceil(count / 100_000) / 10).toString();
}

function findTooDeep(document: string): JsonProblem | null {
  const offset = findDeeperThan(deepestNesting, document);
  if (offset === null) return null;
  const message = text`The document is nested more than ${deepestNesting} levels deep, which no provisioning job is: remove the surplus brackets.`;
  return { code: 'not-json', message, offset, length: 1 };
}

/** One mistake makes the parser stumble several times, so a line tells only its first. */
function describeSyntaxErrors(document: string, errors: readonly ParseError[]): readonly JsonProblem[] {
  if (document.trim() === '') {
    const message = text`The document is empty: a job file is a JSON object, which Create Job writes for you.`;
    return [{ code: 'not-json', message, offset: 0, length: 0 }];
  }
  const found: JsonProblem[] = [];
  let lineEnd = 0;
  for (const { error, offset, length } of errors) {
    if (offset < lineEnd || found.length === mostSyntaxErrors) continue;
    const lineFeed = document.indexOf('\n', offset);
    lineEnd = lineFeed < 0 ? Infinity : lineFeed + 1;
    const message = describeSyntaxError(printParseErrorCode(error), document.slice(offset, offset + length));
    // jsonc-parser looks for the end of a comment behind the end of the text.
    const start = Math.min(offset, document.length);
    found.push({ code: 'not-json', message, offset: start, length: Math.min(length, document.length - start) });
  }
  return found;
}

/** What to write, by jsonc-parser's name of the error. */
const syntaxAdvice: Readonly<Record<string, Text>> = {
  InvalidSymbol: text`write a string in double quotes, a number, true, false, null, { … } or [ … ]`,
  InvalidNumberFormat: text`write a number as JSON does, such as 500 or -1.5`,
  PropertyNameExpected: text`write a member's name in double quotes here, or remove the comma before it`,
  ValueExpected: text`write a value here, or remove the comma before it`,
  ColonExpected: text`write a colon between a member's name and its value`,
  CommaExpected: text`write a comma between two members or two items`,
  CloseBraceExpected: text`close the object with }`,
  CloseBracketExpected: text`close the array with ]`,
  EndOfFileExpected: text`remove what follows the end of the document`,
  UnexpectedEndOfComment: text`close the comment with */`,
  UnexpectedEndOfString: text`close the string with a double quote on the same line`,
  UnexpectedEndOfNumber: text`write the rest of the number`,
  InvalidUnicode: text`write four hexadecimal digits after \\u`,
  InvalidEscapeCharacter: text`write a backslash inside a string as \\\\`,
  InvalidCharacter: text`write control characters inside a string as escapes, such as \\n or \\t`,
};

function describeSyntaxError(parserCode: string, quoted: string): Text {
  const advice = syntaxAdvice[parserCode] ?? parserCode;
  if (quoted === '') return text`This is not JSON: ${advice}.`;
  const written = JSON.stringify(quoted.length > 40 ? `${quoted.slice(0, 39)}…` : quoted);
  return text`This is not JSON at ${written}: ${advice}.`;
}

function checkNames(node: Node, problems: JsonProblem[]): void {
  if (node.type === 'array') for (const item of node.children ?? []) checkNames(item, problems);
  if (node.type !== 'object') return;
  const seen = new Set<string>();
  for (const [nameNode, value] of membersOf(node)) {
    if (problems.length >= mostNameProblems) return;
    const problem = problemOfName(nameNode, seen);
    if (problem !== null) problems.push(problem);
    seen.add(String(nameNode.value));
    checkNames(value, problems);
  }
}

function problemOfName(node: Node, seen: ReadonlySet<string>): JsonProblem | null {
  const name = String(node.value);
  const at = { offset: node.offset, length: node.length };
  if (forbiddenNames.has(name)) {
    const message = text`${JSON.stringify(name)} must not be the name of a member: remove it.`;
    return { code: 'forbidden-member', message, ...at };
  }
  if (!seen.has(name)) return null;
  const message = text`${JSON.stringify(name)} stands here twice, and only one of them can count: remove one.`;
  return { code: 'duplicate-member', message, ...at };
}
