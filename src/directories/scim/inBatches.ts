import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type ReferenceReceipt } from '../targetDirectory.ts';
import { sizeInRefusal, type BatchSize } from './batchSize.ts';
import { errorAs } from './errors.ts';

/** One value that is added to a reference attribute or removed from it. */
export interface ReferenceItem {
  readonly op: 'add' | 'remove';
  readonly id: string;
}

/** What came of a request: carried out, refused, or without need since the one value that it removes is not there. */
export type BatchOutcome =
  | { readonly kind: 'written'; readonly settled: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer; readonly error: TargetError };

export type WriteBatch = (items: readonly ReferenceItem[]) => Promise<BatchOutcome>;

/** So many refused values without one that was written are no matter of the values. */
const mostRefused = 1000;

/**
 * Whether a refusal may be about single values of a request or its size, so that parts of it may be taken. A server may
 * break on one value (500), and a gateway give up on many (504); one that is overloaded (503) is not asked further.
 */
export function isAboutValues({ status }: HttpAnswer): boolean {
  return [400, 404, 409, 413, 422].includes(status) || (status >= 500 && status !== 501 && status !== 503);
}

/**
 * Writes values in requests of the size that the target takes. A request that is refused is halved until the values are
 * found that are to blame; all others are written.
 *
 * @param groups values that may share a request.
 * @throws TargetError, an ambiguous one when some were written, when `write` does, and when the target breaks (5xx) on two
 *   single values in a row or takes none of a thousand.
 */
export async function writeInBatches(
  groups: readonly (readonly ReferenceItem[])[],
  size: BatchSize,
  write: WriteBatch,
): Promise<ReferenceReceipt> {
  const run: Run = { size, write, refused: [], settled: true, written: false, brokenInARow: 0 };
  try {
    for (const items of groups)
      for (let rest = items; rest.length > 0;) {
        const count = size.current();
        await writePart(run, rest.slice(0, count));
        rest = rest.slice(count);
      }
  } catch (error) {
    throw run.written && error instanceof TargetError ? ambiguous(error) : error;
  }
  return { refused: run.refused, settled: run.settled };
}

/** How far writing has come. */
interface Run {
  readonly size: BatchSize;
  readonly write: WriteBatch;
  readonly refused: { readonly id: string; readonly error: TargetError }[];
  settled: boolean;
  written: boolean;
  /** Single values on which the target broke (5xx), one after another. */
  brokenInARow: number;
}

/** @returns whether single values were found to be to blame. */
async function writePart(run: Run, part: readonly ReferenceItem[]): Promise<boolean> {
  const { size } = run;
  const half = Math.ceil(part.length / 2);
  const outcome = await run.write(part).catch((error: unknown) => {
    if (error instanceof TargetError && error.kind === 'timeout') size.limit(half);
    throw error;
  });
  if (outcome.kind !== 'refused') {
    run.brokenInARow = 0;
    if (outcome.kind === 'absent') return true;
    run.written = true;
    run.settled &&= outcome.settled;
    size.wrote(part.length);
    return false;
  }
  const [only] = part;
  if (part.length === 1 && only !== undefined) {
    refuse(run, only, outcome.answer, outcome.error);
    return true;
  }
  const told = sizeInRefusal(outcome.answer, part.length);
  if (told !== null) size.limit(told);
  let blamed = false;
  for (const smaller of chunks(part, told ?? half)) blamed = (await writePart(run, smaller)) || blamed;
  // Every part was taken, so it was too many at once, whatever the target said; but a server may break once (500).
  if (!blamed && outcome.answer.status !== 500) size.limit(half);
  return blamed;
}

function refuse(run: Run, { id }: ReferenceItem, { status }: HttpAnswer, reason: TargetError): void {
  // The object is there, so what was not found (404) is the value.
  const error = reason.kind === 'notFound' ? errorAs('rejected', reason) : reason;
  run.refused.push({ id, error });
  run.brokenInARow = status >= 500 ? run.brokenInARow + 1 : 0;
  if (error.ambiguous) run.settled = false;
  if (run.brokenInARow > 1 || (run.refused.length >= mostRefused && !run.written)) throw error;
}

function ambiguous({ kind, text, exchange, cause }: TargetError): TargetError {
  return new TargetError(kind, text, exchange, { ambiguous: true, cause });
}

function chunks<Item>(items: readonly Item[], count: number): Item[][] {
  const result: Item[][] = [];
  for (let start = 0; start < items.length; start += count) result.push(items.slice(start, start + count));
  return result;
}
