import { compileSource } from '../expressions/compile.ts';
import { print } from '../expressions/syntax/printer.ts';
import { descendants, type ExpressionNode } from '../expressions/syntax/syntaxTree.ts';
import { currentSource } from '../job/currentSource.ts';
import type { AttributeMappingSource } from '../job/schema.ts';
import { listIn, memberOf, textIn, wordIn } from './lenientReading.ts';

/**
 * The expression of a source as people see and edit it: its text, and where Graph prints nothing for a macro (`Join("@", [a], )`),
 * the text with the macro in its place.
 */
export function shownSource(source: object): { readonly text: string; readonly tree: ExpressionNode } {
  const { text, tree } = compileSource(currentSource(readSource(source)));
  const hidden = [...descendants(tree)].some((node) => node.kind === 'macro' && !text.includes(node.name));
  return { text: hidden ? print(tree) : text, tree };
}

function readSource(source: object): AttributeMappingSource {
  const expression = memberOf(source, 'expression');
  const type = wordIn(source, 'type', ['Attribute', 'Constant', 'Function', ''], '');
  const parameters = listIn(source, 'parameters').flatMap((each) => {
    const value = memberOf(each, 'value');
    return typeof value === 'object' && value !== null ? [{ key: textIn(each, 'key'), value: readSource(value) }] : [];
  });
  return {
    expression: typeof expression === 'string' ? expression : null,
    name: textIn(source, 'name'),
    ...(type === '' ? {} : { type }),
    parameters,
  };
}
