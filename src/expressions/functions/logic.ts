import { compare } from '../comparison.ts';
import { EvaluationStop, type Evaluator, failure, type Frame, quoted } from '../evaluation.ts';
import type { CallNode } from '../syntax/syntaxTree.ts';
import type { Value } from '../value.ts';
import { isEmpty, toText } from '../valueText.ts';
import { argument, singleText } from './arguments.ts';
import type { BoundCall, CallProblem, FunctionDefinition } from './definition.ts';
import { optional, required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

/**
 * Whether a condition holds: true, a number other than zero, or the text `True`; null and empty fail the check.
 */
export function holds(value: Value, call: BoundCall, frame: Frame): boolean {
  if (typeof value === 'boolean') return value;
  const written = singleText(value, call);
  if (written === null || written === '' || /^false$/iu.test(written)) return false;
  if (/^true$/iu.test(written)) return true;
  if (/^[-+]?\d+(?:\.\d+)?$/u.test(written)) return compare(written, '<>', 0, frame.budget);
  throw failure(
    call.node.start,
    'conditionExpected',
    text`${call.node.name} needs a comparison, True or False as its condition, not ${quoted(value, frame)}.`,
  );
}

const iif: FunctionDefinition = {
  name: 'IIF',
  dialect: 'provisioning',
  parameters: [
    required(
      'condition',
      'Condition',
      text`A comparison such as [country]="USA", or anything that yields true or false.`,
    ),
    optional('valueIfTrue', 'Any', text`The result when the condition holds; null when its place is blank.`),
    optional('valueIfFalse', 'Any', text`The result when it does not; null when left off.`),
  ],
  returns: 'Argument',
  meaning: text`Yields one of two values, depending on a condition. Only the chosen branch is evaluated. There is no AND and no OR: nest a second IIF in the true branch for AND, in the false branch for OR.`,
  example: {
    expression: 'IIF([country]="USA",[country],[department])',
    result: text`the country if it is USA, otherwise the department`,
  },
  restrictions: [
    text`A condition on an attribute that is null or empty is documented as unsupported; Switch([x],[x],"","Other") does the same safely.`,
    text`IgnoreFlowIfNullOrEmpty must not be the condition.`,
  ],
  problemOf: iifProblem,
  bind: (call) => {
    const [condition, whenTrue, whenFalse] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    return (frame) => (holds(condition(frame), call, frame) ? whenTrue(frame) : whenFalse(frame));
  },
};

function iifProblem({ arguments: given }: CallNode): CallProblem | null {
  if (given.length < 2) {
    return {
      code: 'argumentMissing',
      message: text`IIF needs the values to choose from after its condition: IIF(condition, valueIfTrue, valueIfFalse).`,
    };
  }
  if (!isCallTo(given[0], 'IgnoreFlowIfNullOrEmpty')) return null;
  return {
    code: 'iifIgnoreFlowCondition',
    message: text`IgnoreFlowIfNullOrEmpty cannot be the condition of IIF; put the IIF inside IgnoreFlowIfNullOrEmpty instead.`,
  };
}

const switchFunction: FunctionDefinition = {
  name: 'Switch',
  dialect: 'provisioning',
  parameters: [
    required('source', 'Any', text`The value to look up.`),
    optional('defaultValue', 'Any', text`The result when no key matches; leave it blank for null.`),
    required(
      'key',
      'String',
      text`A value of the source, compared exactly and with letter case; "" matches null and empty.`,
      { repeating: true, graphKey: 'switchValue' },
    ),
    required('value', 'Any', text`The result for the key before it.`, { repeating: true, graphKey: 'switchValue' }),
  ],
  returns: 'Argument',
  meaning: text`Looks a value up among keys and yields the value after the first key that equals it, else the default. Null and empty match the key "". Only what is needed is evaluated.`,
  example: {
    expression: 'Switch([state], "Australia/Sydney", "QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")',
    result: text`Australia/Brisbane for the state QLD`,
  },
  restrictions: [
    text`The number of parameters is always even; a default that is not wanted is left blank.`,
    text`IsPresent, IsNull and IsNullOrEmpty should not be the source.`,
    text`Not for reference attributes such as manager.`,
  ],
  problemOf: oddSwitch,
  bind: bindSwitch,
};

function oddSwitch(node: CallNode): CallProblem | null {
  if (node.arguments.length % 2 === 0) return null;
  const message = text`Switch takes a source, a default and then pairs of key and value, an even number in all; leave the default blank if there is none: Switch(source, , "key", "value").`;
  return { code: 'switchOdd', message };
}

function bindSwitch(call: BoundCall): Evaluator {
  const [source, fallback] = [argument(call, 0), argument(call, 1)];
  const cases: { readonly key: Evaluator; readonly value: Evaluator }[] = [];
  for (let index = 2; index + 1 < call.arguments.length; index += 2)
    cases.push({ key: argument(call, index), value: argument(call, index + 1) });
  return (frame) => {
    const wanted = singleText(source(frame), call) ?? '';
    for (const { key, value } of cases) if (wanted === (toText(key(frame)) ?? '')) return value(frame);
    return fallback(frame);
  };
}

const coalesce: FunctionDefinition = {
  name: 'Coalesce',
  dialect: 'provisioning',
  parameters: [
    required('source', 'Any', text`A value to take if it is not null; the last one serves as the default.`, {
      repeating: true,
    }),
  ],
  returns: 'Argument',
  meaning: text`Yields the first of its values that is not null, or null when all are. An empty text is not null: Switch([a],[a],"",[b]) skips that as well.`,
  example: {
    expression: 'Coalesce([mail],[userPrincipalName])',
    result: text`the mail address, or the user principal name of a user without one`,
  },
  bind: (call) => (frame) => {
    for (const source of call.arguments) {
      const value = source?.(frame) ?? null;
      if (value !== null) return value;
    }
    return null;
  },
};

const not: FunctionDefinition = {
  name: 'Not',
  dialect: 'provisioning',
  parameters: [required('source', 'Boolean', text`True or False.`)],
  returns: 'Boolean',
  meaning: text`Yields False when the source is True, and True for anything else.`,
  example: { expression: 'Not([IsSoftDeleted])', result: text`True for a user who is not deleted` },
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      const value = source(frame);
      return typeof value === 'boolean' ? !value : !/^true$/iu.test(singleText(value, call) ?? '');
    };
  },
};

const cBool: FunctionDefinition = {
  name: 'CBool',
  dialect: 'provisioning',
  parameters: [required('expression', 'Condition', text`A number or a comparison.`)],
  returns: 'Boolean',
  meaning: text`Yields True for a comparison that holds and for a number other than zero, else False.`,
  example: {
    expression: 'CBool([attribute1] = [attribute2])',
    result: text`True when both attributes have the same value`,
  },
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => holds(source(frame), call, frame);
  },
};

const ignoreFlow: FunctionDefinition = {
  name: 'IgnoreFlowIfNullOrEmpty',
  dialect: 'provisioning',
  parameters: [required('expression', 'Any', text`The value to flow.`)],
  returns: 'Argument',
  meaning: text`Yields its value; when that is null or empty, the target attribute is left alone in this flow.`,
  example: {
    expression: 'IgnoreFlowIfNullOrEmpty([department])',
    result: text`the department; nothing flows for a user without one`,
  },
  restrictions: [text`Must not be the condition of IIF.`],
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      const value = source(frame);
      if (isEmpty(value)) throw new EvaluationStop({ kind: 'ignoreAttribute' });
      return value;
    };
  },
};

const redact: FunctionDefinition = {
  name: 'Redact',
  dialect: 'provisioning',
  parameters: [required('value', 'Any', text`The value that logs must not show.`)],
  returns: 'Argument',
  meaning: text`Yields its value unchanged; logs, previews and messages show [Redact] instead.`,
  example: {
    expression: 'Redact([userPrincipalName])',
    result: text`the user principal name, shown as [Redact] in logs`,
  },
  bind: (call) => {
    const source = argument(call, 0);
    return (frame) => {
      frame.redacted = true;
      return source(frame);
    };
  },
};

const error: FunctionDefinition = {
  name: 'Error',
  dialect: 'cloud-sync',
  parameters: [required('message', 'String', text`What the log says.`)],
  returns: 'String',
  meaning: text`Fails the object with a message of your own.`,
  example: {
    expression: 'IIF(IsPresent([accountName]),[accountName],Error("AccountName is required"))',
    result: text`an error for a user without an account name`,
  },
  bind: (call) => {
    const message = argument(call, 0);
    return (frame) => {
      throw failure(
        call.node.start,
        'errorFunction',
        frame.confidential
          ? '[Redact]'
          : (toText(message(frame)) ?? text`The mapping failed this object with Error().`),
      );
    };
  },
};

/** Whether a node calls a function, whatever the case it is written in. */
export function isCallTo(
  node: CallNode['arguments'][number] | undefined,
  ...names: readonly string[]
): node is CallNode {
  return node?.kind === 'call' && names.some((name) => name.toLowerCase() === node.name.toLowerCase());
}

/** Functions that choose, decide and steer the flow. */
export const logicFunctions: readonly FunctionDefinition[] = [
  iif,
  switchFunction,
  coalesce,
  not,
  cBool,
  ignoreFlow,
  redact,
  error,
];
