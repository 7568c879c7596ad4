import { readFile } from 'node:fs/promises';
import { decodeDocument } from '../job/decodeDocument.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { readJob } from '../job/readJob.ts';
import { InvalidFileError, isSystemError, UsageError } from './failures.ts';
import { programName } from './help.ts';
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
  if (problems.length > 0) {
    const count = problems.length === 1 ? 'a warning' : `${problems.length} warnings`;
    terminal.note(`${path} has ${count}: ${programName} validate ${path}`);
  }
  return { text, job };
}

/**
 * The text of a file, in UTF-8 or UTF-16 with a byte order mark.
 * @throws UsageError when it cannot be read
 */
export async function readDocument(path: string): Promise<string> {
  try {
    return decodeDocument(await readFile(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`${path} cannot be read: ${explanations[error.code ?? ''] ?? error.message}`);
  }
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path, which is relative to the current directory.',
  EISDIR: 'it is a directory. Name the job file in it.',
  EACCES: 'you may not read it. Check its permissions.',
};
