import { compile, type CompileOptions } from '../../../src/expressions/compile.ts';
import type { EvaluationContext } from '../../../src/expressions/value.ts';
import { attributesFromJson, toJsonValue } from '../../../src/expressions/valueText.ts';
import type { Finding } from '../../../src/expressions/finding.ts';
import type { ExpressionNode } from '../../../src/expressions/syntax/syntaxTree.ts';

/** A clock, a die and a tenant that are the same in every run. */
export const context: EvaluationContext = {
  now: Date.parse('2021-08-25T17:41:18Z'),
  random: () => 0.5,
  tenant: { defaultDomain: 'contoso.com' },
};

/** What an evaluation comes to, in the form that the command line prints. */
export function evaluate(
  expression: string,
  attributes: Readonly<Record<string, unknown>> = {},
  options: CompileOptions & { readonly context?: Partial<EvaluationContext> } = {},
): unknown {
  const outcome = compile(expression, options).evaluate(attributesFromJson(attributes), {
    ...context,
    ...options.context,
  });
  if (outcome.kind === 'value') return toJsonValue(outcome.value);
  return outcome.kind === 'error' ? { error: outcome.error.code } : { ignored: outcome.kind };
}

/** A tree without its offsets, in the words of the language. */
export function shape(node: ExpressionNode): unknown {
  if (node.kind === 'call') return [node.name, ...node.arguments.map(shape)];
  if (node.kind === 'comparison') return [node.operator, shape(node.left), shape(node.right)];
  return Object.fromEntries(Object.entries(node).filter(([member]) => member !== 'start' && member !== 'end'));
}

/** A text after the fix of one of its findings. */
export function applyFix(text: string, { fix }: Finding): string {
  return [...(fix?.edits ?? [])]
    .sort((one, other) => other.offset - one.offset)
    .reduce(
      (changed, { offset, length, newText }) => changed.slice(0, offset) + newText + changed.slice(offset + length),
      text,
    );
}

/** A source of random numbers in [0, 1) that repeats itself for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
