import { documentKindOf } from '../job/documentKind.ts';
import type { JobPath } from '../job/jobFinding.ts';
import { memberOf } from './lenientReading.ts';

/** Whether a document is a job file or an exported schema, and where its schema stands in it. */
export interface DocumentForm {
  readonly form: 'job' | 'schema';
  readonly schemaPath: JobPath;
}

/** An exported schema has rules at its root, or inside the template that Microsoft Graph answered; a job file has them in `schema`. */
export function formOf(root: object): DocumentForm {
  const kind = documentKindOf(root);
  if (kind.kind === 'schema') return { form: 'schema', schemaPath: kind.path };
  if (kind.kind === 'foreign') return { form: 'schema', schemaPath: [] };
  return { form: 'job', schemaPath: ['schema'] };
}

/** The value of the schema. */
export function schemaIn(root: object, { schemaPath }: DocumentForm): unknown {
  return schemaPath.reduce<unknown>((holder, segment) => memberOf(holder, String(segment)), root);
}
