import { BoundedText, type Budget } from '../budget.ts';
import { type Evaluator, failure, type Frame, quoted } from '../evaluation.ts';
import { compileDotNetRegex, type DotNetRegex, type RegexResult } from '../regex/dotnetRegex.ts';
import type { Value } from '../value.ts';
import { isEmpty } from '../valueText.ts';
import { argument, mapText, singleText } from './arguments.ts';
import type { BoundCall, FunctionDefinition } from './definition.ts';
import { optional, required } from './parameters.ts';
import { combination, combinationProblem, positions, replaceMode } from './replaceMode.ts';
import { text } from '../../protocol/text.ts';

const replace: FunctionDefinition = {
  name: 'Replace',
  dialect: 'provisioning',
  parameters: [
    required('source', 'String', text`The text to change.`),
    optional('oldValue', 'String', text`The text to find, with letter case.`, { graphKey: 'Find' }),
    optional('regexPattern', 'String', text`The .NET pattern to find; its backslashes are doubled.`, {
      graphKey: 'RegularExpression',
    }),
    optional('regexGroupName', 'String', text`The name of the group in the pattern that is replaced or yielded.`, {
      graphKey: 'RegularExpressionGroupName',
    }),
    optional('replacementValue', 'String', text`What stands there instead; \${name} is what a group matched.`, {
      graphKey: 'Replacement',
    }),
    optional(
      'replacementAttributeName',
      'String',
      text`The attribute that the pattern is applied to when the source is empty.`,
      { graphKey: 'ReplacementPropertyName' },
    ),
    optional('template', 'String', text`The text in which oldValue is replaced by the source.`, {
      graphKey: 'Template',
    }),
  ],
  returns: 'String',
  meaning: text`Replaces inside a text; which parameters are given decides how. oldValue and replacementValue: every oldValue. oldValue and template: every oldValue in the template, by the source. regexPattern and replacementValue: every match, with \${name} filled in; with regexGroupName only what that group matched. regexPattern, regexGroupName and replacementAttributeName: the source if it has a value, else what the group matches in the other attribute. Without a match the text stays.`,
  example: { expression: 'Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', result: text`72 for john_doe72` },
  problemOf: combinationProblem,
  bind: bindReplace,
};

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
    return mapText(source(frame), (text) => replaceText(text, wanted, instead, frame.budget));
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
    return mapText(source(frame), (text) => replaceText(whole, wanted, text, frame.budget));
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
    const regex = regexOf(pattern(frame), frame);
    const instead = singleText(replacement(frame), call) ?? '';
    return mapText(source(frame), (text) => orFail(regex.replace(text, instead, frame.budget), call, frame));
  };
}

/** Replaces only the part of each match that the named group matched; the whole match where no group is named. */
function bindGroup(call: BoundCall): Evaluator {
  const [source, pattern, group, replacement] = [
    argument(call, 0),
    argument(call, positions.pattern),
    argument(call, positions.group),
    argument(call, positions.replacement),
  ];
  const regexOf = patternCache(call);
  return (frame) => {
    const regex = regexOf(pattern(frame), frame);
    const named = group(frame);
    const instead = singleText(replacement(frame), call) ?? '';
    if (isEmpty(named)) {
      return mapText(source(frame), (text) => orFail(regex.replace(text, instead, frame.budget), call, frame));
    }
    const name = groupName(regex, named, call, frame);
    return mapText(source(frame), (text) => {
      const result = new BoundedText(frame.budget);
      let done = 0;
      for (const match of orFail(regex.matches(text, frame.budget), call, frame)) {
        const span = match.group(name);
        if (span === null || span.start < done) continue;
        result.add(text.slice(done, span.start));
        result.add(instead);
        done = span.end;
      }
      result.add(text.slice(done));
      return result.toString();
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
    const regex = regexOf(pattern(frame), frame);
    const name = groupName(regex, group(frame), call, frame);
    return mapText(other(frame), (text) => {
      const span = orFail(regex.matches(text, frame.budget), call, frame)[0]?.group(name) ?? null;
      return span === null ? null : text.slice(span.start, span.end);
    });
  };
}

function replaceText(text: string, wanted: string, instead: string, budget: Budget): string {
  if (wanted === '') return text;
  budget.search(text, wanted);
  const result = new BoundedText(budget);
  let done = 0;
  for (let found = text.indexOf(wanted); found >= 0; found = text.indexOf(wanted, done)) {
    result.add(text.slice(done, found));
    result.add(instead);
    done = found + wanted.length;
  }
  if (done === 0) return text;
  result.add(text.slice(done));
  return result.toString();
}

/** Patterns are constants as a rule: compiled at their first use and kept while they stay the same. */
function patternCache(call: BoundCall): (pattern: Value, frame: Frame) => DotNetRegex {
  let latest: DotNetRegex | null = null;
  return (value, frame) => {
    const pattern = singleText(value, call) ?? '';
    if (latest?.pattern === pattern) return latest;
    if (pattern === '') throw failure(call.node.start, 'replaceCombination', combination);
    frame.budget.spend(pattern.length);
    const compiled = compileDotNetRegex(pattern);
    if (!compiled.ok) {
      const hidden = text`The pattern of Replace isn’t a .NET regular expression.`;
      throw failure(call.node.start, 'regexInvalid', frame.confidential ? hidden : compiled.message);
    }
    latest = compiled.regex;
    return latest;
  };
}

function groupName(regex: DotNetRegex, value: Value, call: BoundCall, frame: Frame): string {
  const name = singleText(value, call) ?? '';
  if (regex.groupNames.has(name)) return name;
  throw failure(
    call.node.start,
    'regexGroupUnknown',
    text`The pattern of Replace has no group ${quoted(name, frame)}; name it in the pattern: (?<name>…).`,
  );
}

function orFail<T>(result: RegexResult<T>, call: BoundCall, frame: Frame): T {
  if (result.ok) return result.value;
  const hidden = text`The pattern of Replace takes too long on this value. Make it simpler.`;
  throw failure(call.node.start, result.code, frame.confidential ? hidden : result.message);
}

/** Replace, the function with a table of its own. */
export const replaceFunctions: readonly FunctionDefinition[] = [replace];
