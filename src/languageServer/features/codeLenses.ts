import type { CodeLens } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';
import { evaluateCommand, type Sample } from '../sampleProtocol.ts';
import { fits } from './evaluate.ts';
import { nodeRange, rangeOf } from './ranges.ts';

/**
 * *Evaluate on user* above each expression; with the sample's name once one was chosen. A lens belongs to the member's name:
 * VS Code drops one whose text is emptied, and the lines would jump while the expression is typed anew.
 */
export function codeLenses(model: DocumentModel, sample: Sample | null): CodeLens[] {
  return model.expressions
    .filter(({ outermost }) => outermost)
    .map((expression) => {
      const name = expression.node.parent?.children?.[0] ?? expression.node;
      const { start } = rangeOf(model, expression.literal);
      const title =
        sample !== null && fits(sample, expression)
          ? model.t('Evaluate on {0}', sample.displayName)
          : model.t('Evaluate on user');
      const command = { title, command: evaluateCommand, arguments: [model.document.uri, start] };
      return { range: nodeRange(model, name), command };
    });
}
