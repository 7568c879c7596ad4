import type { CodeLens } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';
import { evaluateCommand, type Sample } from '../sampleProtocol.ts';
import { fits } from './evaluate.ts';
import { rangeOf } from './ranges.ts';

/** *Evaluate on user* above each expression; with the sample's name once one was chosen. */
export function codeLenses(model: DocumentModel, sample: Sample | null): CodeLens[] {
  return model.expressions
    .filter(({ outermost }) => outermost)
    .map((expression) => {
      const range = rangeOf(model, expression.literal);
      const title =
        sample !== null && fits(sample, expression) ? `Evaluate on ${sample.displayName}` : 'Evaluate on user';
      return { range, command: { title, command: evaluateCommand, arguments: [model.document.uri, range.start] } };
    });
}
