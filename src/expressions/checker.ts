import { checkArguments } from './check/arguments.ts';
import { checkConditions } from './check/conditions.ts';
import type { CheckEnvironment, CheckSubject } from './check/environment.ts';
import { checkGrowth } from './check/growth.ts';
import { checkMacros } from './check/macros.ts';
import { checkMapping, tooLong } from './check/mapping.ts';
import { checkNames } from './check/names.ts';
import type { CompiledExpression } from './compile.ts';
import type { Finding } from './finding.ts';
import { firstByName } from './firstByName.ts';
import { descendants } from './syntax/syntaxTree.ts';

/**
 * Everything there is to say about an expression in its place, in the order of the text: what lexer and parser found, and the rules about names,
 * arguments, conditions, growth and the mapping. Codes are stable. What the environment does not say is not checked. Of an expression that is too long
 * for Entra only that is said, so that checking is bounded as evaluating is.
 */
export function check(compiled: CompiledExpression, environment: CheckEnvironment = {}): readonly Finding[] {
  const { text, tree, dialect, diagnostics } = compiled;
  const length = tooLong(text);
  if (length !== null) return [...diagnostics, length];
  const sourceAttributes = environment.sourceAttributes && firstByName(environment.sourceAttributes);
  const subject: CheckSubject = {
    text,
    tree,
    nodes: [...descendants(tree)],
    dialect,
    syntaxErrors: diagnostics.filter(({ severity }) => severity === 'error').map(({ offset }) => offset),
    environment,
    sourceAttribute: (name) => sourceAttributes?.exact.get(name) ?? null,
  };
  const findings = [checkNames, checkArguments, checkConditions, checkGrowth, checkMacros, checkMapping].flatMap(
    (rule) => rule(subject),
  );
  return [...diagnostics, ...findings].sort((one, other) => one.offset - other.offset);
}
