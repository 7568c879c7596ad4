import type { JobSession } from '../../engine/session.ts';
import { applyTextEdits, setJobValue } from '../../job/editJob.ts';
import { readJob } from '../../job/readJob.ts';
import type { MoveFacts } from '../../moving/movePlan.ts';
import { readFacts, withExecutor } from '../../moving/readFacts.ts';
import type { Executor } from '../../protocol/executors.ts';
import type { Invocation } from '../command.ts';
import { InvalidFileError } from '../failures.ts';
import { readDocument } from '../jobFile.ts';
import { prepareJob, withSession } from '../withJob.ts';

/** A job that moves: its file, and both of its executors. */
export interface OpenMove {
  readonly file: string;
  readonly facts: (signal: AbortSignal) => Promise<MoveFacts>;
  /** Whether there's a token for the target. */
  readonly seesTarget: boolean;
  /**
   * Uses a session of one executor on the job file as it is now.
   *
   * @param schema JSON, in the place of the file's; null for the file's own.
   */
  readonly session: <Result>(
    executor: Executor,
    use: (session: JobSession) => Promise<Result>,
    schema?: string | null,
  ) => Promise<Result>;
}

/**
 * Opens the job that the command's first argument names, with the tokens that its destination needs.
 *
 * @throws UsageError and InvalidFileError before any request.
 */
export async function openMove(invocation: Invocation, to: Executor): Promise<OpenMove> {
  const [file = ''] = invocation.arguments.positionals;
  const prepared = await prepareJob(invocation, file, 'writing', to);
  const withText = <Result>(text: string, use: (session: JobSession) => Promise<Result>): Promise<Result> =>
    withSession({ ...prepared, params: { ...prepared.params, text } }, 'commandLine', use);
  return {
    file,
    async facts(signal) {
      const text = await readDocument(file);
      const { job, problems } = readJob(text);
      if (job === null) throw new InvalidFileError(file, problems);
      return readFacts(text, job, {
        local: (asLocal) => withText(asLocal, (session) => Promise.resolve(session.status())),
        service: (asEntra) => withText(asEntra, (session) => session.lookAtService(signal)),
      });
    },
    seesTarget: prepared.params.targetCredential !== null || prepared.job.target.kind === 'sandbox',
    async session(executor, use, schema = null) {
      const text = withExecutor(await readDocument(file), executor);
      return withText(schema === null ? text : withSchema(text, schema), use);
    },
  };
}

function withSchema(text: string, schema: string): string {
  return applyTextEdits(text, setJobValue(text, ['schema'], JSON.parse(schema)));
}
