import { evaluationLimits } from '../budget.ts';
import type { Finding } from '../finding.ts';
import { findFunction } from '../functions/catalogue.ts';
import { isLeftOut } from '../functions/definition.ts';
import { positions, replaceMode } from '../functions/replaceMode.ts';
import { measurePattern, type PatternMeasure } from '../regex/regexMeasure.ts';
import type { CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import type { CheckSubject } from './environment.ts';
import { finding } from './findings.ts';
import { TextBound } from './textBound.ts';
import { passedOn } from './types.ts';
import { text } from '../../protocol/text.ts';

/** UTF-16 units that an attribute is taken to have: most of Microsoft Entra's have no more. */
const assumedLength = 256;

/** Warns of an expression whose value may grow beyond what an evaluation is given, at the innermost function where it does. */
export function checkGrowth({ nodes }: CheckSubject): readonly Finding[] {
  const sought = soughtCharacters(nodes);
  const bounds = new Map<ExpressionNode, TextBound>();
  const boundOf = (node: ExpressionNode | undefined): TextBound =>
    (node && bounds.get(node)) ?? TextBound.of('', sought);
  for (const node of nodes.toReversed()) {
    const bound = boundOfNode(node, boundOf, sought);
    bounds.set(node, bound);
    if (node.kind === 'call' && bound.length > evaluationLimits.size) return [grows(node)];
  }
  return [];
}

function grows(node: CallNode): Finding {
  const figure = evaluationLimits.size.toLocaleString('en-US');
  const message = text`For a text of ${assumedLength} characters this may yield more than ${figure}, at which the evaluation is stopped and the object fails: a replacement that repeats what it replaces grows with each function around it. Replace each thing once.`;
  return finding('warning', 'expressionGrowth', { start: node.start, end: node.start + node.name.length }, message);
}

type BoundOf = (node: ExpressionNode | undefined) => TextBound;
type Characters = ReadonlySet<string>;

function boundOfNode(node: ExpressionNode, boundOf: BoundOf, sought: Characters): TextBound {
  switch (node.kind) {
    case 'attribute':
    case 'macro':
      return new TextBound(assumedLength);
    case 'string':
      return TextBound.of(node.value, sought);
    case 'number':
      return TextBound.of(node.text, sought);
    case 'constant':
      return TextBound.of(node.name, sought);
    case 'comparison':
      return TextBound.of('False', sought);
    case 'blank':
      return TextBound.of('', sought);
    case 'call':
      return boundOfCall(node, boundOf, sought);
  }
}

function boundOfCall(node: CallNode, boundOf: BoundOf, sought: Characters): TextBound {
  const name = findFunction(node.name)?.name;
  const passed = passedOn(node);
  if (passed !== null) return passed.reduce((most, each) => most.or(boundOf(each), sought), TextBound.of('', sought));
  switch (name) {
    case 'Append':
      return sumOf(node.arguments, boundOf, sought);
    case 'Join':
      return boundOfJoin(node, boundOf, sought);
    case 'Replace':
      return boundOfReplace(node, boundOf, sought);
    default:
      return new TextBound(Math.max(assumedLength, boundOf(node.arguments[0]).length * (factors[name ?? ''] ?? 1)));
  }
}

/** How many characters a function makes of one, where it is more than one. */
const factors: Readonly<Record<string, number>> = {
  ConvertToBase64: 3,
  ConvertToUTF8Hex: 6,
  NormalizeDiacritics: 2,
};

function sumOf(nodes: readonly ExpressionNode[], boundOf: BoundOf, sought: Characters): TextBound {
  return nodes.reduce((sum, each) => sum.plus(boundOf(each), sought), TextBound.of('', sought));
}

function boundOfJoin(
  { arguments: [separator, ...sources] }: CallNode,
  boundOf: BoundOf,
  sought: Characters,
): TextBound {
  const between = boundOf(separator);
  return sources.reduce((sum, each) => sum.plus(between, sought).plus(boundOf(each), sought), TextBound.of('', sought));
}

function boundOfReplace(node: CallNode, boundOf: BoundOf, sought: Characters): TextBound {
  const at = (position: keyof typeof positions): ExpressionNode | undefined => node.arguments[positions[position]];
  const source = boundOf(node.arguments[0]);
  const instead = boundOf(at('replacement'));
  switch (replaceMode(node)) {
    case 'text':
      return replaced(source, at('oldValue'), instead, sought);
    case 'template':
      return replaced(boundOf(at('template')), at('oldValue'), source, sought);
    case 'pattern':
    case 'group':
      return matched(node, source, instead, sought);
    case 'fallback':
      return source.or(new TextBound(boundOf(at('fallback')).length), sought);
    case null:
      return source;
  }
}

function replaced(
  text: TextBound,
  wanted: ExpressionNode | undefined,
  instead: TextBound,
  sought: Characters,
): TextBound {
  const constant = wanted?.kind === 'string' || wanted?.kind === 'number' ? textOf(wanted) : null;
  if (constant === null) return new TextBound(text.length * Math.max(1, instead.length));
  return text.replacing(text.occurrences(constant), constant, instead, sought);
}

/** A replacement by pattern: at most one for each match, which holds what its references take from the text. */
function matched(node: CallNode, source: TextBound, instead: TextBound, sought: Characters): TextBound {
  const pattern = node.arguments[positions.pattern];
  const text = pattern?.kind === 'string' ? pattern.value : '';
  const alphabet = alphabetOf(text);
  const measure = pattern?.kind === 'string' ? measurePattern(text) : null;
  const least = measure?.minimumLength ?? 0;
  const places = least > 0 ? Math.floor(source.length / least) : source.length + 1;
  const times = alphabet === null ? places : Math.min(places, sum(alphabet.map((each) => source.count(each))));
  const replacement = node.arguments[positions.replacement];
  const references = isLeftOut(node, positions.group) ? referencesIn(replacement) : [];
  if (references.length > 0 || replacement?.kind !== 'string') {
    const around = references.filter((each) => seesAround(each, measure)).length;
    const own = measure === null ? references.length : measure.repetitions(timesOf(references));
    const repeated = Math.max(1, own) * source.length + times * around * source.length;
    return new TextBound(repeated + times * (references.length > 0 ? writtenIn(replacement) : instead.length));
  }
  if (alphabet?.length === 1) return source.replacing(times, alphabet[0] ?? '', instead, sought);
  const counts = new Map([...sought].map((each) => [each, source.count(each) + times * instead.count(each)]));
  return new TextBound(source.length + times * Math.max(0, instead.length - least), counts);
}

/** The characters that a pattern of one character, or of one class of characters, finds; null for any other pattern. */
function alphabetOf(pattern: string): readonly string[] | null {
  const found = /^(?:\[([^\]\\^[-]+)\]|([^\\[\](){}.*+?^$|]))\+?$/u.exec(pattern);
  return found === null ? null : [...new Set(found[1] ?? found[2] ?? '')];
}

const reference = /\$(?:(\d+)|\{(\w+)\}|([&`'_+]))/gu;

/** The length of what a replacement writes by itself. */
function writtenIn(replacement: ExpressionNode | undefined): number {
  return replacement?.kind === 'string' ? replacement.value.replaceAll(reference, '').length : 0;
}

/** What a replacement takes from the text: names and numbers of groups, and the marks for what surrounds a match. */
function referencesIn(replacement: ExpressionNode | undefined): readonly string[] {
  const text = replacement?.kind === 'string' ? replacement.value : '';
  return Array.from(text.matchAll(reference), ([, number, name, mark = '']) => {
    if (mark === '&') return '0';
    return name ?? (number === undefined ? mark : String(Number(number)));
  });
}

/** Whether a reference may hold text that is not the match's own, so that it is repeated for each match. */
function seesAround(taken: string, measure: PatternMeasure | null): boolean {
  if (/^[`'_]$/u.test(taken)) return true;
  return taken !== '0' && (measure?.looksAround ?? true);
}

function timesOf(references: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const each of references) times.set(each, (times.get(each) ?? 0) + 1);
  return times;
}

/** The characters that any Replace looks for, which are the ones to count. */
function soughtCharacters(nodes: readonly ExpressionNode[]): Characters {
  const sought = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'call' || findFunction(node.name)?.name !== 'Replace') continue;
    const wanted = node.arguments[positions.oldValue];
    const pattern = node.arguments[positions.pattern];
    for (const each of wanted?.kind === 'string' ? wanted.value : '') sought.add(each);
    for (const each of (pattern?.kind === 'string' ? alphabetOf(pattern.value) : null) ?? []) sought.add(each);
  }
  return sought;
}

function textOf(node: Extract<ExpressionNode, { kind: 'string' | 'number' }>): string {
  return node.kind === 'string' ? node.value : node.text;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
