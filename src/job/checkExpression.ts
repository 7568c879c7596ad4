import { check } from '../expressions/checker.ts';
import type { CompiledExpression } from '../expressions/compile.ts';
import type { CheckEnvironment } from '../expressions/check/environment.ts';
import type { Findings, JobFinding } from './jobFinding.ts';

/** Where a part of an expression stands: in the JSON string of its text, or at the source when only its tree is written. */
export type Place = (start: number, end: number) => Pick<JobFinding, 'path' | 'span'>;

/** What the expression checker finds, at its place in the document; the codes are the checker's. */
export function* checkExpression(compiled: CompiledExpression, environment: CheckEnvironment, place: Place): Findings {
  for (const { code, severity, message, offset, length } of check(compiled, environment)) {
    if (severity !== 'information') yield { code, severity, message, ...place(offset, offset + length) };
  }
}
