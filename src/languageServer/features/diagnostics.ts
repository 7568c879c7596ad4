import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { JobProblem } from '../../job/job.ts';
import { readExportedDocument } from '../../job/readExportedSchema.ts';
import { readJobDocument } from '../../job/readJob.ts';
import { render } from '../../protocol/text.ts';
import type { DocumentModel } from '../documents/documentModel.ts';
import { findingsIn, spanInDocument } from './expressionFindings.ts';
import { rangeOf } from './ranges.ts';

/** The name under which our diagnostics are listed. */
export const diagnosticSource = 'Dropbox Provisioning';

/** What a diagnostic carries to its quick fixes, which an editor hands back as it is (Language Server Protocol 3.16, `Diagnostic.data`). */
export interface DiagnosticData {
  /** What its message speaks of. */
  readonly about: string;
}

const found = new WeakMap<DocumentModel, Diagnostic[]>();

/**
 * Everything that is wrong with a document, and the hints of the expression checker, which do not stop a job. A version is
 * checked once.
 */
export function diagnosticsOf(model: DocumentModel): Diagnostic[] {
  const known = found.get(model);
  if (known !== undefined) return known;
  const diagnostics = check(model);
  found.set(model, diagnostics);
  return diagnostics;
}

function check(model: DocumentModel): Diagnostic[] {
  const { problems } = model.kind === 'job' ? readJobDocument(model.json) : readExportedDocument(model.json);
  return [...problems.map((problem) => problemDiagnostic(model, problem)), ...hintsOf(model)];
}

function problemDiagnostic(model: DocumentModel, problem: JobProblem): Diagnostic {
  const { code, message, about, severity, offset, length } = problem;
  return {
    range: rangeOf(model, { start: offset, end: offset + length }),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: diagnosticSource,
    code,
    message: render(message, model.t),
    ...(about !== undefined && { data: { about } satisfies DiagnosticData }),
  };
}

function hintsOf(model: DocumentModel): readonly Diagnostic[] {
  return model.expressions
    .filter(({ outermost }) => outermost)
    .flatMap((expression) =>
      findingsIn(model, expression)
        .filter(({ severity }) => severity === 'information')
        .map(({ code, message, offset, length }) => ({
          range: rangeOf(model, spanInDocument(expression, offset, offset + length)),
          severity: DiagnosticSeverity.Information,
          source: diagnosticSource,
          code,
          message: render(message, model.t),
        })),
    );
}
