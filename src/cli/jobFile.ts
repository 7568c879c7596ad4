import {
  isInherited,
  readFileWithin,
  readInheritedWithin,
  UnfitFileError,
} from '../directories/files/readFileWithin.ts';
import { decodeDocument } from '../job/decodeDocument.ts';
import { longestDocument } from '../job/jsonDocument.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { formatProblem } from '../job/jobProblems.ts';
import { readJob } from '../job/readJob.ts';
import { InvalidFileError, isSystemError, UsageError } from './failures.ts';
import { programName } from './help.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

export interface JobFile {
  readonly text: string;
  readonly job: ProvisioningJob;
}

/**
 * Reads and checks a job file; mentions its warnings.
 * @throws UsageError when the file cannot be read
 * @throws InvalidFileError when the job has errors
 */
export async function readJobFile(path: string, terminal: Terminal): Promise<JobFile> {
  const text = await readDocument(path);
  const { job, problems } = readJob(text);
  if (job === null) throw new InvalidFileError(path, problems);
  for (const problem of problems) {
    // What concerns where the token goes is told before it goes there.
    if (problem.code === 'look-alike-host') terminal.note(printable(formatProblem(path, problem)));
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? 'a warning' : `${problems.length} warnings`;
    terminal.note(printable(`${path} has ${count}: ${programName} validate ${path}`));
  }
  return { text, job };
}

/**
 * The text of a file, in UTF-8 or UTF-16 with a byte order mark.
 * @throws UsageError when it cannot be read
 */
export async function readDocument(path: string): Promise<string> {
  try {
    return decodeDocument(await (isInherited(path) ? readInheritedWithin : readFileWithin)(path, mostBytes));
  } catch (error) {
    if (error instanceof UnfitFileError) throw new UsageError(`${path} cannot be read: ${error.message}`);
    if (!isSystemError(error)) throw error;
    throw new UsageError(`${path} cannot be read: ${explanations[error.code ?? ''] ?? error.message}`);
  }
}

/** No character takes more in UTF-8; of these, and of fewer bytes, the document itself says how many it may have. */
const mostBytes = 4 * longestDocument;

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path, which is relative to the current directory.',
  EACCES: 'you may not read it. Check its permissions.',
};
