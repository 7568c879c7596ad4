import { checkBusinessTarget } from './checkBusinessTarget.ts';
import { checkExecutor } from './checkExecutor.ts';
import { checkNotification } from './checkNotification.ts';
import { checkRemoval } from './checkRemoval.ts';
import { checkSchema } from './checkSchema.ts';
import { completeJob, completeSchema } from './completeJob.ts';
import type { JobReading } from './job.ts';
import { defaultProvisioning } from './jobDefaults.ts';
import {
  type JobDocument,
  readJobShape,
  readSchemaShape,
  type SchemaDocument,
  type ShapeReading,
} from './jobDocument.ts';
import { type Findings, takeFindings } from './jobFinding.ts';
import { checkHosts } from './lookAlikeHost.ts';
import { locateProblems } from './jobProblems.ts';
import { type JsonDocument, parseJsonDocument } from './jsonDocument.ts';
import { shapeFindings } from './shapeFindings.ts';

/**
 * Reads a job file: JSON with comments, with or without a byte order mark. Never throws, whatever the text.
 *
 * The job is null when any problem is an error. Offsets, lines and columns leave a byte order mark out of account, as VS Code does.
 */
export function readJob(text: string): JobReading {
  return readJobDocument(parseJsonDocument(text));
}

/** The same for a text that is parsed already. */
export function readJobDocument(document: JsonDocument): JobReading {
  if (document.value === undefined) return { job: null, problems: locateProblems(document, []) };
  const shape = readJobShape(document.value);
  const findings = takeFindings(findingsIn(shape, document.value));
  const problems = locateProblems(document, findings);
  const failed = shape.document === null || findings.some((finding) => finding.severity === 'error');
  return failed ? { job: null, problems } : { job: completeJob(shape.document), problems };
}

function* findingsIn(shape: ShapeReading<JobDocument>, value: unknown): Findings {
  yield* shapeFindings(shape.errors, value);
  if (shape.document !== null) {
    yield* checkExecutor(shape.document);
    yield* checkNotification(shape.document);
    yield* checkHosts(shape.document);
    yield* checkRemoval(shape.document);
  }
  const schema = shape.document === null ? soundSchemaIn(value) : shape.document.schema;
  if (!schema) return;
  const whole = completeSchema(schema);
  yield* checkSchema(whole, {
    path: ['schema'],
    scope: shape.document?.provisioning?.scope ?? defaultProvisioning.scope,
  });
  if (shape.document !== null) yield* checkBusinessTarget(shape.document, whole);
}

/** The schema of a document that is wrong elsewhere, so that a person sees at once all that is wrong. */
function soundSchemaIn(value: unknown): SchemaDocument | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return readSchemaShape(value.schema).document;
}
