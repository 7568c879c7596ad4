import { formatProblem } from '../../job/jobProblems.ts';
import { parseJsonDocument } from '../../job/jsonDocument.ts';
import type { JobProblem } from '../../job/job.ts';
import { readExportedSchema } from '../../job/readExportedSchema.ts';
import { readJob } from '../../job/readJob.ts';
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
    const text = await readDocument(file);
    return isExportedSchema(text) ? readExportedSchema(text).problems : readJob(text).problems;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [
      { code: 'unreadable-file', severity: 'error', message: error.message, offset: 0, length: 0, line: 1, column: 1 },
    ];
  }
}

/** Whether a document is a schema by itself, as the portal exports it, or a part of one, rather than a job that has one. */
function isExportedSchema(text: string): boolean {
  const { value } = parseJsonDocument(text);
  const outermost: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof outermost !== 'object' || outermost === null) return false;
  const names = new Set(Object.keys(outermost).map((name) => name.toLowerCase()));
  return !names.has('schema') && schemaMembers.some((name) => names.has(name));
}

const schemaMembers = ['synchronizationrules', 'directories', 'attributemappings'];

function tell(file: string, problems: readonly JobProblem[], terminal: Terminal): void {
  for (const problem of problems) {
    terminal.emit({ file, ...problem });
    terminal.note(printable(formatProblem(file, problem)));
  }
  if (problems.length === 0) terminal.say(`${file}: ${terminal.style('green', 'valid')}`);
}
