import { compileDotNetRegex, type DotNetRegex, type RegexResult } from '../regex/dotnetRegex.ts';
import { type Evaluator, failure } from '../evaluation.ts';
import type { CallNode } from '../syntax/syntaxTree.ts';
import type { Value } from '../value.ts';
import { isEmpty } from '../valueText.ts';
import { argument, mapText, singleText } from './arguments.ts';
import { type BoundCall, type CallProblem, type FunctionDefinition, isGiven } from './definition.ts';
import { optional, required } from './parameters.ts';

/** What a Replace does, decided by which of its parameters are given (expressions.md section 7, the table of Replace). */
export type ReplaceMode = 'text' | 'template' | 'pattern' | 'group' | 'fallback';

const positions = { oldValue: 1, pattern: 2, group: 3, replacement: 4, fallback: 5, template: 6 } as const;

/** The mode of a call, or null for a combination of parameters that is not documented. */
export function replaceMode(node: CallNode): ReplaceMode | null {
  const has = (position: keyof typeof positions): boolean => isGiven(node, positions[position]);
  if (has('pattern')) {
    if (has('oldValue') || has('template')) return null;
    if (has('group') && has('fallback') && !has('replacement')) return 'fallback';
    if (has('fallback') || !has('replacement')) return null;
    return has('group') ? 'group' : 'pattern';
  }
  if (!has('oldValue') || has('group') || has('fallback') || has('template') === has('replacement')) return null;
  return has('template') ? 'template' : 'text';
}

const replace: FunctionDefinition = {
  name: 'Replace',
  dialect: 'provisioning',
  parameters: [
    required('source', 'String', 'The text to change.'),
    optional('oldValue', 'String', 'The text to find, with letter case.', { graphKey: 'Find' }),
    optional('regexPattern', 'String', 'The .NET pattern to find; its backslashes are doubled.', {
      graphKey: 'RegularExpression',
    }),
    optional('regexGroupName', 'String', 'The name of the group in the pattern that is replaced or yielded.', {
      graphKey: 'RegularExpressionGroupName',
    }),
    optional('replacementValue', 'String', 'What stands there instead; ${name} is what a group matched.', {
      graphKey: 'Replacement',
    }),
    optional(
      'replacementAttributeName',
      'String',
      'The attribute that the pattern is applied to when the source is empty.',
      { graphKey: 'ReplacementPropertyName' },
    ),
    optional('template', 'String', 'The text in which oldValue is replaced by the source.', { graphKey: 'Template' }),
  ],
  returns: 'String',
  meaning:
    'Replaces inside a text; which parameters are given decides how. oldValue and replacementValue: every oldValue. oldValue and template: every oldValue in the template, by the source. regexPattern and replacementValue: every match, with ${name} filled in; with regexGroupName only what that group matched. regexPattern, regexGroupName and replacementAttributeName: the source if it has a value, else what the group matches in the other attribute. Without a match the text stays.',
  example: { expression: 'Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', result: '72 for john_doe72' },
  problemOf: combinationProblem,
  bind: bindReplace,
};

function combinationProblem(node: CallNode): CallProblem | null {
  if (replaceMode(node) !== null) return null;
  const message =
    'Replace needs one of these combinations: oldValue with replacementValue or template, or regexPattern with replacementValue (and perhaps regexGroupName), or with regexGroupName and replacementAttributeName; leave the other positions blank: Replace(source, "old", , , "new", , ).';
  return { code: 'replaceCombination', message };
}

function bindReplace(call: BoundCall): Evaluator {
  switch (replaceMode(call.node)) {
    case 'text':
      return bindText(call);
    case 'template':
      return bindTemplate(call);
    case 'group':
      return bindGroup(call);
    case 'fallback':
      return bindFallback(call);
    case 'pattern':
    case null:
      return bindPattern(call);
  }
}

function bindText(call: BoundCall): Evaluator {
  const [source, oldValue, replacement] = [
    argument(call, 0),
    argument(call, positions.oldValue),
    argument(call, positions.replacement),
  ];
  return (frame) => {
    const wanted = singleText(oldValue(frame), call) ?? '';
    const instead = singleText(replacement(frame), call) ?? '';
    return mapText(source(frame), (text) => replaceText(text, wanted, instead));
  };
}

function bindTemplate(call: BoundCall): Evaluator {
  const [source, oldValue, template] = [
    argument(call, 0),
    argument(call, positions.oldValue),
    argument(call, positions.template),
  ];
  return (frame) => {
    const wanted = singleText(oldValue(frame), call) ?? '';
    const whole = singleText(template(frame), call) ?? '';
    return mapText(source(frame), (text) => replaceText(whole, wanted, text));
  };
}

function bindPattern(call: BoundCall): Evaluator {
  const [source, pattern, replacement] = [
    argument(call, 0),
    argument(call, positions.pattern),
    argument(call, positions.replacement),
  ];
  const regexOf = patternCache(call);
  return (frame) => {
    const regex = regexOf(pattern(frame));
    const instead = singleText(replacement(frame), call) ?? '';
    return mapText(source(frame), (text) => orFail(regex.replace(text, instead), call));
  };
}

/** Replaces only the part of each match that the named group matched. */
function bindGroup(call: BoundCall): Evaluator {
  const [source, pattern, group, replacement] = [
    argument(call, 0),
    argument(call, positions.pattern),
    argument(call, positions.group),
    argument(call, positions.replacement),
  ];
  const regexOf = patternCache(call);
  return (frame) => {
    const regex = regexOf(pattern(frame));
    const name = groupName(regex, group(frame), call);
    const instead = singleText(replacement(frame), call) ?? '';
    return mapText(source(frame), (text) => {
      let result = '';
      let done = 0;
      for (const match of orFail(regex.matches(text), call)) {
        const span = match.group(name);
        if (span === null || span.start < done) continue;
        result += text.slice(done, span.start) + instead;
        done = span.end;
      }
      return result + text.slice(done);
    });
  };
}

function bindFallback(call: BoundCall): Evaluator {
  const [source, pattern, group, other] = [
    argument(call, 0),
    argument(call, positions.pattern),
    argument(call, positions.group),
    argument(call, positions.fallback),
  ];
  const regexOf = patternCache(call);
  return (frame) => {
    const value = source(frame);
    if (!isEmpty(value)) return value;
    const regex = regexOf(pattern(frame));
    const name = groupName(regex, group(frame), call);
    return mapText(other(frame), (text) => {
      const span = orFail(regex.matches(text), call)[0]?.group(name) ?? null;
      return span === null ? null : text.slice(span.start, span.end);
    });
  };
}

function replaceText(text: string, wanted: string, instead: string): string {
  return wanted === '' ? text : text.replaceAll(wanted, () => instead);
}

/** Patterns are constants as a rule: compiled at their first use and kept while they stay the same. */
function patternCache(call: BoundCall): (pattern: Value) => DotNetRegex {
  let latest: DotNetRegex | null = null;
  return (value) => {
    const pattern = singleText(value, call) ?? '';
    if (latest?.pattern === pattern) return latest;
    const compiled = compileDotNetRegex(pattern);
    if (!compiled.ok) throw failure(call.node.start, 'regexInvalid', compiled.message);
    latest = compiled.regex;
    return latest;
  };
}

function groupName(regex: DotNetRegex, value: Value, call: BoundCall): string {
  const name = singleText(value, call) ?? '';
  if (regex.groupNames.has(name)) return name;
  throw failure(
    call.node.start,
    'regexGroupUnknown',
    `The pattern of Replace has no group ${name}; name it in the pattern: (?<${name}>…).`,
  );
}

function orFail<T>(result: RegexResult<T>, call: BoundCall): T {
  if (result.ok) return result.value;
  throw failure(call.node.start, result.code, result.message);
}

/** Replace, the function with a table of its own. */
export const replaceFunctions: readonly FunctionDefinition[] = [replace];
