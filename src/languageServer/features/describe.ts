import { type MarkupContent, MarkupKind } from 'vscode-languageserver';
import { signatureOf } from '../../expressions/functions/callProblems.ts';
import type { FunctionDefinition, Parameter } from '../../expressions/functions/definition.ts';
import type { ScopingOperator } from '../../job/scopingOperators.ts';
import { inlineCode } from '../../protocol/safeText.ts';
import type { AttributeTraits } from '../documents/documentModel.ts';

/** Markdown as the protocol wants it. */
export function markdown(...paragraphs: readonly string[]): MarkupContent {
  return { kind: MarkupKind.Markdown, value: paragraphs.filter((each) => each !== '').join('\n\n') };
}

/** A text as code: nothing in it is interpreted, whatever it holds. */
export function code(text: string): string {
  return inlineCode(text.replaceAll(/\s*[\r\n]+\s*/g, ' '), ' ');
}

/** A function: what it yields, its parameters, an example with its result, and what to beware of. */
export function describeFunction(definition: FunctionDefinition): MarkupContent {
  const { meaning, parameters, example, restrictions = [] } = definition;
  return markdown(
    code(signatureOf(definition)),
    meaning,
    parameters.map((parameter) => `- ${describeParameter(parameter)}`).join('\n'),
    `Example: ${code(example.expression)} gives ${code(example.result)}`,
    restrictions.join('\n\n'),
  );
}

/** A parameter: name, type, meaning, and the words that it takes. */
export function describeParameter({ name, type, required, meaning, choices = [] }: Parameter): string {
  const words = choices.length === 0 ? '' : ` One of ${choices.map(code).join(', ')}.`;
  return `${code(name)} (${type}${required ? '' : ', optional'}): ${meaning}${words}`;
}

/** An attribute as its object defines it. */
export function describeAttribute(attribute: AttributeTraits, object: string, directory: string): string {
  return `${code(attribute.name)}: ${traitsOf(attribute)}, of ${code(object)} in ${code(directory)}`;
}

/** What there is to know of an attribute, in a few words. */
export function traitsOf({ type, multivalued, required, anchor, caseExact, mutability }: AttributeTraits): string {
  return [
    type,
    ...(multivalued ? ['multi-valued'] : []),
    ...(required ? ['required'] : []),
    ...(anchor ? ['anchor'] : []),
    ...(caseExact ? ['case-sensitive'] : []),
    ...(mutability === 'ReadWrite' ? [] : [mutability]),
  ].join(', ');
}

/** A scoping filter's operator: when its clause is true. */
export function describeOperator({ name, meaning, supportedAttributeTypes }: ScopingOperator): string {
  return `${code(name)} is true when ${meaning}. For ${supportedAttributeTypes.join(', ')} attributes.`;
}
