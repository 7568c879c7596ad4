import { formatProblem } from '../../job/jobProblems.ts';
import { documentKindOf } from '../../job/documentKind.ts';
import type { JobProblem } from '../../job/job.ts';
import { type JsonDocument, parseJsonDocument } from '../../job/jsonDocument.ts';
import { readExportedDocument } from '../../job/readExportedSchema.ts';
import { readJobDocument } from '../../job/readJob.ts';
import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { readDocument } from '../jobFile.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';

/** `validate`: every problem of every file, on standard error and with `--json` as a line each on standard output. */
export async function runValidate({ arguments: given, terminal }: Invocation): Promise<ExitCode> {
  let valid = true;
  for (const file of given.positionals) {
    const problems = await problemsOf(file);
    tell(file, problems, terminal);
    valid &&= problems.every(({ severity }) => severity !== 'error');
  }
  return valid ? exitCode.ok : exitCode.usage;
}

async function problemsOf(file: string): Promise<readonly JobProblem[]> {
  try {
    const document = parseJsonDocument(await readDocument(file));
    return problemsIn(document);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [
      { code: 'unreadable-file', severity: 'error', message: error.message, offset: 0, length: 0, line: 1, column: 1 },
    ];
  }
}

/** A document is told by its content: a job file, or a schema as the portal exports it, or what is taken for one. */
function problemsIn(document: JsonDocument): readonly JobProblem[] {
  const isJob = document.value === undefined || documentKindOf(document.value).kind === 'job';
  return isJob ? readJobDocument(document).problems : readExportedDocument(document).problems;
}

function tell(file: string, problems: readonly JobProblem[], terminal: Terminal): void {
  for (const problem of problems) {
    terminal.emit({ file, ...problem });
    terminal.note(printable(formatProblem(file, problem)));
  }
  if (problems.length === 0) terminal.say(`${printable(file)}: ${terminal.style('green', 'valid')}`);
}
