import { type Text, text } from '../protocol/text.ts';

/** Where something stands in a document: member names and array indexes from the root. */
export type JobPath = readonly (string | number)[];

/**
 * Something wrong with a job, named by where it stands in the document rather than by offset, so that the checks need
 * not know the text. `locateFindings` turns it into a `JobProblem`.
 */
export interface JobFinding {
  /** Stable; kebab-case, but for the expression checker's own codes. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to write instead. */
  readonly message: Text;
  /** What the message speaks of, for whoever mends it: the member that is missing, the attribute that nothing is mapped to. */
  readonly about?: string;
  /** Where: members and array indexes from the root of what was checked. */
  readonly path: JobPath;
  /** Whether the member's name or its value is at fault; the value when absent. */
  readonly at?: 'key' | 'value';
  /** A part of the string value at `path`, in UTF-16 units of the string that the JSON stands for. */
  readonly span?: { readonly start: number; readonly end: number };
}

/** Where a schema stands in its document, and the scope of its job when there is one. */
export interface SchemaPlace {
  readonly path: JobPath;
  readonly scope?: 'assigned' | 'all';
}

/** What a check finds, one after another, and what it then knows; whoever takes them may stop early. */
export type Findings<Result = void> = Generator<JobFinding, Result>;

const mostErrors = 1000;
const mostFindings = 5000;

/**
 * Takes findings until there are more errors than a person would read; a hostile file has millions. Of warnings there may be
 * more; where they do not end either, an error says that the rest was not checked.
 */
export function takeFindings(findings: Iterable<JobFinding>): readonly JobFinding[] {
  const taken: JobFinding[] = [];
  let errors = 0;
  for (const finding of findings) {
    taken.push(finding);
    if (finding.severity === 'error') errors += 1;
    if (errors === mostErrors) break;
    if (taken.length === mostFindings) {
      taken.push(tooMany(finding.path));
      break;
    }
  }
  return taken;
}

function tooMany(path: JobPath): JobFinding {
  const message = text`There are more than ${mostFindings} warnings, and what comes after them was not checked: correct these first.`;
  return { code: 'too-many-problems', severity: 'error', message, path };
}
