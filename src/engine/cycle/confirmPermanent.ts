import { lossKey, type AccountLoss } from '../../decision/deletionGuard.ts';
import type { PermanentLosses } from '../../protocol/engineParams.ts';
import type { ObjectIdentity } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ForeseenLoss } from './losses.ts';
import type { Run } from './run.ts';
import { text } from '../../protocol/text.ts';
import { TextError } from '../../protocol/failure.ts';

/** Asks the person who runs it whether accounts may go permanently. */
export type ConfirmPermanent = (losses: PermanentLosses) => Promise<boolean>;

/** A person was asked and said no: nothing has been written, and the run ends as one that is cancelled. */
export class Declined extends TextError {
  constructor() {
    super(text`Declined before anything was written.`);
    this.name = 'Declined';
  }
}

/** What a run may take away, and whom it asks. */
export interface Asking {
  /** All that was foreseen; what is held back isn't asked about. */
  readonly foreseen: readonly ForeseenLoss[];
  /** Null where nobody waits for the run: accidental-deletion prevention alone guards it then. */
  readonly confirm: ConfirmPermanent | null;
  /** Whether the person has just released what was held back, by name and number: that isn't asked about again. */
  readonly released: boolean;
}

/** So many names are told; the number beside them counts all. */
const mostNamed = 10;

/**
 * Asks, before the first write, whether those accounts may go that can't be given back.
 *
 * @throws Declined when they may not; the signal's reason when the run is cancelled while it waits for the response.
 */
export async function confirmPermanent(context: CycleContext, runs: readonly Run[], asking: Asking): Promise<void> {
  const { confirm } = asking;
  if (confirm === null) return;
  const losses = accountsToGo(context, runs, asking);
  const permanent = losses.filter((loss) => loss.permanent);
  if (permanent.length === 0) return;
  context.onProgress({ stage: 'confirming', message: text`Waiting for your confirmation`, done: 0, total: null });
  const named = permanent.map(({ source }) => source).toSorted(byName);
  const agreed = await unlessAborted(
    confirm({
      disable: of(losses, 'disable').length,
      delete: of(losses, 'delete').length,
      permanent: permanent.length,
      names: named.slice(0, mostNamed).map(({ displayName, id }) => displayName || id),
    }),
    context.signal,
  );
  if (!agreed) throw new Declined();
}

function accountsToGo(context: CycleContext, runs: readonly Run[], { foreseen, released }: Asking): AccountLoss[] {
  const holds = released ? context.store.holds.all() : new Map<string, unknown>();
  const mayHappen = (key: string): boolean => runs.some(({ found }) => found.permitted.has(key)) && !holds.has(key);
  return foreseen.flatMap(({ loss }) => (loss.kind === 'account' && mayHappen(lossKey(loss)) ? [loss] : []));
}

function of(losses: readonly AccountLoss[], action: AccountLoss['action']): readonly AccountLoss[] {
  return losses.filter((loss) => loss.action === action);
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(one: ObjectIdentity, other: ObjectIdentity): number {
  return collator.compare(one.displayName, other.displayName);
}

async function unlessAborted<T>(response: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([response, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
