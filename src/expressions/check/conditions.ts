import type { Finding } from '../finding.ts';
import { findFunction } from '../functions/catalogue.ts';
import { isCallTo } from '../functions/logic.ts';
import { print } from '../syntax/printer.ts';
import type { CallNode, ComparisonNode, ExpressionNode } from '../syntax/syntaxTree.ts';
import type { CheckSubject } from './environment.ts';
import { finding, replaceBy } from './findings.ts';
import { typeOf } from './types.ts';
import { text } from '../../protocol/text.ts';

/** The traps of IIF, Switch and comparisons. */
export function checkConditions(subject: CheckSubject): readonly Finding[] {
  const places = new Set<ExpressionNode>();
  for (const node of subject.nodes) {
    if (node.kind !== 'call') continue;
    const isUnknown = findFunction(node.name) === undefined;
    const [first] = node.arguments;
    if (first !== undefined && (isUnknown || isCallTo(node, 'IIF', 'CBool'))) places.add(first);
  }
  return subject.nodes.flatMap((node) => {
    if (isCallTo(node, 'IIF')) return checkIif(node);
    if (isCallTo(node, 'Switch')) return checkSwitch(node, subject);
    if (node.kind !== 'comparison') return [];
    const misplacement = !places.has(node) && isWritten(node.right) ? [misplaced(node)] : [];
    return [...misplacement, ...checkCompared(node, subject)];
  });
}

function misplaced(node: ComparisonNode): Finding {
  const fix = { title: text`Wrap in CBool`, edits: [insert(node.start, 'CBool('), insert(node.end, ')')] };
  return finding(
    'warning',
    'comparisonPlace',
    node,
    text`A comparison is documented only as the condition of IIF and inside CBool; wrap it as CBool(…).`,
    fix,
  );
}

function insert(offset: number, newText: string): { offset: number; length: number; newText: string } {
  return { offset, length: 0, newText };
}

function checkIif(node: CallNode): readonly Finding[] {
  const [condition] = node.arguments;
  if (condition === undefined) return [];
  const sign = condition.kind === 'comparison' ? checkDateDiffSign(condition, node) : [];
  return [...sign, ...checkPresence(condition, node)];
}

/** A condition that asks whether an attribute has a value: documented as unsupported, though Microsoft's own mappings do it. */
function checkPresence(condition: ExpressionNode, node: CallNode): readonly Finding[] {
  const test = presenceTest(condition);
  if (test === null) return [];
  const [, whenTrue, whenFalse] = node.arguments;
  const [present, absent] = test.positive ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  const message = text`IIF on an attribute that may be null or empty is documented as unsupported; Switch([x],[x],"","Other") does the same safely.`;
  const fix =
    isWritten(test.tested) && isWritten(present) && isWritten(absent)
      ? replaceBy(
          text`Write it with Switch`,
          node,
          `Switch(${print(test.tested)}, ${print(present)}, "", ${print(absent)})`,
        )
      : undefined;
  return [finding('warning', 'iifEmptyCondition', condition, message, fix)];
}

/** What a comparison compares: one value, and booleans as they are written as text. */
function checkCompared({ left, right }: ComparisonNode, { sourceAttribute }: CheckSubject): readonly Finding[] {
  const several = [left, right].filter((side) => typeOf(side, sourceAttribute).multiple);
  const message = text`A comparison takes one value on each side, but this may yield several; pick one with Item(…, 1) or join them with Join(",", …).`;
  return [
    ...several.map((side) => finding('warning', 'multipleValues', side, message)),
    ...booleanCase(left, [right], sourceAttribute),
    ...booleanCase(right, [left], sourceAttribute),
  ];
}

/** `true` in small letters never equals a boolean, whose text is `True`. */
function booleanCase(
  source: ExpressionNode | undefined,
  constants: readonly ExpressionNode[],
  sourceAttribute: CheckSubject['sourceAttribute'],
): readonly Finding[] {
  if (source === undefined || typeOf(source, sourceAttribute).kind !== 'Boolean') return [];
  return constants.flatMap((constant) => {
    if (constant.kind !== 'string' || !/^(?:true|false)$/iu.test(constant.value)) return [];
    const written = /^t/iu.test(constant.value) ? '"True"' : '"False"';
    if (written === `"${constant.value}"`) return [];
    const message = text`A boolean is the text "True" or "False", with letter case; "${constant.value}" never equals it.`;
    return [finding('warning', 'booleanCase', constant, message, replaceBy(text`Write ${written}`, constant, written))];
  });
}

/** What a condition tests for having a value, and whether it holds when there is one; null for any other condition. */
function presenceTest(condition: ExpressionNode): { tested: ExpressionNode | undefined; positive: boolean } | null {
  if (isCallTo(condition, 'IsPresent', 'IsNull', 'IsNullOrEmpty')) {
    return { tested: condition.arguments[0], positive: condition.name.toLowerCase() === 'ispresent' };
  }
  if (condition.kind !== 'comparison') return null;
  const { left, operator, right } = condition;
  const tested = isEmptyText(right) ? left : isEmptyText(left) ? right : null;
  if (tested === null) return null;
  const isEquality = operator === '=' || operator === '<>';
  return { tested: isEquality ? tested : undefined, positive: operator === '<>' };
}

function isEmptyText(node: ExpressionNode): boolean {
  return node.kind === 'string' && node.value === '';
}

function isWritten(node: ExpressionNode | undefined): node is ExpressionNode {
  return node !== undefined && node.kind !== 'blank';
}

/**
 * `DateDiff("d", Now(), CDate(x)) >= 0` is true *before* the date, but guides publish it for "has started": when the
 * branch for true enables or fills something, it says so.
 */
function checkDateDiffSign({ left, operator, right, start, end }: ComparisonNode, node: CallNode): readonly Finding[] {
  const isZero = (right.kind === 'number' && right.text === '0') || (right.kind === 'string' && right.value === '0');
  if (!isCallTo(left, 'DateDiff') || !isZero || (operator !== '>=' && operator !== '>')) return [];
  const [interval, from, to] = left.arguments;
  if (interval === undefined || to === undefined || !isCallTo(from, 'Now') || isCallTo(to, 'Now')) return [];
  const [, whenTrue] = node.arguments;
  const isDelay = whenTrue === undefined || (whenTrue.kind === 'string' && /^(?:false|)$/iu.test(whenTrue.value));
  if (isDelay) return [];
  const message = text`DateDiff from Now() to a date is positive before that date, so this holds until the date; if “has started” is meant, swap the two dates.`;
  const swapped = `DateDiff(${print(interval)}, ${print(to)}, ${print(from)})`;
  return [
    finding('information', 'dateDiffSign', { start, end }, message, replaceBy(text`Swap the two dates`, left, swapped)),
  ];
}

function checkSwitch(node: CallNode, { sourceAttribute, environment }: CheckSubject): readonly Finding[] {
  const [source] = node.arguments;
  const findings: Finding[] = [];
  if (isCallTo(source, 'IsPresent', 'IsNull', 'IsNullOrEmpty')) {
    const message = text`${source.name} should not be the source of Switch; test the attribute itself and give the key "" for null and empty: Switch([x],[x],"","Other").`;
    findings.push(finding('warning', 'switchPresenceSource', source, message));
  }
  const isReference = source?.kind === 'attribute' && sourceAttribute(source.name)?.type === 'Reference';
  if (isReference || environment.targetAttribute?.type === 'Reference') {
    findings.push(
      finding(
        'error',
        'switchReference',
        { start: node.start, end: node.start + node.name.length },
        text`Switch cannot be used with reference attributes such as manager; map the reference directly.`,
      ),
    );
  }
  const keys = node.arguments.filter((_, index) => index >= 2 && index % 2 === 0);
  return [...findings, ...repeatedKeys(node), ...booleanCase(source, keys, sourceAttribute)];
}

function repeatedKeys(node: CallNode): readonly Finding[] {
  const seen = new Set<string>();
  return node.arguments.flatMap((key, index) => {
    if (index < 2 || index % 2 === 1 || key.kind !== 'string') return [];
    if (!seen.has(key.value)) {
      seen.add(key.value);
      return [];
    }
    return [
      finding(
        'warning',
        'switchRepeatedKey',
        key,
        text`The key "${key.value}" stands here a second time; only its first value is ever used, so remove one of them.`,
      ),
    ];
  });
}
