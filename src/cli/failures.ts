import type { JobProblem } from '../job/job.ts';

export { isSystemError } from '../engine/systemError.ts';

/** The command was called in a way that cannot work; the message says what to write instead. Exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** There is no token for a server that the job names, or none that may be sent there. */
export class NoTokenError extends UsageError {}

/** A job file has errors. Exit code 2, before any request. */
export class InvalidFileError extends Error {
  readonly file: string;
  readonly problems: readonly JobProblem[];

  constructor(file: string, problems: readonly JobProblem[]) {
    super(`${file} has errors`);
    this.name = 'InvalidFileError';
    this.file = file;
    this.problems = problems;
  }
}
