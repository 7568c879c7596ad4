import { type MarkupContent, MarkupKind } from 'vscode-languageserver';
import { signatureOf } from '../../expressions/functions/callProblems.ts';
import type { FunctionDefinition, Parameter } from '../../expressions/functions/definition.ts';
import type { ScopingOperator } from '../../job/scopingOperators.ts';
import type { Localize } from '../../protocol/localize.ts';
import { inlineCode } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';
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
export function describeFunction(definition: FunctionDefinition, t: Localize): MarkupContent {
  const { meaning, parameters, example, restrictions = [] } = definition;
  return markdown(
    code(signatureOf(definition)),
    render(meaning, t),
    parameters.map((parameter) => `- ${describeParameter(parameter, t)}`).join('\n'),
    t('Example: {0} gives {1}', code(example.expression), code(render(example.result, t))),
    restrictions.map((restriction) => render(restriction, t)).join('\n\n'),
  );
}

/** A parameter: name, type, meaning, and the words that it takes. */
export function describeParameter({ name, type, required, meaning, choices = [] }: Parameter, t: Localize): string {
  const head = required ? `${code(name)} (${type})` : t('{0} ({1}, optional)', code(name), type);
  const told = `${head}: ${render(meaning, t)}`;
  return choices.length === 0 ? told : t('{0} One of {1}.', told, choices.map(code).join(', '));
}

/** An attribute as its object defines it. */
export function describeAttribute(attribute: AttributeTraits, object: string, directory: string, t: Localize): string {
  return t('{0}: {1}, of {2} in {3}', code(attribute.name), traitsOf(attribute, t), code(object), code(directory));
}

/** What there is to know of an attribute, in a few words. */
export function traitsOf(attribute: AttributeTraits, t: Localize): string {
  const { type, multivalued, required, anchor, caseExact, mutability } = attribute;
  return [
    type,
    ...(multivalued ? [t('multi-valued')] : []),
    ...(required ? [t('required')] : []),
    ...(anchor ? [t('anchor')] : []),
    ...(caseExact ? [t('case-sensitive')] : []),
    ...(mutability === 'ReadWrite' ? [] : [mutability]),
  ].join(', ');
}

/** A scoping filter's operator: when its clause is true. */
export function describeOperator(operator: ScopingOperator, t: Localize): string {
  const { name, meaning, supportedAttributeTypes } = operator;
  const types = supportedAttributeTypes.join(', ');
  return t('{0} is true when {1}. For {2} attributes.', code(name), render(meaning, t), types);
}
