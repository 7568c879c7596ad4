import { checkSchema } from './checkSchema.ts';
import { completeSchema } from './completeJob.ts';
import { withCurrentSources } from './currentSource.ts';
import { type DocumentKind, documentKindOf } from './documentKind.ts';
import type { JobProblem } from './job.ts';
import { readSchemaShape } from './jobDocument.ts';
import { type Findings, type JobFinding, type JobPath, takeFindings } from './jobFinding.ts';
import { locateProblems } from './jobProblems.ts';
import { type JsonDocument, parseJsonDocument } from './jsonDocument.ts';
import type { SynchronizationSchema } from './schema.ts';
import { shapeFindings } from './shapeFindings.ts';
import { text } from '../protocol/text.ts';

/**
 * What reading an exported schema comes to: the schema when nothing in it is an error, and every problem found. A part of
 * a schema in Entra's internal form is no error, and no schema either.
 */
export interface SchemaReading {
  readonly schema: SynchronizationSchema | null;
  readonly problems: readonly JobProblem[];
}

/**
 * Reads Graph's `synchronizationSchema` as the portal exports it or `GET …/synchronization/jobs/{id}/schema` answers it, also inside a
 * template: checked like a job file's `schema`, with unknown members kept. Never throws. Use `decodeDocument` on the file's bytes.
 */
export function readExportedSchema(text: string): SchemaReading {
  return readExportedDocument(parseJsonDocument(text));
}

/** The same for a text that is parsed already. */
export function readExportedDocument(document: JsonDocument): SchemaReading {
  if (document.value === undefined) return failed(document, []);
  const kind = documentKindOf(document.value);
  if (kind.kind === 'foreign') return failed(document, [{ ...finding(kind), path: [] }]);
  const path = kind.kind === 'schema' ? kind.path : [];
  const value = valueAt(document.value, path);
  const shape = readSchemaShape(value);
  const notes = kind.kind === 'schema' && kind.within !== null ? [wrapped(path)] : [];
  if (shape.document === null)
    return failed(document, [...notes, ...takeFindings(below(path, shapeFindings(shape.errors, value)))]);
  const schema = completeSchema(shape.document);
  const findings = [...notes, ...takeFindings(checkSchema(schema, { path }))];
  if (findings.some(({ severity }) => severity === 'error')) return failed(document, findings);
  return { schema: withCurrentSources(schema), problems: locateProblems(document, findings) };
}

function failed(document: JsonDocument, findings: readonly JobFinding[]): SchemaReading {
  return { schema: null, problems: locateProblems(document, findings) };
}

function finding({ code, severity, message }: Extract<DocumentKind, { kind: 'foreign' }>): Omit<JobFinding, 'path'> {
  return { code, severity, message };
}

function wrapped(path: JobPath): JobFinding {
  const message = text`This is a synchronization template from Microsoft Graph; the schema in it is what is checked, edited and imported.`;
  return { code: 'synchronization-template', severity: 'warning', message, path, at: 'key' };
}

function valueAt(value: unknown, path: JobPath): unknown {
  return path.reduce<unknown>(
    (holder, segment) =>
      typeof holder === 'object' && holder !== null
        ? (holder as Readonly<Record<string, unknown>>)[segment]
        : undefined,
    value,
  );
}

function* below(path: JobPath, findings: Findings): Findings {
  for (const each of findings) yield { ...each, path: [...path, ...each.path] };
}
