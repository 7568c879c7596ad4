import { TargetError } from '../targetDirectory.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { tagOf, textField } from './fields.ts';
import { text } from '../../protocol/text.ts';

/**
 * How work ended that Dropbox may do later (Dropbox API specification, async.stone): with a result, with words on why not, or
 * with nobody knowing: it's still under way, or what became of it can't be asked.
 */
export type JobEnd =
  | { readonly kind: 'complete'; readonly response: Extract<Response, { kind: 'done' }> }
  | { readonly kind: 'failed'; readonly words: string; readonly response: Extract<Response, { kind: 'done' }> }
  | { readonly kind: 'underWay' }
  | { readonly kind: 'lost'; readonly error: TargetError | null };

/** Milliseconds before a job is asked about first; each pause after that is twice as long, up to the longest. */
const firstPause = 100;
const longestPause = 5000;
/** Milliseconds of pauses after which a job is left to itself. */
const patience = 120_000;

/** Waits until work is done that was begun by a call. @param statusRoute where to ask what became of it. */
export async function endOfJob(
  connection: BusinessConnection,
  launched: Extract<Response, { kind: 'done' }>,
  statusRoute: string,
  signal: AbortSignal,
): Promise<JobEnd> {
  let response = launched;
  const job = tagOf(launched.value) === 'async_job_id' ? textField(launched.value, 'async_job_id') : null;
  for (let pause = firstPause, waited = 0; ; pause = Math.min(pause * 2, longestPause)) {
    const tag = tagOf(response.value);
    if (tag === 'complete') return { kind: 'complete', response };
    if (tag === 'failed') return { kind: 'failed', words: textField(response.value, 'failed') ?? '', response };
    if (job === null || (tag !== 'async_job_id' && tag !== 'in_progress')) return { kind: 'lost', error: null };
    if (waited >= patience) return { kind: 'underWay' };
    await connection.clock.sleep(pause, signal);
    waited += pause;
    const next = await poll(connection, job, statusRoute, signal);
    if (next instanceof TargetError || next.kind === 'refused')
      return { kind: 'lost', error: next instanceof TargetError ? next : null };
    response = next;
  }
}

async function poll(
  connection: BusinessConnection,
  job: string,
  route: string,
  signal: AbortSignal,
): Promise<Response | TargetError> {
  const refused = text`Asking what became of the work was refused`;
  try {
    return await connection.call({ route, argument: { async_job_id: job }, does: 'read', refused }, signal);
  } catch (error) {
    if (error instanceof TargetError) return error;
    throw error;
  }
}
