import { checkSchema } from './checkSchema.ts';
import { completeSchema } from './completeJob.ts';
import { withCurrentSources } from './currentSource.ts';
import type { JobProblem } from './job.ts';
import { readSchemaShape } from './jobDocument.ts';
import { type JobFinding, takeFindings } from './jobFinding.ts';
import { locateProblems } from './jobProblems.ts';
import { type JsonDocument, parseJsonDocument } from './jsonDocument.ts';
import type { SynchronizationSchema } from './schema.ts';
import { shapeFindings } from './shapeFindings.ts';

/**
 * What reading an exported schema comes to: the schema when nothing in it is an error, and every problem found. A part of
 * a schema in Entra's internal form is no error, and no schema either.
 */
export interface SchemaReading {
  readonly schema: SynchronizationSchema | null;
  readonly problems: readonly JobProblem[];
}

/**
 * Reads Graph's `synchronizationSchema` as the portal exports it or `GET …/synchronization/jobs/{id}/schema` answers it:
 * checked like a job file's `schema`, with unknown members kept. Never throws. Use `decodeDocument` on the file's bytes.
 */
export function readExportedSchema(text: string): SchemaReading {
  return readExportedDocument(parseJsonDocument(text));
}

/** The same for a text that is parsed already. */
export function readExportedDocument(document: JsonDocument): SchemaReading {
  if (document.value === undefined) return failed(document, []);
  const shape = readSchemaShape(document.value);
  if (shape.document === null) {
    const internal = recogniseInternalForm(document.value);
    const findings = internal === null ? shapeFindings(shape.errors, document.value) : [internal];
    return failed(document, takeFindings(findings));
  }
  const schema = completeSchema(shape.document);
  const findings = takeFindings(checkSchema(schema, { path: [] }));
  if (findings.some((finding) => finding.severity === 'error')) return failed(document, findings);
  return { schema: withCurrentSources(schema), problems: locateProblems(document, findings) };
}

function failed(document: JsonDocument, findings: readonly JobFinding[]): SchemaReading {
  return { schema: null, problems: locateProblems(document, findings) };
}

/**
 * Microsoft Entra's service also writes schemas in a form of its own, with capitalised members and numbers for words; it is
 * found as a text inside the metadata of exported rules. What its numbers mean is not documented, so it is not guessed.
 */
function recogniseInternalForm(value: unknown): JobFinding | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'object' || first === null) return null;
  const isInternal = ['AttributeMappings', 'SynchronizationRules', 'Directories'].some((name) =>
    Object.hasOwn(first, name),
  );
  if (!isInternal) return null;
  const message =
    'This is a part of a schema in the internal form of Microsoft Entra (members such as "AttributeMappings"), which cannot be used by itself: on the attribute mapping page of the portal show the advanced options, open "Review your schema here" and download the whole schema.';
  return { code: 'internal-schema-form', severity: 'warning', message, path: [] };
}
