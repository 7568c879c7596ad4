import type { JobDocument } from './jobDocument.ts';
import type { Findings } from './jobFinding.ts';
import { text } from '../protocol/text.ts';

/** Checks that the executor can read the job's source. */
export function* checkExecutor({ executor, source }: JobDocument): Findings {
  if (executor !== 'entra' || source.kind === 'entra') return;
  const message = text`Microsoft Entra's service reads only its own tenant: with "executor": "entra" write a source of kind "entra", not ${JSON.stringify(source.kind)}, or write "executor": "local".`;
  yield { code: 'executor-needs-entra', severity: 'error', message, path: ['executor'] };
}
