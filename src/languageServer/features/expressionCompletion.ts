import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { type Completion, completionsAt } from '../../expressions/assist/completions.ts';
import { signatureOf } from '../../expressions/functions/callProblems.ts';
import type { FunctionDefinition } from '../../expressions/functions/definition.ts';
import type { Localize } from '../../protocol/localize.ts';
import { sourceAttributesOf } from '../documents/catalogue.ts';
import type { AttributeTraits, DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import { describeFunction, traitsOf } from './describe.ts';
import { spanInDocument } from './expressionFindings.ts';
import { rangeOf } from './ranges.ts';

/** What may be written at a document offset inside an expression, as the protocol wants it. */
export function completeExpression(
  model: DocumentModel,
  expression: LocatedExpression,
  offset: number,
  { snippets }: { readonly snippets: boolean },
): CompletionItem[] {
  const { literal, mapping } = expression;
  const { dialect } = mapping.objectMapping;
  const attributes = sourceAttributesOf(mapping.objectMapping);
  const { from, to, word, items } = completionsAt(literal.value, literal.toValue(offset), { dialect, attributes });
  const range = rangeOf(model, spanInDocument(expression, from, to));
  return items.map((completion) => {
    const { text, filter, ...item } = itemOf(completion, { snippets, bracketed: word === 'attribute', t: model.t });
    const { label } = completion;
    const newText = jsonEscaped(text);
    return {
      label,
      sortText: `${ranks[completion.kind]} ${label}`,
      filterText: jsonEscaped(filter),
      textEdit: { range, newText },
      ...item,
    };
  });
}

/** Lower comes first. */
const ranks = { choice: 0, attribute: 1, function: 2, constant: 3 } as const;

/** What is special about an item of its kind; `filter` is what the typed text is compared with, from the word's beginning. */
function itemOf(
  completion: Completion<AttributeTraits>,
  { snippets, bracketed, t }: { readonly snippets: boolean; readonly bracketed: boolean; readonly t: Localize },
): Partial<CompletionItem> & { readonly text: string; readonly filter: string } {
  const { kind, label, insert } = completion;
  switch (kind) {
    case 'choice':
      return { kind: CompletionItemKind.EnumMember, text: insert, filter: insert };
    case 'constant':
      return { kind: CompletionItemKind.Constant, text: insert, filter: insert };
    case 'attribute':
      return {
        kind: CompletionItemKind.Field,
        text: insert,
        filter: bracketed ? insert : label,
        detail: traitsOf(completion.attribute, t),
      };
    case 'function': {
      const isSnippet = snippets && !completion.isCalled;
      return {
        kind: CompletionItemKind.Function,
        text: isSnippet ? callSnippet(completion.definition) : label,
        filter: label,
        insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        detail: signatureOf(completion.definition),
        documentation: describeFunction(completion.definition, t),
      };
    }
  }
}

/** A call with a stop for each required parameter; nothing stands in the positions of optional ones before them. */
function callSnippet({ name, parameters }: FunctionDefinition): string {
  const last = parameters.findLastIndex(({ required }) => required);
  if (parameters.length === 0) return `${name}()$0`;
  if (last < 0) return `${name}($1)$0`;
  const stops = parameters
    .slice(0, last + 1)
    .map((parameter, index) => (parameter.required ? `\${${index + 1}:${parameter.name}}` : ''));
  return `${name}(${stops.join(', ')})$0`;
}
