import type { JobPath } from '../job/jobFinding.ts';
import { memberOf } from './lenientReading.ts';

/** Whether a document is an exported schema: it has rules at its root, where a job file has them in `schema`. */
export function formOf(root: object): 'job' | 'schema' {
  return Array.isArray(memberOf(root, 'synchronizationRules')) && memberOf(root, 'schema') === undefined
    ? 'schema'
    : 'job';
}

/** Where the synchronization schema stands in a document of this form. */
export function schemaPath(form: 'job' | 'schema'): JobPath {
  return form === 'job' ? ['schema'] : [];
}
